"""Every way through the process of a request. All kinds share one shape: the leave slip stands for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes.approval.withdrawal.errors import DecidedAlready
from processes.package import read_folder
from processes.requests.errors import NotNow
from processes.requests.packaging import PREFIX, diagram
from tests.integration.requests.conftest import BPMN, LEAVE, SLIP, Office, open_office
from tests.support.paths import Paths


def agreed_and_filed(office: Office) -> None:
    slip = office.submit()
    assert office.row(slip).no == "QJ-2026-0001"
    assert office.row(slip).title == "QJ-2026-0001 · 李伟 · 2026-03-09 – 2026-03-11"
    assert office.asked(slip) == ["manager"]
    office.decide(slip, "manager")
    assert office.row(slip).state == "approved"
    office.file(slip, note="已登记考勤")
    row = office.row(slip)
    assert (row.state, row.filing_note, row.filed_by_id) == (
        "filed",
        "已登记考勤",
        office.people["assistant"],
    )
    assert office.record(slip) == [(1, "manager", "agree")]


def sent_back_and_corrected(office: Office) -> None:
    slip = office.submit()
    office.decide(slip, "manager", "return", "请避开周一")
    row = office.row(slip)
    assert (row.state, row.note) == ("returned", "请避开周一")
    assert office.asked(slip) == ["salesperson"]
    longer = {**SLIP, "period_from": "2026-03-10", "period_to": "2026-03-16"}
    office.requests.correct(office.person("salesperson"), slip, longer, revision=row.revision)
    office.decide(slip, "manager")
    assert office.asked(slip) == ["director"]  # five working days: more than three
    office.decide(slip, "director")
    assert office.row(slip).state == "approved"
    assert office.record(slip) == [
        (1, "manager", "return"),
        (1, "manager", "agree"),
        (2, "director", "agree"),
    ]


def rejected(office: Office) -> None:
    slip = office.submit()
    office.decide(slip, "manager", "reject", "展会期间不能请假")
    row = office.row(slip)
    assert (row.state, row.note, office.waiting(slip)) == ("rejected", "展会期间不能请假", [])


def withdrawn_before_a_decision(office: Office) -> None:
    slip = office.submit()
    office.requests.withdraw(office.person("salesperson"), slip)
    assert office.row(slip).state == "withdrawn"
    assert office.waiting(slip) == []


def given_up_after_it_came_back(office: Office) -> None:
    slip = office.submit()
    office.decide(slip, "manager", "return", "不行")
    office.requests.withdraw(office.person("salesperson"), slip)
    assert office.row(slip).state == "withdrawn"
    with pytest.raises(Exception, match="withdrawn"):
        office.requests.withdraw(office.person("salesperson"), slip)


def filed_by_nobody(office: Office) -> None:
    files = dict(read_folder(BPMN / LEAVE).files)
    files["package.toml"] = files["package.toml"].replace(b'filing = ["assistant"]', b"filing = []")
    office.publish(files, LEAVE, "请假")
    slip = office.submit()
    office.decide(slip, "manager")
    assert office.row(slip).state == "approved"
    assert office.waiting(slip) == []


PATHS = Paths(
    package=BPMN / LEAVE,
    world=open_office,
    stories=[
        agreed_and_filed,
        sent_back_and_corrected,
        rejected,
        withdrawn_before_a_decision,
        given_up_after_it_came_back,
        filed_by_nobody,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_request_comes_to_its_end(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story() -> None:
    PATHS.check()


@pytest.mark.parametrize("folder", sorted(BPMN.glob(f"{PREFIX}*")), ids=lambda folder: folder.name)
def test_a_kind_of_request_has_the_shared_shape(folder: Path) -> None:
    package = read_folder(folder)
    assert package.findings == ()
    drawn = package.files[f"{package.key}.bpmn"].decode()
    assert drawn == diagram(package.key, package.title["zh"])


def test_what_was_decided_cannot_be_withdrawn() -> None:
    office = open_office()
    slip = office.submit({**SLIP, "period_to": "2026-03-20"})
    office.decide(slip, "manager")
    assert office.asked(slip) == ["director"]
    with pytest.raises(DecidedAlready):
        office.requests.withdraw(office.person("salesperson"), slip)


def test_what_was_taken_back_is_changed_and_submitted_again_under_its_number() -> None:
    office = open_office()
    seller = office.person("salesperson")
    slip = office.submit()
    office.requests.withdraw(seller, slip)
    row = office.row(slip)
    office.requests.correct(seller, slip, {**SLIP, "reason": "探亲，改期"}, revision=row.revision)
    again = office.row(slip)
    assert (again.state, again.no, again.decided_at) == ("in_approval", row.no, None)
    assert again.instance_id != row.instance_id
    assert office.asked(slip) == ["manager"]
    with pytest.raises(NotNow):
        office.requests.correct(seller, slip, SLIP, revision=again.revision)
