"""What an action's definition asks of an entry and adds to it (13.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.crm import actions, activities, changes, intake, tables
from adapters.crm.errors import InvalidFields
from engine.store.uow import Store
from tests.support.selling import Selling

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def selling() -> Iterator[Selling]:
    made = Selling.open(["follow_up", "lead_to_order"], ("duplicate_case", "quote_approval", "new_customer"))
    yield made
    made.store.close()


def _define(store: Store, code: str, **values: Any) -> int:
    with store.begin(by=None, action="test.define") as tx:
        return changes.add(tx, tables.action_def, code=code, name=code, **values)


def _completed(selling: Selling, step: str = "", **typed: object) -> dict[str, list[str]]:
    posted = {name: [str(value)] for name, value in typed.items()}
    with selling.store.read() as connection:
        found = actions.completed(connection, posted, NOON, step=step)
    return {name: list(texts) for name, texts in found.items()}


def test_what_usually_comes_next_is_added_where_there_is_a_next_step(selling: Selling) -> None:
    demo = _define(selling.store, "show")
    call = _define(selling.store, "ring", default_minutes=15, next_days=3, next_action_id=demo)
    alone = _completed(selling, action_id=call)
    assert alone == {"action_id": [str(call)], "minutes": ["15"]}
    onward = _completed(selling, step="再联系", action_id=call, minutes="40")
    assert (onward["minutes"], onward["next_action_id"]) == (["40"], [str(demo)])
    assert onward["next_at"] == ["2026-03-05T18:00"]
    typed = _completed(selling, action_id=call, next_at="2026-04-01T09:00")
    assert typed["next_at"] == ["2026-04-01T09:00"]


def test_an_action_that_asks_for_the_next_time_takes_its_usual_interval(selling: Selling) -> None:
    usual = _define(selling.store, "usual", needs_next=True, next_days=7)
    assert _completed(selling, action_id=usual)["next_at"] == ["2026-03-09T18:00"]
    strict = _define(selling.store, "strict", needs_next=True, needs_result=True)
    with pytest.raises(InvalidFields) as refusal:
        _completed(selling, action_id=strict)
    assert [fault.field for fault in refusal.value.faults] == ["result", "next_at"]


def test_only_what_counts_as_contact_moves_the_day_of_the_last_one(selling: Selling) -> None:
    person = selling.person("salesperson")
    paper = _define(selling.store, "paper", updates_contact=False)
    call = _define(selling.store, "rang")
    selling.edit(tables.account, selling.customer, last_contact_at=None)
    met = []
    for action in (paper, call):
        with selling.store.begin(by=person.id, action="test.entry") as tx:
            texts = {"action_id": [str(action)], "content": ["谈过"]}
            activities.record(tx, person, "account", selling.customer, texts)
        met.append(selling.row(tables.account, selling.customer).last_contact_at is not None)
    assert met == [False, True]


def test_an_action_moves_its_opportunity_forward_and_never_back(selling: Selling) -> None:
    person = selling.person("salesperson")
    with selling.store.begin(by=person.id, action="test.begin") as tx:
        texts = {"name": ["测厚仪"], "account_id": [str(selling.customer)]}
        opportunity = intake.begin_opportunity(tx, person, selling.processes, texts)
    offered = _define(selling.store, "offered", stage_effect="proposal")
    early = _define(selling.store, "early", stage_effect="enter")
    stages = []
    for action in (offered, early):
        with selling.store.begin(by=person.id, action="test.entry") as tx:
            texts = {"action_id": [str(action)], "content": ["谈过"]}
            actions.advance(tx, selling.processes, person, opportunity, texts)
        stages.append(selling.row(tables.opportunity, opportunity).stage)
    assert stages == ["proposal", "proposal"]
