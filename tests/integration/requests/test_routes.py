"""Requests whose applicants compose the route: on submission, on a return, in a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from processes.approval.chosen import kept, tables
from processes.approval.chosen.choice import NOTHING, Choice, Step
from processes.approval.chosen.errors import RouteRefused
from processes.approval.chosen.kept import Kept
from tests.integration.requests.conftest import REPORT, Office, open_office

TEXT = {"subject": "展会请示", "urgency": "usual", "text": "拟参加秋季展会。"}
ROUTE = Choice(steps=(Step(people=("manager",)), Step(people=("director",))))


@pytest.fixture
def office() -> Office:
    return open_office()


def submit(office: Office, choice: Choice = ROUTE) -> int:
    return office.requests.submit(
        office.person("salesperson"),
        REPORT,
        TEXT,
        request_id=None,
        revision=0,
        submission="page",
        route=Kept(choice=choice),
    )


def test_a_report_goes_the_way_that_its_applicant_composed(office: Office) -> None:
    report = submit(office)
    assert office.asked(report) == ["manager"]
    office.decide(report, "manager")
    assert office.asked(report) == ["director"]
    office.decide(report, "director")
    assert office.row(report).state == "approved"


def test_without_a_sound_route_nothing_is_submitted_and_nothing_kept(office: Office) -> None:
    for wrong in (NOTHING, Choice(steps=(Step(people=("salesperson",)),))):
        with pytest.raises(RouteRefused):
            submit(office, wrong)
    with office.store.read() as connection:
        assert connection.execute(select(tables.route)).all() == []


def test_what_came_back_keeps_its_route_and_whoever_returned_it(office: Office) -> None:
    report = submit(office)
    office.decide(report, "manager", "return", "请补充预算")
    row = office.row(report)
    other = replace(ROUTE, steps=(Step(people=("finance",)), Step(people=("general",))))
    office.requests.correct(
        office.person("salesperson"),
        report,
        {**TEXT, "text": "预算 18 万元。"},
        revision=row.revision,
        route=Kept(choice=other, revision=1),
    )
    assert office.asked(report) == ["manager"]
    office.decide(report, "manager")
    assert office.asked(report) == ["general"]


def test_a_draft_keeps_its_route_until_it_is_thrown_away(office: Office) -> None:
    seller = office.person("salesperson")
    draft = office.requests.save_draft(
        seller,
        REPORT,
        TEXT,
        request_id=None,
        revision=0,
        submission="page",
        route=Kept(choice=Choice(steps=(Step(),))),
    )
    with office.store.read() as connection:
        assert kept.of_document(connection, REPORT, draft).revision == 1
    office.requests.discard(seller, draft)
    with office.store.read() as connection:
        assert kept.of_document(connection, REPORT, draft).revision == 0
