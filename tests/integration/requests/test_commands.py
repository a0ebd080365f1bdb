"""What an applicant can do, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import NotFound
from engine.ports import Actor
from engine.service.instances import StartRefused
from processes.requests import rows
from processes.requests.errors import FieldsRefused, NotAnApplicant, NotNow, SavedMeanwhile
from tests.integration.requests.conftest import EXPENSE, LEAVE, PLAN, SLIP, TRIP, Office, open_office


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.mark.parametrize(
    ("first", "last", "half", "days"),
    [
        ("2026-03-09", "2026-03-11", False, "3"),
        ("2026-03-09", "2026-03-11", True, "2.5"),
        ("2026-03-13", "2026-03-16", False, "2"),  # Friday to Monday
        ("2026-09-30", "2026-10-09", False, "3"),  # over the national holiday
        ("2026-03-14", "2026-03-15", True, "0"),  # a weekend
    ],
)
def test_working_days_are_counted_by_the_calendar(
    office: Office, first: str, last: str, half: bool, days: str
) -> None:
    slip = office.submit({**SLIP, "period_from": first, "period_to": last, "half_day": half})
    assert office.values(slip)["days"] == Decimal(days)


def test_what_is_computed_cannot_be_typed(office: Office) -> None:
    assert office.values(office.submit({**SLIP, "days": "1"}))["days"] == Decimal(3)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"period_to": "2026-03-01"}, "period_to", "BEFORE_START"),
        ({"reason": ""}, "reason", "REQUIRED"),
        ({"kind": "moon"}, "kind", "CHOICE"),
        ({"period_from": "tomorrow"}, "period_from", "TYPE_DATE"),
        ({"deputy": "nobody"}, "deputy", "CHOICE"),
        ({"proof": [{"id": 77}]}, "proof", "FILE_UNKNOWN"),
        ({"salary": "5"}, "salary", "UNKNOWN"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    office: Office, wrong: Mapping[str, Any], field: str, code: str
) -> None:
    with pytest.raises(FieldsRefused) as refusal:
        office.submit({**SLIP, **wrong})
    assert [one.code for one in refusal.value.errors[field]] == [code]
    with office.store.read() as connection:
        assert rows.drafts(connection, office.person("salesperson")) == []


def test_the_same_page_sent_twice_is_one_request(office: Office) -> None:
    assert office.submit() == office.submit()
    assert office.submit(submission="page-2") != office.submit()
    assert office.row(office.submit(submission="page-2")).no == "QJ-2026-0002"


def test_a_draft_keeps_what_is_typed_right_or_wrong_and_is_submitted_later(office: Office) -> None:
    seller = office.person("salesperson")
    typed = {"kind": "annual", "period_from": "some day"}
    draft = office.requests.save_draft(seller, LEAVE, typed, request_id=None, revision=0, submission="p")
    assert (office.values(draft), office.row(draft).state) == (typed, "draft")
    revision = office.row(draft).revision
    sent = office.requests.submit(seller, LEAVE, SLIP, request_id=draft, revision=revision, submission="p")
    assert (sent, office.row(draft).state) == (draft, "in_approval")


def test_a_draft_that_was_saved_in_another_window_is_not_overwritten(office: Office) -> None:
    seller = office.person("salesperson")
    draft = office.requests.save_draft(seller, LEAVE, {}, request_id=None, revision=0, submission="p")
    seen = office.row(draft).revision
    office.requests.save_draft(seller, LEAVE, SLIP, request_id=draft, revision=seen, submission="p")
    with pytest.raises(SavedMeanwhile):
        office.requests.submit(seller, LEAVE, SLIP, request_id=draft, revision=seen, submission="p")
    with pytest.raises(NotFound):
        office.requests.discard(office.person("manager"), draft)
    office.requests.discard(seller, draft)
    with pytest.raises(NotFound):
        office.row(draft)


def test_only_a_request_that_came_back_is_corrected(office: Office) -> None:
    seller, slip = office.person("salesperson"), office.submit()
    with pytest.raises(NotNow, match="in approval"):
        office.requests.correct(seller, slip, SLIP, revision=office.row(slip).revision)
    office.decide(slip, "manager", "return", "no")
    with pytest.raises(SavedMeanwhile):
        office.requests.correct(seller, slip, SLIP, revision=1)
    with pytest.raises(NotFound):
        office.requests.correct(office.person("manager"), slip, SLIP, revision=office.row(slip).revision)


def test_the_process_of_a_request_is_started_by_submitting_it_only(office: Office) -> None:
    seller = office.person("salesperson")
    draft = office.requests.save_draft(seller, LEAVE, SLIP, request_id=None, revision=0, submission="p")
    slip = office.submit()
    for request_id, by in ((draft, "salesperson"), (slip, "manager"), (5, "salesperson")):
        with pytest.raises(StartRefused):
            office.engine.start(
                LEAVE,
                variables={"request_id": request_id, "document_type": LEAVE, "document_id": request_id},
                by=Actor(by, office.people[by]),
                refusable=True,
            )


def test_a_cancelled_process_cancels_its_request(office: Office) -> None:
    slip = office.submit()
    root = office.row(slip).instance_id
    office.engine.cancel(root, reason="员工离职", by=Actor("admin", office.people["admin"]))
    row = office.row(slip)
    assert row.state == "cancelled"
    assert "员工离职" in row.note


def test_an_applicant_without_a_superior_is_decided_by_the_fallback_or_told_so(office: Office) -> None:
    slip = office.submit(by="director", submission="d")
    assert office.asked(slip) == ["general"]


def test_lines_are_summed_and_large_sums_go_further(office: Office) -> None:
    line = {"spent_on": "2026-02-27", "type": "transport", "note": "", "amount": "4000.50"}
    values = {"purpose": "展会", "lines": [line, {**line, "amount": "6000"}]}
    with pytest.raises(FieldsRefused) as refusal:
        office.submit({**values, "lines": []}, key=EXPENSE)
    assert set(refusal.value.errors) == {"lines", "receipts"}
    with pytest.raises(FieldsRefused) as refusal:
        office.submit({**values, "lines": [{**line, "amount": "-1"}]}, key=EXPENSE)
    assert refusal.value.errors["lines.0.amount"][0].code == "TOO_SMALL"


def test_a_trip_sums_what_was_given_of_its_budget(office: Office) -> None:
    values = {
        "destination": "杭州",
        "period_from": "2026-03-09",
        "period_to": "2026-03-10",
        "purpose": "拜访",
        "transport": "train",
        "lodging_cost": "700",
        "other_cost": "50.5",
    }
    trip = office.submit(values, key=TRIP)
    row = office.row(trip)
    assert office.values(trip)["budget"] == row.amount == Decimal("750.5")
    assert row.title == "CC-2026-0001 · 李伟 · 杭州 · 2026-03-09 – 2026-03-10 · ¥750.5"


def test_a_kind_for_some_positions_is_refused_to_others(office: Office) -> None:
    with pytest.raises(NotAnApplicant, match="Sales representative"):
        office.submit({}, key=PLAN, by="finance")


def test_who_sees_a_request(office: Office) -> None:
    slip = office.submit({**SLIP, "period_to": "2026-03-20"})
    seller = office.person("salesperson")
    draft = office.requests.save_draft(seller, LEAVE, SLIP, request_id=None, revision=0, submission="p")

    def sees(login: str, request_id: int = slip) -> bool:
        with office.store.read() as connection:
            try:
                rows.find(connection, office.person(login), request_id)
            except NotFound:
                return False
            return True

    assert sees("salesperson")
    assert sees("manager")  # he is asked
    assert not sees("salesperson2")
    assert not sees("legal")
    assert not sees("technical")
    assert sees("salesperson", draft)
    assert not sees("manager", draft)
    office.decide(slip, "manager")
    office.decide(slip, "director")
    assert sees("director")  # he decided
    assert sees("assistant")
    office.file(slip)
    assert sees("assistant")


def test_a_request_of_the_past_is_called_by_its_title_for_those_who_may_see_it(office: Office) -> None:
    slip = office.submit()
    document = office.kinds.document(LEAVE)
    assert document is not None
    with office.store.read() as connection:
        seen, hidden = (
            document.called(connection, office.person(login), [slip], "zh")
            for login in ("salesperson", "warehouse")
        )
    [(title, customer)] = seen.values()
    assert (title.split(" · ")[1], customer, hidden) == ("李伟", "", {})
