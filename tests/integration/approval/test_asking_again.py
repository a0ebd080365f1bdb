"""Points that wait when a version is released with `waiting`: who loses his task, who gets one, who keeps his."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from adapters.crm import tables as crm
from engine.errors import EngineError
from engine.ports import Actor
from engine.service.signing import Adding
from engine.store.schema import runtime
from engine.store.schema.audit import audit_event, audit_payload
from processes.approval import evaluations, signatures
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES
from processes.approval.record_lines import called
from processes.approval.running import queue
from processes.approval.running.again import EVENT
from processes.approval.running.preview import preview
from tests.integration.approval.conftest import open_office
from tests.support.at_once import together
from worklist.service import Worklist

MANAGER, DIRECTOR, FINANCE, GENERAL = (replace(one, condition=Condition()) for one in QUOTE.points)
NEVER = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.9")),),))
DOCUMENTS = Documents([QUOTES])
BOTH = Point(
    number=1, name="会签", name_en="Both", positions=("sales_manager", "finance"), mode="all", id="both"
)


def listening(office):
    queue.listen(office.store.facts)
    signatures.listen(office.store.facts, DOCUMENTS)
    return office


@pytest.fixture
def office(quick_office):
    return listening(quick_office)


def flow(*points):
    return Flow(points=()).with_points(points)


def waits(office, *points):
    """A quote that waits at the first point of this flow."""
    office.release(flow(*points), running="new")
    quote = office.quote("0.04")
    return quote, office.submit(quote)


def release(office, *points):
    """Release and ask again; the progress."""
    version = office.release(flow(*points), running="waiting")
    assert queue.work(office.engine, DOCUMENTS) == 1
    assert queue.work(office.engine, DOCUMENTS) == 0
    with office.store.read() as connection:
        return queue.progress(connection, "quote", version)


def told(office, login):
    with office.store.read() as connection:
        query = select(crm.message.c.text).where(crm.message.c.to_id == office.people[login])
        return list(connection.scalars(query))


def items(office, root):
    return {one.assignee: one.id for one in office.open_items(root)}


def became(office, *points):
    done = release(office, *points)
    assert done.failures == []
    return done.became


def test_a_point_that_is_not_entered_any_more_is_skipped_and_the_approval_goes_on(office):
    quote, root = waits(office, MANAGER, DIRECTOR)
    assert became(office, replace(MANAGER, condition=NEVER), DIRECTOR) == {"skipped": 1}
    assert office.waits_for(root) == ["director"]
    assert any("待办已取消" in text or "Your task is gone" in text for text in told(office, "manager"))
    with office.store.read() as connection:
        instance = connection.scalar(
            select(runtime.work_item.c.instance_id).where(runtime.work_item.c.root_id == root)
        )
        asked = evaluations.of_instance(connection, instance)
        route = History(DOCUMENTS, office.store.clock).points(connection, instance, "en")
    assert [(one.version, one.point, one.entered) for one in asked] == [
        (2, 1, True),
        (3, 1, False),
        (3, 2, True),
    ]
    assert [(line.name, line.state) for line in route] == [
        ("Sales manager", "skipped"),
        ("Sales director", "now"),
    ]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_a_point_that_is_gone_is_not_decided(office):
    quote, root = waits(office, MANAGER, DIRECTOR)
    assert became(office, DIRECTOR) == {"removed": 1}
    office.decide(root, "director")
    assert (office.state(quote), [who for _, who, *_ in office.record(root)]) == ("approved", ["director"])
    assert office.breaches() == []


def test_who_is_asked_instead_gets_a_task_and_who_still_is_keeps_his(office):
    quote, root = waits(office, BOTH)
    before = items(office, root)
    other = replace(BOTH, positions=("sales_director", "finance"))
    assert became(office, other) == {"changed": 1}
    now = items(office, root)
    assert set(now) == {"director", "finance"}
    assert now["finance"] == before["finance"]
    with pytest.raises(EngineError):
        office.engine.complete(before["manager"], {"action": "agree"}, by="manager")
    office.decide(root, "finance")
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_a_signature_that_was_given_counts(office):
    quote, root = waits(office, BOTH)
    office.decide(root, "finance", opinion="可以")
    third = replace(BOTH, positions=("sales_manager", "finance", "sales_director"))
    assert became(office, third) == {"changed": 1}
    assert sorted(office.waits_for(root)) == ["director", "manager"]
    assert became(office, replace(BOTH, positions=("finance",))) == {"changed": 1}
    assert office.state(quote) == "approved"
    assert [who for _, who, *_ in office.record(root)] == ["finance"]
    assert office.breaches() == []


def test_a_vote_is_settled_by_those_who_have_voted(office):
    rules = ("sales_manager", "finance", "sales_director")
    quote, root = waits(office, replace(BOTH, positions=rules, mode="vote", share=Decimal(1)))
    office.decide(root, "finance")
    office.decide(root, "manager")
    assert became(office, replace(BOTH, positions=rules, mode="vote", share=Decimal("0.5"))) == {"changed": 1}
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_a_vote_goes_on_with_other_voters(office):
    rules = ("sales_manager", "finance")
    quote, root = waits(office, replace(BOTH, positions=rules, mode="vote", share=Decimal(1)))
    office.decide(root, "finance")
    more = (*rules, "sales_director", "general_manager")
    became(office, replace(BOTH, positions=more, mode="vote", share=Decimal("0.6")))
    office.decide(root, "manager")
    assert office.state(quote) == "in_approval"
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_another_way_to_decide_asks_those_who_have_not_signed(office):
    quote, root = waits(office, BOTH)
    office.decide(root, "finance")
    more = ("sales_manager", "finance", "sales_director")
    assert became(office, replace(BOTH, positions=more, mode="sequential")) == {"changed": 1}
    assert office.waits_for(root) == ["manager"]
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert [who for _, who, *_ in office.record(root)] == ["finance", "manager", "director"]
    assert office.breaches() == []


def test_a_no_that_was_said_counts_in_the_other_way_too(office):
    rules = ("sales_manager", "finance", "sales_director")
    quote, root = waits(office, replace(BOTH, positions=rules, mode="vote", share=Decimal("0.5")))
    office.decide(root, "finance", "reject", "太低")
    became(office, replace(BOTH, positions=rules, mode="sequential"))
    office.decide(root, "manager")
    office.decide(root, "director")
    assert office.state(quote) == "rejected"
    assert office.breaches() == []


def test_those_who_sign_in_turn_sign_in_the_new_order(office):
    turn = replace(BOTH, mode="sequential", positions=("sales_manager", "finance", "general_manager"))
    quote, root = waits(office, turn)
    before = items(office, root)
    became(office, replace(turn, positions=("sales_manager", "sales_director", "finance")))
    assert items(office, root) == before
    for login in ("manager", "director", "finance"):
        assert office.waits_for(root) == [login]
        office.decide(root, login)
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_whose_turn_it_is_loses_it_to_the_next(office):
    turn = replace(BOTH, mode="sequential", positions=("sales_manager", "finance"))
    _, root = waits(office, turn)
    became(office, replace(turn, positions=("finance", "sales_director")))
    assert office.waits_for(root) == ["finance"]
    office.decide(root, "finance")
    assert office.waits_for(root) == ["director"]
    assert office.breaches() == []


def test_a_shared_task_is_offered_to_others_and_keeps_who_took_it(office):
    shared = replace(BOTH, mode="any")
    _, root = waits(office, shared)
    [item] = office.open_items(root)
    office.engine.claim(item.id, by="finance")
    became(office, replace(shared, positions=("sales_director", "finance")))
    assert items(office, root) == {"finance": item.id}
    became(office, replace(shared, positions=("sales_director", "sales_manager")))
    assert items(office, root) == {None: item.id}
    with office.store.read() as connection:
        names = connection.scalars(
            select(runtime.candidate.c.name).where(runtime.candidate.c.work_item_id == item.id)
        )
        assert sorted(names) == ["director", "manager"]
    office.engine.claim(item.id, by="director")
    office.engine.complete(item.id, {"action": "agree"}, by=Actor("director", office.people["director"]))
    assert office.breaches() == []


def test_added_signers_stay_with_a_task_that_stays_and_go_with_one_that_goes(office):
    quote, root = waits(office, BOTH)
    worklist = Worklist(engine=office.engine)
    with office.store.begin(by=office.people["finance"], action="test.add") as tx:
        adding = Adding(item_id=items(office, root)["finance"], kind="after", people=["general"])
        office.engine.add_signers_in(tx, adding, by=Actor("finance", office.people["finance"]))
    worklist.complete(office.person("finance"), items(office, root)["finance"], {"action": "agree"})
    became(office, replace(BOTH, positions=("sales_director", "finance")))
    assert set(items(office, root)) == {"director", "general"}
    office.decide(root, "general")
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert sorted(who for _, who, *_ in office.record(root)) == ["director", "finance", "general"]
    assert office.breaches() == []


def test_points_that_were_skipped_stay_so_and_moved_ones_are_asked(office):
    quote, root = waits(office, replace(FINANCE, condition=NEVER), MANAGER, DIRECTOR)
    became(office, DIRECTOR, FINANCE, replace(MANAGER, deadline="P3D"))
    assert office.waits_for(root) == ["manager"]
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_what_cannot_be_asked_is_listed_and_can_be_tried_again(office):
    _, root = waits(office, MANAGER)
    version = office.release(flow(replace(MANAGER, condition=NEVER), DIRECTOR), running="waiting")
    office.engine.suspend(root, reason="停一下", by="admin")
    queue.work(office.engine, DOCUMENTS)
    with office.store.read() as connection:
        [failure] = queue.progress(connection, "quote", version).failures
    assert failure.root_id == root
    assert "停一下" in failure.why_zh
    office.engine.resume(root, by="admin")
    with office.store.begin(by=None, action="test.again") as tx:
        assert queue.try_again(tx, "quote", version) == 1
    queue.work(office.engine_anew(), DOCUMENTS)
    with office.store.read() as connection:
        assert queue.progress(connection, "quote", version).failures == []
    assert office.waits_for(root) == ["director"]


def test_a_decision_of_the_same_moment_is_seen_or_comes_too_late(office):
    quote, root = waits(office, MANAGER, DIRECTOR)
    [item] = office.open_items(root)
    office.release(flow(replace(MANAGER, condition=NEVER), DIRECTOR), running="waiting")

    def decide():
        try:
            return office.engine.complete(
                item.id, {"action": "agree"}, by=Actor("manager", office.people["manager"])
            )
        except EngineError as error:
            return error.status

    def ask():
        return queue.work(office.engine, DOCUMENTS)

    together(decide, ask)
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_what_the_preview_says_is_what_happens(office):
    """Several approvals, with signatures, claims and turns, and one that cannot be asked."""
    rules = ("sales_manager", "finance")
    first = office.release(flow(BOTH, DIRECTOR), running="new")
    roots = [office.submit(office.quote("0.04")) for _ in range(4)]
    office.decide(roots[1], "finance")
    office.decide(roots[2], "finance")
    office.decide(roots[2], "manager")
    office.engine.suspend(roots[3], reason="停一下", by="admin")
    assert first == 2
    wanted = flow(
        replace(BOTH, positions=("sales_director", *rules[1:]), mode="any"),
        replace(DIRECTOR, positions=("general_manager",)),
    )
    person = office.person("admin")
    with office.store.read() as connection:
        said = preview(connection, "quote", wanted, QUOTES, person, "en")
    version = office.release(wanted, running="waiting")
    assert queue.work(office.engine, DOCUMENTS) == 4
    with office.store.read() as connection:
        progress = queue.progress(connection, "quote", version)
        events = connection.execute(
            select(audit_event.c.instance, audit_payload.c.body)
            .join(audit_payload, audit_payload.c.event == audit_event.c.id)
            .where(audit_event.c.word == EVENT)
            .order_by(audit_event.c.instance)
        ).all()
        done = [(row.instance, json.loads(row.body)) for row in events]
        happened = [
            (
                instance,
                told["what"],
                [called(connection, one, "en") for one in told["lose"]],
                [called(connection, one, "en") for one in told["get"]],
            )
            for instance, told in done
        ]
    expected = [
        (line.instance_id, line.what, list(line.lose), list(line.get))
        for line in said.lines
        if line.what != "failed"
    ]
    assert happened == expected
    assert [line.root_id for line in said.lines if line.what == "failed"] == [roots[3]]
    assert [failure.root_id for failure in progress.failures] == [roots[3]]
    assert (said.running, progress.total) == (4, 4)
    assert sum(progress.became.values()) == 3
    assert office.breaches() == []


def test_on_both_stores_two_workers_and_a_decision_end_well(store):
    office = listening(open_office(store))
    quote, root = waits(office, BOTH, DIRECTOR)
    item = items(office, root)["manager"]
    version = office.release(flow(replace(BOTH, positions=("finance",)), DIRECTOR), running="waiting")
    together(
        lambda: office.engine.complete(
            item, {"action": "agree"}, by=Actor("manager", office.people["manager"])
        ),
        lambda: queue.work(office.engine, DOCUMENTS),
        lambda: queue.work(office.engine_anew(), DOCUMENTS),
    )
    queue.work(office.engine, DOCUMENTS)
    with office.store.read() as connection:
        assert queue.progress(connection, "quote", version).done == 1
    office.decide(root, "finance")
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []
