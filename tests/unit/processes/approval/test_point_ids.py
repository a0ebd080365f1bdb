from __future__ import annotations

import json
from dataclasses import replace

import pytest

from processes.approval import comparing, point_ids
from processes.approval.content import dump, load
from processes.approval.defaults import QUOTE
from processes.approval.errors import FlowRefused
from processes.approval.model import Point

MANAGER, DIRECTOR, FINANCE, GENERAL = QUOTE.points


def _without_ids(flow):
    raw = json.loads(dump(flow))
    for point in raw["points"]:
        del point["id"]
    return json.dumps(raw)


def test_an_id_survives_being_written_and_read():
    named = QUOTE.with_points((replace(MANAGER, id="own-1"), DIRECTOR))
    assert [point.id for point in load(dump(named)).points] == ["own-1", DIRECTOR.id]


def test_points_of_versions_without_ids_get_the_same_wherever_they_stand():
    before, after = load(_without_ids(QUOTE)), load(_without_ids(QUOTE.with_points((GENERAL, MANAGER))))
    assert [point.id for point in before.points] == [point.id for point in QUOTE.points]
    assert [point.id for point in after.points] == [GENERAL.id, MANAGER.id]


def test_a_point_keeps_its_id_when_it_is_renamed_and_moved_at_once():
    moved = QUOTE.with_points((replace(GENERAL, name="老板", name_en="Boss"), MANAGER, FINANCE))
    paired = [
        (before.number if before else None, after.number) for before, after in comparing.pairs(QUOTE, moved)
    ]
    assert paired == [(4, 1), (1, 2), (3, 3)]


def test_a_point_of_the_name_of_a_removed_one_is_another():
    again = QUOTE.with_points((MANAGER, replace(DIRECTOR, id=point_ids.fresh())))
    assert [before for before, _ in comparing.pairs(QUOTE, again)] == [MANAGER, None]


def test_two_points_of_one_name_have_two_ids():
    twice = QUOTE.with_points((MANAGER, Point(number=9, name="销售经理", name_en="Sales manager")))
    first, second = (point.id for point in twice.points)
    assert first == MANAGER.id != second
    assert [point.id for point in load(_without_ids(twice)).points] == [first, second]


@pytest.mark.parametrize("identity", ["", "Ä", "UPPER", "a" * 17, 7, "a b"])
def test_an_id_that_cannot_be_one_is_refused(identity):
    raw = json.loads(dump(QUOTE))
    raw["points"][1]["id"] = identity
    with pytest.raises(FlowRefused) as refused:
        load(json.dumps(raw))
    assert [fault.place for fault in refused.value.faults] == ["points/1/id"]


def test_the_same_id_twice_is_refused():
    raw = json.loads(dump(QUOTE))
    raw["points"][1]["id"] = raw["points"][0]["id"]
    with pytest.raises(FlowRefused) as refused:
        load(json.dumps(raw))
    assert [fault.place for fault in refused.value.faults] == ["points"]


def test_new_ids_differ_and_can_be_read_back():
    found = {point_ids.fresh() for _ in range(100)}
    assert len(found) == 100
    assert all(point_ids.ID.fullmatch(one) for one in found)
