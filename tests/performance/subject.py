"""An engine on a store of its own, in its default configuration, and the diagrams it is measured with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import engine.store.schema  # noqa: F401 - the tables exist before they are made
from engine.ports import Actor
from engine.service import Engine
from engine.store.uow import Store
from engine.testing.adapters import FunctionAdapter
from tests.performance.rounds import Prepare, Request
from tests.support.diagrams import diagram

APPROVAL5 = Path(__file__).with_name("approval5.bpmn")
USER_LOOP = """
start s
user work
xor again
end e
s -> work -> again
again -> work [more]
again -> e [default]
"""
MULTI_INSTANCE = """
start s
user sign each=people as=person collect='opinions=opinion'
end e
s -> sign -> e
"""
SALES, MANAGER = Actor("li", 1), Actor("wang", 2)


def diamonds(count: int) -> str:
    """A user task, then `count` parallel diamonds in a row."""
    lines, last = ["start s", "user begin", "end e", "s -> begin"], "begin"
    for n in range(count):
        lines += [f"and f{n}", f"task a{n}", f"task b{n}", f"and j{n}"]
        lines += [f"{last} -> f{n}", f"f{n} -> a{n} -> j{n}", f"f{n} -> b{n} -> j{n}"]
        last = f"j{n}"
    return "\n".join([*lines, f"{last} -> e"])


class Subject:
    """One engine, one store. Work items are found by query, as a worklist would."""

    def __init__(self, database: str, *, texts: Mapping[str, str] | None = None) -> None:
        self.store = Store(database)
        self.store.create()
        self.engine = Engine(store=self.store, adapters={"book": FunctionAdapter(lambda _: {"booked": True})})
        files = {"approval5.bpmn": APPROVAL5.read_bytes()}
        files |= dict(diagram(text, process=key) for key, text in (texts or {}).items())
        self.engine.deploy(files, name="bench")
        self._submissions = 0

    def start(self, key: str, variables: dict[str, Any]) -> int:
        return self.engine.start(key, variables=variables, by=SALES)

    def open_items(self, instance: int) -> list[int]:
        query = (
            f"SELECT id FROM engine_work_item WHERE closed_at IS NULL AND root_id = {instance} ORDER BY id"
        )
        with self.store.read() as connection:
            return [row[0] for row in connection.exec_driver_sql(query)]

    def complete(self, item: int, values: dict[str, Any]) -> tuple[int, ...]:
        """As the worklist does it: by a person, with the revision shown and a submission of its own."""
        self._submissions += 1
        submission = f"bench-{self._submissions}"
        answer = self.engine.complete(item, values, by=MANAGER, revision=0, submission=submission)
        return answer.next_items

    def reviewing(self, **more: Any) -> Prepare:
        """Start approval5; the request completes its first task: gateway, service task, next task."""

        def prepare() -> Request:
            instance = self.start("approval5", {"amount": 2000, **more})
            [item] = self.open_items(instance)
            return lambda: _done(self.complete(item, {"opinion": "fine"}))

        return prepare

    def first_item(self, key: str, variables: dict[str, Any], values: dict[str, Any]) -> Prepare:
        """Start a process; the request completes its first task."""

        def prepare() -> Request:
            [item] = self.open_items(self.start(key, variables))
            return lambda: _done(self.complete(item, values))

        return prepare


def _done(_: object) -> None:
    """A request answers nothing here."""


Make = Callable[[str], Subject]
