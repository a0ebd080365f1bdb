"""Copies with read receipts, and comments: who may, who is told, what the record says, two at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine import organisation
from engine.errors import NotFound
from processes.approval.approver_rule import StandIn
from processes.approval.circulation import copying
from processes.approval.circulation.reading import copies_of
from processes.approval.model import Flow, Point
from processes.approval.operations import OPERATIONS
from tests.support.at_once import together
from worklist import access
from worklist.circulation import Comments, Copies, box
from worklist.circulation.errors import (
    CannotBeMentioned,
    CommentStays,
    HasACopy,
    HasTheTask,
    MentionAmbiguous,
    NobodyToCopy,
    NotYourComment,
)
from worklist.circulation.mentions import mentioned
from worklist.errors import CannotReceive, NotPermittedHere
from worklist.happenings import happenings
from worklist.service import Worklist


class Desk:
    """A quote in approval at the manager, and what people do about it."""

    def __init__(self, office):
        self.office = office
        self.worklist = Worklist(engine=office.engine)
        self.copies, self.comments = Copies(self.worklist), Comments(self.worklist)
        self.root = office.submit(office.quote("0.12"))

    def copy(self, by, *people, positions=(), note=""):
        given = self.copies.give(
            self.office.person(by), self.root, people=people, positions=positions, note=note
        )
        return {one.login for one in given}

    def say(self, by, text, *mention):
        return self.comments.add(self.office.person(by), self.root, text=text, mention=mention)

    def sees(self, login):
        person = self.office.person(login)
        with self.office.store.read() as connection:
            return access.sees_instance(connection, person, self.root, "salesperson")

    def lines(self, lang="en"):
        with self.office.store.read() as connection:
            return happenings(connection, self.root, lang)

    def messages(self, login):
        table = tables.message
        query = select(table.c.text).where(
            table.c.to_id == self.office.people[login], table.c.ref_type == "case"
        )
        with self.office.store.read() as connection:
            return list(connection.scalars(query))


def point(*, operations=OPERATIONS, copies=()):
    asked = {"positions": ("sales_manager",), "operations": operations, "copies": copies}
    return Flow(points=(Point(number=1, name="经理", name_en="Manager", **asked),))


@pytest.fixture
def desk(quick_office):
    return Desk(quick_office)


def test_a_copy_lets_somebody_read_and_nothing_else(desk):
    assert not desk.sees("legal")
    assert desk.copy("manager", "legal", note="请知悉") == {"legal"}
    assert desk.sees("legal")
    [item] = desk.office.open_items(desk.root)
    with desk.office.store.read() as connection:
        rights = desk.worklist.case(connection, desk.office.person("legal"), item.id).rights
    assert (rights.see, rights.complete, rights.claim, rights.transfer) == (True, False, False, False)
    assert any("请知悉" in text for text in desk.messages("legal"))
    assert desk.office.breaches() == []


def test_the_receipt_says_who_has_read_when(desk):
    desk.copy("manager", "legal", "finance")
    legal = desk.office.person("legal")
    with desk.office.store.read() as connection:
        assert copying.unread_count(connection, legal) == 1
        assert len(box.page(connection, legal, unread=True).rows) == 1
    assert desk.copies.read(legal, desk.root) == 1
    assert desk.copies.read(legal, desk.root) == 0
    with desk.office.store.read() as connection:
        assert box.page(connection, legal, unread=True).rows == []
        assert len(box.page(connection, legal).rows) == 1
        receipts = [row.read_at is not None for row in copies_of(connection, desk.root)]
    assert sorted(receipts) == [False, True]
    [line] = desk.lines()
    assert "(read 2026-03-02 09:00)" in line.note
    assert "(not read yet)" in line.note


def test_who_has_the_task_or_an_unread_copy_is_refused_by_name(desk):
    with pytest.raises(HasTheTask):
        desk.copy("salesperson", "manager")
    desk.copy("salesperson", "legal")
    with pytest.raises(HasACopy):
        desk.copy("manager", "legal")
    with pytest.raises(NobodyToCopy):
        desk.copy("salesperson", positions=["sales_manager"])
    desk.copies.read(desk.office.person("legal"))
    assert desk.copy("manager", "legal") == {"legal"}


def test_whoever_left_and_whoever_sees_nothing_is_refused(desk):
    office = desk.office
    with pytest.raises(NotFound):
        desk.copy("technical", "legal")
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["legal"], "left")
    with pytest.raises(CannotReceive):
        desk.copy("manager", "legal")


def test_a_position_means_everybody_who_holds_it(desk):
    with desk.office.store.read() as connection:
        holders = {one.login for one in organisation.holders(connection, "finance_manager")}
    assert desk.copy("manager", positions=["finance_manager"]) == holders


def test_two_who_copy_at_once_give_one_copy(office):
    desk = Desk(office)
    answers = together(lambda: desk.copy("manager", "legal"), lambda: desk.copy("salesperson", "legal"))
    assert sorted(type(one).__name__ for one in answers) == ["HasACopy", "set"]


def test_a_point_sends_copies_when_it_is_passed_and_not_when_it_returns(quick_office):
    office = quick_office
    office.release(point(copies=(StandIn(position="finance_manager"), StandIn(person="legal"))))
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager", "return", "请改")
    with office.store.read() as connection:
        assert copies_of(connection, root) == []
    office.decide(root, "salesperson", "agree")
    office.decide(root, "manager")
    with office.store.read() as connection:
        given = {organisation.person(connection, row.to_id).login for row in copies_of(connection, root)}
        [line] = [one for one in happenings(connection, root, "zh") if one.verb == "抄送"]
    assert "legal" in given
    assert "salesperson" not in given
    assert line.name == "经理"


def test_points_may_forbid_copies_and_comments(quick_office):
    quick_office.release(point(operations=()))
    desk = Desk(quick_office)
    with pytest.raises(NotPermittedHere):
        desk.copy("manager", "legal")
    with pytest.raises(NotPermittedHere):
        desk.say("manager", "看过了")


def test_a_comment_stands_in_the_record_and_tells_who_is_mentioned_in_his_language(desk):
    with desk.office.store.begin(by=None, action="test.language") as tx:
        organisation.set_language(tx, desk.office.people["director"], "en")
    director = desk.office.person("director")
    desk.say("salesperson", f"@{director.name} 请留意交期")
    [text] = [one for one in desk.messages("director") if "mentioned you" in one]
    assert "请留意交期" in text
    assert desk.sees("director")
    assert [line.opinion for line in desk.lines() if line.verb == "commented"] == [
        f"@{director.name} 请留意交期"
    ]


def test_whoever_is_mentioned_and_cannot_see_it_gets_a_copy(desk):
    desk.say("manager", "请法务看一下", "legal")
    assert desk.sees("legal")


def test_without_the_right_to_copy_only_those_who_see_it_are_mentioned(quick_office):
    quick_office.release(point(operations=("comment",)))
    desk = Desk(quick_office)
    with pytest.raises(CannotBeMentioned):
        desk.say("manager", "请看", "legal")
    desk.say("manager", "请看", "salesperson")
    assert not desk.sees("legal")


def test_a_comment_is_deleted_by_its_author_for_ten_minutes(desk):
    first, second = desk.say("manager", "写错了"), desk.say("manager", "稍等")
    with pytest.raises(NotYourComment):
        desk.comments.delete(desk.office.person("salesperson"), first)
    desk.comments.delete(desk.office.person("manager"), first)
    desk.comments.delete(desk.office.person("manager"), first)  # twice is harmless
    desk.office.store.clock.advance(timedelta(minutes=11))
    with pytest.raises(CommentStays, match="10 minutes"):
        desk.comments.delete(desk.office.person("manager"), second)
    told = [(line.opinion, line.note) for line in desk.lines()]
    assert told == [("", "deleted by its author"), ("稍等", "")]


def test_the_longest_name_that_fits_is_mentioned(desk):
    with desk.office.store.read() as connection:
        people = organisation.everyone(connection)
    manager = next(one for one in people if one.login == "manager")
    assert [one.login for one in mentioned(f"见@{manager.name}，谢谢", people)] == ["manager"]
    assert [one.login for one in mentioned("cc @finance_manager.", people)] == ["finance_manager"]
    assert mentioned("mail me@managers.example", people) == []
    with pytest.raises(MentionAmbiguous):
        mentioned(f"@{manager.name}", [*people, manager.__class__(**_other(manager))])


def _other(person):
    found = {name: getattr(person, name) for name in person.__dataclass_fields__}
    return found | {"id": 1, "login": "namesake"}
