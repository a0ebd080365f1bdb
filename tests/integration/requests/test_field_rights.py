"""What approvers change, or do not see, of a request: as their point says, with the decision, on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from processes.approval import drafting, policies
from processes.approval.field_rights import hidden_from
from processes.approval.history import History
from processes.approval.releasing import gate
from processes.approval.types import documents
from processes.requests import shown
from processes.requests.corrections import Corrections
from processes.requests.errors import ChangedMeanwhile
from tests.integration.requests.conftest import LEAVE, PLAN, SLIP, TRIP, open_office
from worklist.circulation import Copies
from worklist.errors import FormRefused
from worklist.happenings import happenings
from worklist.hooks import Hooks
from worklist.service import Worklist

YEAR = {
    "name": "华东年度计划",
    "span": "year",
    "period_from": "2027-01-01",
    "period_to": "2027-12-31",
    "department": "sales",
    "lines": [{"what": "检测仪", "quantity": "2", "amount": "80"}],
    "measures": "拜访",
}


class Desk:
    """Requests whose points have rights about fields, and the approvers' tasks."""

    def __init__(self, key: str = LEAVE, **rights: Any) -> None:
        self.office = open_office()
        self.key = key
        hooks = Hooks(corrections=Corrections(self.office.kinds))
        self.worklist = Worklist(engine=self.office.engine, hooks=hooks)
        self._release(rights)

    def _release(self, rights: Mapping[str, Any]) -> None:
        document = self.office.kinds.document(self.key)
        assert document is not None
        with self.office.store.begin(by=self.office.people["designer"], action="test.rules") as tx:
            flow = policies.in_force(tx.connection, self.key, tx.now).flow
            first, *rest = flow.points
            changed = flow.with_points((replace(first, **rights), *rest))
            if changed == flow:
                return
            drafting.save_draft(tx, self.key, changed, seen=None)
            draft = policies.draft(tx.connection, self.key)
            assert draft is not None
            version = gate.release(tx, self.key, document, seen=draft.token, reason="测试")
        if version is None:  # it lowers control
            with self.office.store.begin(by=self.office.people["supervisor"], action="test.agree") as tx:
                gate.agree(tx, self.key, document, opinion="")

    def decide(self, request_id: int, by: str, action: str = "agree", **values: Any) -> None:
        [item] = [one for one in self.office.waiting(request_id) if one.assignee == by]
        opinion = "" if action == "agree" else "请修改"
        self.worklist.complete(
            self.office.person(by), item.id, {"action": action, "opinion": opinion, **values}
        )

    def record(self, request_id: int, hidden: tuple[str, ...] = ()) -> list[str]:
        root = self.office.row(request_id).instance_id
        with self.office.store.read() as connection:
            found = happenings(connection, root, "zh", hidden)
        return [line.opinion for line in found if line.verb == "修改内容"]


def test_a_correction_is_saved_with_the_decision_and_later_points_decide_about_it() -> None:
    desk = Desk(editable=("period_to",))
    slip = desk.office.submit()
    before = desk.office.row(slip)
    desk.decide(slip, "manager", document={"period_to": "2026-03-16"}, document_revision=before.revision)
    row = desk.office.row(slip)
    assert desk.office.values(slip)["period_to"] == "2026-03-16"
    assert desk.office.values(slip)["days"] == Decimal(6)
    assert row.title.endswith("2026-03-09 – 2026-03-16")
    assert desk.office.asked(slip) == ["director"]  # more than three days now
    assert desk.office.waiting(slip)[0].title == row.title
    [told] = desk.record(slip)
    assert "2026-03-11 → 2026-03-16" in told
    assert "→ 6" in told


def test_what_is_left_as_it_is_is_no_change() -> None:
    desk = Desk(editable=("reason",))
    slip = desk.office.submit()
    revision = desk.office.row(slip).revision
    desk.decide(slip, "manager", document={"reason": SLIP["reason"]}, document_revision=revision - 1)
    assert desk.record(slip) == []


