"""Path tables: which sequence flows of a package its stories take, and which none of them does.

A story is a function that takes a world (anything with a `store` and an `engine`) and plays one way through the
package, with its assertions. Each story runs once per test run, whoever asks first, so that the test of the
story and the test of the table cost one run:

    PATHS = Paths(package=BPMN / "contract", world=lambda: Office.open(), stories=[signed, rejected])

    @pytest.mark.parametrize("story", PATHS.names)
    def test_a_contract_comes_to_its_end(story):
        PATHS.walk(story)

    def test_every_flow_is_taken_and_the_table_says_by_which_story():
        PATHS.check()

`WRITE_PATHS=1` writes `paths.md` into the package instead of comparing with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from engine.kernel.program import Program
from engine.service import Engine
from engine.store.definitions import latest
from engine.store.schema.runtime import instance
from engine.store.uow import Store
from worklist.position import states


class World(Protocol):
    """What a story plays in."""

    store: Store
    engine: Engine


@dataclass(kw_only=True)
class Paths:
    """The stories of one package. `process` where its key is not the folder's name."""

    package: Path
    world: Callable[[], Any]
    stories: Sequence[Callable[[Any], None]]
    process: str = ""
    _taken: dict[str, frozenset[str]] = field(default_factory=dict)
    _program: list[Program] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.process or self.package.name

    @property
    def names(self) -> list[str]:
        """The stories' names, for `parametrize`."""
        return [story.__name__ for story in self.stories]

    def walk(self, name: str) -> frozenset[str]:
        """Play a story in a new world, unless it was played; the flows it took."""
        if name not in self._taken:
            story = next(one for one in self.stories if one.__name__ == name)
            world = self.world()
            with closing(world.store):
                story(world)
                self._taken[name] = flows_taken(world, self.key)
                self._program = [_program_of(world, self.key)]
        return self._taken[name]

    def check(self) -> None:
        """Fail where a flow of the diagram is in no story, or the table in the package says something else."""
        walked = {name: self.walk(name) for name in self.names}
        [program] = self._program
        never = [flow.id for flow in program.flows if not any(flow.id in taken for taken in walked.values())]
        assert never == [], f"no story of {self.key} takes {', '.join(never)}"
        table, file = _table(self.key, program, walked), self.package / "paths.md"
        if os.environ.get("WRITE_PATHS"):
            file.write_text(table, encoding="utf-8")
        written = file.read_text(encoding="utf-8") if file.exists() else ""
        assert written == table, f"{file} is not what the stories did: run with WRITE_PATHS=1"


def flows_taken(world: World, process: str) -> frozenset[str]:
    """The sequence flows that the instances of a process took, as the audit trail in the store tells."""
    taken: set[str] = set()
    with world.store.read() as connection:
        definition = latest(connection, process)
        assert definition is not None, f"{process} is not deployed"
        query = select(instance.c.id).where(instance.c.definition_id == definition.id)
        for instance_id in connection.execute(query.order_by(instance.c.id)).scalars():
            shown = states(connection, world.engine, instance_id, lang="zh", now=world.store.clock.now())
            taken |= {each for each, look in shown["elements"].items() if look["state"] == "taken"}
    return frozenset(taken)


def _program_of(world: World, process: str) -> Program:
    with world.store.read() as connection:
        loaded = world.engine.programs.latest(connection, process)
    assert loaded is not None
    return loaded.program


def _table(key: str, program: Program, walked: dict[str, frozenset[str]]) -> str:
    """Markdown: every flow with its ends and the stories that take it; the same for the same stories."""
    names = sorted(walked)
    head = [
        f"# Paths of `{key}`",
        "",
        "Made by the package's tests from what the store recorded; every sequence flow is taken by a story.",
        "",
        "| flow | from | to | stories |",
        "|---|---|---|---|",
    ]
    rows = []
    for flow in sorted(program.flows, key=lambda one: one.id):
        source, target = program.nodes[flow.source], program.nodes[flow.target]
        by = ", ".join(name.replace("_", " ") for name in names if flow.id in walked[name])
        rows.append(f"| `{flow.id}` | {source.name or source.id} | {target.name or target.id} | {by} |")
    return "\n".join([*head, *rows, ""])
