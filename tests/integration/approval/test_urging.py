"""Urging those who have a task: who may, how often, and what it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine.errors import UrgedAlready
from tests.support.at_once import together
from worklist.errors import NotYours
from worklist.happenings import happenings
from worklist.service import Worklist
from worklist.urging import urge


def _waiting(office):
    root = office.submit(office.quote("0.12"))
    return Worklist(engine=office.engine), office.open_items(root)[0], root


def _messages(office, login):
    table = tables.message
    query = select(table.c.text).where(table.c.to_id == office.people[login])
    with office.store.read() as connection:
        return list(connection.scalars(query))


def test_the_applicant_urges_and_the_holder_is_told(quick_office):
    worklist, item, root = _waiting(quick_office)
    assert urge(worklist, quick_office.person("salesperson"), item.id) == 1
    assert any("催办（第 1 次）" in text for text in _messages(quick_office, item.assignee))
    with quick_office.store.read() as connection:
        assert [line.verb for line in happenings(connection, root, "en")] == ["Urged, time 1"]
    with pytest.raises(UrgedAlready) as refused:
        urge(worklist, quick_office.person("supervisor"), item.id)
    assert refused.value.following - refused.value.last == timedelta(hours=4)
    quick_office.store.clock.advance(timedelta(hours=4))
    assert urge(worklist, quick_office.person("supervisor"), item.id) == 2
    assert quick_office.breaches() == []


@pytest.mark.parametrize("login", ["manager", "director"])
def test_neither_the_holder_nor_anybody_else_urges(quick_office, login):
    worklist, item, _ = _waiting(quick_office)
    with pytest.raises(NotYours):
        urge(worklist, quick_office.person(login), item.id)


def test_urging_changes_nothing_for_whoever_is_deciding(quick_office):
    worklist, item, root = _waiting(quick_office)
    urge(worklist, quick_office.person("salesperson"), item.id)
    manager = quick_office.person(item.assignee)
    worklist.complete(manager, item.id, {"action": "return", "opinion": "请修改"}, revision=item.revision)
    assert quick_office.record(root)[0][2] == "return"


def test_two_who_urge_at_the_same_moment_count_once(office):
    worklist, item, _ = _waiting(office)
    both = [office.person(login) for login in ("salesperson", "supervisor")]
    answers = together(*(lambda who=who: urge(worklist, who, item.id) for who in both))
    assert sorted(type(one).__name__ for one in answers) == ["UrgedAlready", "int"]