def test_lines_of_a_table_are_corrected_too_and_the_sum_follows() -> None:
    desk = Desk(PLAN, editable=("lines",))
    slip = desk.office.submit(YEAR, key=PLAN)
    [asked] = desk.office.asked(slip)
    line = {**desk.office.values(slip)["lines"][0], "amount": "60"}
    desk.decide(slip, asked, document={"lines": [line]})
    assert desk.office.row(slip).amount == Decimal(60)
    [told] = desk.record(slip)
    assert "¥80.00" in told
    assert "¥60.00" in told


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"kind": "sick"}, "document.kind", "READ_ONLY"),
        ({"reason": ""}, "document.reason", "REQUIRED"),
        ({"period_to": "2026-03-01"}, "document.period_to", "BEFORE_START"),
        ({"period_to": "soon"}, "document.period_to", None),
        ("all", "document", "NOT_AN_OBJECT"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_decided(
    given: Any, field: str, code: str | None
) -> None:
    desk = Desk(editable=("reason", "period_to"))
    slip = desk.office.submit()
    with pytest.raises(FormRefused) as refused:
        desk.decide(slip, "manager", document=given)
    [error] = refused.value.errors[field]
    assert code in (None, error.code)
    assert desk.office.asked(slip) == ["manager"]
    assert desk.office.values(slip)["period_to"] == "2026-03-11"


def test_where_nothing_is_open_nothing_is_taken() -> None:
    desk = Desk()
    slip = desk.office.submit()
    with pytest.raises(FormRefused):
        desk.decide(slip, "manager", document={"reason": "别的"})


def test_of_two_who_correct_the_same_the_second_is_told() -> None:
    desk = Desk(editable=("reason",), mode="all", positions=("sales_manager", "sales_director"), rules=())
    slip = desk.office.submit()
    shown_at = desk.office.row(slip).revision
    desk.decide(slip, "manager", document={"reason": "甲"}, document_revision=shown_at)
    with pytest.raises(ChangedMeanwhile):
        desk.decide(slip, "director", document={"reason": "乙"}, document_revision=shown_at)
    assert desk.office.values(slip)["reason"] == "甲"
    assert desk.office.asked(slip) == ["director"]


def test_a_submission_sent_twice_corrects_once() -> None:
    desk = Desk(editable=("reason",))
    slip = desk.office.submit()
    [item] = desk.office.waiting(slip)
    manager = desk.office.person("manager")
    values = {"action": "agree", "opinion": "", "document": {"reason": "改"}}
    for _ in range(2):
        with desk.office.store.read() as connection:
            case = desk.worklist.case(connection, manager, item.id)
        desk.worklist.complete_case(manager, case, values, submission="once")
    assert len(desk.record(slip)) == 1


def test_hidden_fields_are_hidden_from_those_whom_the_point_asks_and_from_nobody_else() -> None:
    desk = Desk(TRIP, hidden=("purpose",))
    office = desk.office
    trip = office.submit(
        {
            "destination": "上海",
            "period_from": "2026-03-09",
            "period_to": "2026-03-10",
            "purpose": "洽谈收购",
            "transport_cost": "800",
            "transport": "train",
        },
        key=TRIP,
    )
    row, (asked, *_) = office.row(trip), office.asked(trip)
    root = row.instance_id
    with office.store.read() as connection:
        kind = office.kinds.version(connection, row.definition_id)
        hidden = hidden_from(connection, office.person(asked), root)
        assert hidden == {"purpose"}
        assert hidden_from(connection, office.person("salesperson"), root) == frozenset()
        told = [one.text for one in shown.shown(connection, kind, row, "zh", hidden)]
        assert "洽谈收购" not in told
    Copies(desk.worklist).give(office.person(asked), root, people=["legal"])
    with office.store.read() as connection:
        assert hidden_from(connection, office.person("legal"), root) == {"purpose"}


def test_why_a_point_was_entered_does_not_tell_hidden_values() -> None:
    desk = Desk(hidden=("days",))
    slip = desk.office.submit()
    [item] = desk.office.waiting(slip)
    history = History(documents(further=desk.office.kinds.document))
    with desk.office.store.read() as connection:
        told = history.reasons(connection, item.activity_id, "zh")
        variables = desk.worklist.case(connection, desk.office.person("manager"), item.id).values
    assert all("实际" not in line.text + line.note for line in told)
    assert "实际" not in variables["point"]["why"]
