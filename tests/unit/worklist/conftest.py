"""Rows of work items without an engine: thousands of them, where a query has to prove itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from engine.organisation import Person
from engine.store.schema import definitions, runtime
from engine.store.uow import Store

AddItems = Callable[..., list[int]]


@pytest.fixture
def manager() -> Person:
    return Person(
        id=7,
        login="manager",
        name="陈强",
        name_en="Chen Qiang",
        department_id=None,
        superior_id=None,
        positions=frozenset({"sales_manager", "sales_director"}),
    )


@pytest.fixture
def add_items(store: Store) -> AddItems:
    """add_items(count, **columns): work items of one instance, with ids from 1 on; due every minute."""
    last = [0]
    with store.begin(by=None, action="test") as tx:
        run = tx.connection.execute
        run(insert(definitions.deployment).values(id=1, name="t", at=tx.now, reason=""))
        run(insert(definitions.definition_key).values(key="t", version=1))
        run(
            insert(definitions.definition).values(
                id=1,
                key="t",
                version=1,
                deployment=1,
                path="t.bpmn",
                process_id="t",
                name="t",
                title_zh="t",
                title_en="t",
                state="published",
                checksum=b"",
                messages={},
                starts=[],
                created_at=tx.now,
            )
        )
        run(
            insert(runtime.instance).values(
                id=1, root_id=1, definition_id=1, state="running", started_at=tx.now, started_by="salesperson"
            )
        )

    def add(
        count: int,
        *,
        assignee: str | None = None,
        closed_by: str | None = None,
        user: str | None = None,
        group: str | None = None,
        due: bool = True,
    ) -> list[int]:
        ids = list(range(last[0] + 1, last[0] + 1 + count))
        last[0] += count
        with store.begin(by=None, action="test") as tx:
            tx.connection.execute(
                insert(runtime.work_item),
                [_row(i, tx.now, assignee=assignee, closed_by=closed_by, due=due) for i in ids],
            )
            for kind, name in (("user", user), ("group", group)):
                if name is not None:
                    offered = assignee is None and closed_by is None
                    tx.connection.execute(
                        insert(runtime.candidate),
                        [
                            {
                                "kind": kind,
                                "name": name,
                                "work_item_id": i,
                                "open": offered,
                                "due_at": _due(i, tx.now) if due else None,
                            }
                            for i in ids
                        ],
                    )
        return ids

    return add


def _due(i: int, now: datetime) -> datetime:
    return now + timedelta(minutes=i)


def _row(
    i: int, now: datetime, *, assignee: str | None, closed_by: str | None, due: bool
) -> dict[str, object]:
    return {
        "id": i,
        "root_id": 1,
        "instance_id": 1,
        "definition_id": 1,
        "token_id": i,
        "activity_id": i,
        "slot": 0,
        "element": "task",
        "name": "task",
        "assignee": assignee,
        "priority": 50,
        "created_at": now,
        "state": "completed" if closed_by else "claimed" if assignee else "offered",
        "revision": 0,
        "due_at": _due(i, now) if due else None,
        "closed_by": closed_by,
        "closed_at": _due(i, now) if closed_by else None,
    }
