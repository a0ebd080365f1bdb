"""Several people at one visit: signers before, beside and after, delegation; also at the same moment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Conflict, EngineError, NotOpen, NotYet
from engine.service import Answer
from processes.approval import signatures
from processes.approval.documents import Documents
from processes.approval.model import Flow, Point
from processes.approval.operations import OPERATIONS
from processes.approval.quotes import QUOTES
from tests.support.at_once import together
from worklist.errors import NotPermittedHere, NotYours, OpinionMissing, OwnRequest
from worklist.operations import Operations
from worklist.service import Worklist

DOCUMENTS = Documents([QUOTES])


class Desk:
    """Quotes in front of people, with everything they may do."""

    def __init__(self, office):
        self.office = office
        self.worklist = Worklist(engine=office.engine)
        self.operations = Operations(self.worklist)
        signatures.listen(office.store.facts, DOCUMENTS)

    def submit(self, *points, mode="any", operations=OPERATIONS, share=None):
        asked = points or (("sales_manager",),)
        self.office.release(
            Flow(
                points=tuple(
                    Point(
                        number=number,
                        name=f"第{number}点",
                        name_en=f"Point {number}",
                        positions=positions,
                        mode=mode,
                        share=share,
                        operations=operations,
                    )
                    for number, positions in enumerate(asked, start=1)
                )
            )
        )
        quote = self.office.quote("0.03")
        return quote, self.office.submit(quote)

    def item(self, root, login):
        [found] = [one for one in self.office.open_items(root) if one.assignee == login]
        return found.id

    def add(self, root, login, how, *people):
        return self.operations.add_signers(
            self.office.person(login), self.item(root, login), how=how, people=people, reason="请把关"
        )

    def decide(self, root, login, action="agree", opinion=""):
        values = {"action": action, "opinion": opinion}
        return self.worklist.complete(self.office.person(login), self.item(root, login), values)

    def waits(self, root):
        return sorted((one.state, one.assignee) for one in self.office.open_items(root))


@pytest.fixture
def desk(quick_office):
    return Desk(quick_office)


@pytest.fixture
def any_desk(office):
    """On both stores."""
    return Desk(office)


def test_who_is_added_before_signs_first(desk):
    quote, root = desk.submit()
    desk.add(root, "manager", "before", "finance", "director")
    assert desk.waits(root) == [("claimed", "director"), ("claimed", "finance"), ("waiting", "manager")]
    with pytest.raises(NotYet, match=r"Zhou|Wang"):
        desk.decide(root, "manager")
    desk.decide(root, "finance", opinion="账期可以")
    assert desk.office.record(root) == [(1, "finance", "agree", "账期可以")]
    desk.decide(root, "director")
    assert desk.waits(root) == [("claimed", "manager")]
    desk.decide(root, "manager", opinion="同意")
    assert desk.office.state(quote) == "approved"
    assert [(who, what) for _, who, what, _ in desk.office.record(root)] == [
        ("finance", "agree"),
        ("director", "agree"),
        ("manager", "agree"),
    ]
    assert desk.office.breaches() == []


def test_who_is_added_beside_has_to_agree_too_whoever_is_first(desk):
    quote, root = desk.submit()
    desk.add(root, "manager", "parallel", "finance")
    desk.decide(root, "manager", opinion="可以")
    assert (desk.office.state(quote), desk.waits(root)) == ("in_approval", [("claimed", "finance")])
    assert desk.office.breaches() == []
    desk.decide(root, "finance", opinion="也可以")
    assert desk.office.state(quote) == "approved"
    assert desk.office.record(root) == [(1, "manager", "agree", "可以"), (1, "finance", "agree", "也可以")]
    assert desk.office.breaches() == []


def test_who_is_added_after_has_nothing_to_do_until_the_holder_agreed(desk):
    quote, root = desk.submit()
    desk.add(root, "manager", "after", "finance")
    assert desk.waits(root) == [("claimed", "manager"), ("waiting", None)]
    desk.decide(root, "manager")
    assert desk.waits(root) == [("claimed", "finance")]
    desk.decide(root, "finance")
    assert desk.office.state(quote) == "approved"
    assert desk.office.breaches() == []


@pytest.mark.parametrize("how", ["before", "parallel"])
def test_the_no_of_an_added_signer_ends_the_point(desk, how):
    quote, root = desk.submit()
    desk.add(root, "manager", how, "finance", "director")
    desk.decide(root, "finance", "reject", "有欠款")
    assert (desk.office.state(quote), desk.waits(root)) == ("rejected", [])
    assert desk.office.record(root) == [(1, "finance", "reject", "有欠款")]
    assert desk.office.breaches() == []


def test_the_holders_no_does_not_wait_for_those_after_him(desk):
    quote, root = desk.submit()
    desk.add(root, "manager", "after", "finance")
    desk.decide(root, "manager", "return", "请补充")
    assert desk.office.state(quote) == "returned"
    assert desk.office.breaches() == []


@pytest.mark.parametrize("mode", ["all", "sequential"])
def test_signers_of_one_do_not_stand_for_the_others_of_the_point(desk, mode):
    quote, root = desk.submit(("sales_manager", "finance"), mode=mode)
    desk.add(root, "manager", "after", "director")
    desk.decide(root, "manager")
    desk.decide(root, "director")
    assert desk.office.state(quote) == "in_approval"
    desk.decide(root, "finance")
    assert desk.office.state(quote) == "approved"
    assert len(desk.office.record(root)) == 3
    assert desk.office.breaches() == []


def test_adding_signers_takes_an_offered_task(desk):
    _, root = desk.submit(("sales_manager", "finance"))
    [item] = desk.office.open_items(root)
    desk.operations.add_signers(desk.office.person("finance"), item.id, how="before", people=["director"])
    assert desk.waits(root) == [("claimed", "director"), ("waiting", "finance")]


def test_a_removed_signer_leaves_the_task_to_its_holder(desk):
    quote, root = desk.submit()
    [added] = desk.add(root, "manager", "before", "finance")
    own = next(one.id for one in desk.office.open_items(root) if one.assignee == "manager")
    desk.operations.remove(desk.office.person("manager"), own, added, reason="不必了")
    assert desk.waits(root) == [("claimed", "manager")]
    desk.decide(root, "manager")
    assert desk.office.state(quote) == "approved"
    assert desk.office.breaches() == []


def test_removing_the_last_one_to_sign_lets_the_point_go_on_with_what_was_said(desk):
    quote, root = desk.submit(("sales_manager",), ("finance",))
    [added] = desk.add(root, "manager", "after", "director")
    desk.decide(root, "manager", opinion="同意")
    desk.operations.remove(desk.office.person("manager"), added, added)
    assert desk.waits(root) == [("claimed", "finance")]
    desk.decide(root, "finance")
    assert desk.office.state(quote) == "approved"
    assert desk.office.record(root) == [(1, "manager", "agree", "同意"), (2, "finance", "agree", "")]
    assert desk.office.breaches() == []


def test_only_who_added_a_signer_or_a_supervisor_removes_him(desk):
    _, root = desk.submit()
    [added] = desk.add(root, "manager", "parallel", "finance")
    with pytest.raises(NotYours, match="Chen"):
        desk.operations.remove(desk.office.person("finance"), added, added)
    own = desk.item(root, "manager")
    desk.operations.remove(desk.office.person("supervisor"), own, added)
    assert desk.waits(root) == [("claimed", "manager")]


def test_a_delegated_task_comes_back_with_the_opinion(desk):
    quote, root = desk.submit()
    manager, finance = desk.office.person("manager"), desk.office.person("finance")
    desk.operations.delegate(manager, desk.item(root, "manager"), to="finance", reason="请看账期")
    assert desk.waits(root) == [("claimed", "finance"), ("waiting", "manager")]
    with pytest.raises(OpinionMissing):
        desk.worklist.complete(finance, desk.item(root, "finance"), {})
    desk.worklist.complete(finance, desk.item(root, "finance"), {"opinion": "账期可以", "action": "reject"})
    assert desk.office.record(root) == []
    desk.decide(root, "manager")
    assert desk.office.state(quote) == "approved"
    assert desk.office.record(root) == [(1, "manager", "agree", "")]
    assert desk.office.breaches() == []


def test_a_delegated_task_goes_on_once_and_can_be_taken_back(desk):
    _, root = desk.submit()
    person = desk.office.person
    own = desk.item(root, "manager")
    first = desk.operations.delegate(person("manager"), own, to="finance", reason="请看")
    second = desk.operations.delegate(person("finance"), first, to="director", reason="请看")
    with pytest.raises(Conflict, match="delegated on"):
        desk.operations.delegate(person("director"), second, to="general", reason="请看")
    desk.operations.remove(person("manager"), own, first)
    assert desk.waits(root) == [("claimed", "manager")]
    with pytest.raises(NotOpen):
        desk.worklist.complete(person("director"), second, {"opinion": "晚了"})
    assert desk.office.breaches() == []


def test_nobody_signs_his_own_request_nor_twice(desk):
    _, root = desk.submit()
    with pytest.raises(OwnRequest):
        desk.add(root, "manager", "before", "salesperson")
    desk.add(root, "manager", "parallel", "finance")
    for again in ("finance", "manager"):
        with pytest.raises(Conflict, match="already"):
            desk.add(root, "manager", "after", again)


def test_a_point_permits_what_it_says(desk):
    _, root = desk.submit(operations=("add_after",))
    manager, item = desk.office.person("manager"), None
    item = desk.item(root, "manager")
    for act in (
        lambda: desk.add(root, "manager", "before", "finance"),
        lambda: desk.operations.delegate(manager, item, to="finance", reason="请看"),
        lambda: desk.worklist.transfer(manager, item, to="finance", reason="请看"),
    ):
        with pytest.raises(NotPermittedHere):
            act()
    desk.worklist.transfer(desk.office.person("supervisor"), item, to="director", reason="出差")
    desk.add(root, "director", "after", "finance")
    assert desk.office.breaches() == []


def test_the_last_two_who_sign_at_the_same_moment_let_it_go_on_once(any_desk):
    quote, root = any_desk.submit()
    any_desk.add(root, "manager", "parallel", "finance")
    answers = together(lambda: any_desk.decide(root, "manager"), lambda: any_desk.decide(root, "finance"))
    assert all(isinstance(one, Answer) for one in answers)
    assert any_desk.office.state(quote) == "approved"
    assert sorted(who for _, who, _, _ in any_desk.office.record(root)) == ["finance", "manager"]
    assert any_desk.office.breaches() == []


def test_adding_signers_and_deciding_at_the_same_moment_is_one_or_the_other(any_desk):
    quote, root = any_desk.submit()
    added, decided = together(
        lambda: any_desk.add(root, "manager", "before", "finance"), lambda: any_desk.decide(root, "manager")
    )
    assert isinstance(added, EngineError) != isinstance(decided, EngineError)
    assert any_desk.office.state(quote) == ("in_approval" if isinstance(decided, EngineError) else "approved")
    assert any_desk.office.breaches() == []


def test_signing_and_being_removed_at_the_same_moment_is_one_or_the_other(any_desk):
    quote, root = any_desk.submit()
    [added] = any_desk.add(root, "manager", "after", "finance")
    any_desk.decide(root, "manager")
    signed, removed = together(
        lambda: any_desk.decide(root, "finance"),
        lambda: any_desk.operations.remove(any_desk.office.person("manager"), added, added),
    )
    assert isinstance(signed, Answer) == isinstance(removed, EngineError)
    assert any_desk.office.state(quote) == "approved"
    assert len(any_desk.office.record(root)) == (2 if isinstance(signed, Answer) else 1)
    assert any_desk.office.breaches() == []


def test_those_who_share_a_visit_have_one_vote_together(desk):
    quote, root = desk.submit(
        ("sales_manager", "finance", "general_manager"), mode="vote", share=Decimal("0.6")
    )
    desk.add(root, "manager", "after", "director")
    desk.decide(root, "manager")
    desk.decide(root, "finance")
    assert (
        desk.office.state(quote) == "in_approval"
    )  # the manager's voice counts when the director has signed
    desk.decide(root, "director")
    assert desk.office.state(quote) == "approved"
    assert desk.office.breaches() == []
