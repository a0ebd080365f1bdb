"""`guanxi verify` on approvals: sound as they are kept, and each way of breaking them is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update

from engine.store.schema import runtime
from engine.store.values import decode, encode
from processes.approval import tables
from processes.approval.verify import verify_approvals

done, asked, version = tables.decision, tables.evaluation, tables.policy_version


def codes(office):
    with office.store.snapshot() as connection:
        return sorted(breach.code for breach in verify_approvals(connection))


@pytest.fixture
def decided(office):
    """A quote that the manager has agreed to and the director has returned."""
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager")
    office.decide(root, "director", "return", "too much")
    office.submit(office.quote("0.02"))
    return office


def forge(office, *statements):
    with office.store.begin(by=None, action="test.forge") as tx:
        for statement in statements:
            tx.connection.execute(statement)


def test_what_approvals_leave_behind_is_sound(decided):
    assert codes(decided) == []
    with decided.store.read() as connection:
        assert len(connection.execute(select(done)).all()) == 2
        assert {row.outcome for row in connection.execute(select(asked))} == {"entered"}


FIRST_ASKED = select(asked.c.id).order_by(asked.c.id).limit(1).scalar_subquery()
FIRST_DONE = select(done.c.id).order_by(done.c.id).limit(1).scalar_subquery()
ONE_ASKED, ONE_DONE = (
    update(asked).where(asked.c.id == FIRST_ASKED),
    update(done).where(done.c.id == FIRST_DONE),
)


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        (ONE_ASKED.values(version=9), ["DECISION_NOT_ASKED", "EVALUATION_VERSION"]),
        (ONE_ASKED.values(policy="other"), ["DECISION_NOT_ASKED", "EVALUATION_VERSION"]),
        (ONE_ASKED.values(point=9), ["DECISION_NOT_ASKED", "EVALUATION_POINT"]),
        (ONE_ASKED.values(instance_id=5), ["DECISION_NOT_ASKED", "EVALUATION_INSTANCE", "EVALUATION_VISIT"]),
        (ONE_ASKED.values(root_id=5), ["EVALUATION_INSTANCE"]),
        (ONE_ASKED.values(activity_id=5), ["EVALUATION_VISIT"]),
        (ONE_ASKED.values(element="begin"), ["EVALUATION_VISIT"]),
        (ONE_ASKED.values(approvers="[]"), ["EVALUATION_NOBODY"]),
        (ONE_ASKED.values(document_id=5), ["DECISION_NOT_ASKED"]),
        (ONE_ASKED.values(applicant="manager"), ["DECISION_BY_APPLICANT"]),
        (
            ONE_ASKED.values(outcome="skipped", approvers="[]"),
            ["DECISION_NOT_ASKED", "EVALUATION_OUTCOME"],
        ),
        (ONE_DONE.values(version=9), ["DECISION_NOT_ASKED", "DECISION_VERSION"]),
        (ONE_DONE.values(point=9), ["DECISION_ACTION", "DECISION_NOT_ASKED"]),
        (ONE_DONE.values(point=3), ["DECISION_NOT_ASKED"]),
        (ONE_DONE.values(instance_id=5), ["DECISION_INSTANCE", "DECISION_NOT_ASKED", "DECISION_WORK_ITEM"]),
        (ONE_DONE.values(root_id=5), ["DECISION_INSTANCE"]),
        (ONE_DONE.values(work_item_id=5), ["DECISION_WORK_ITEM"]),
        (ONE_DONE.values(person="director"), ["DECISION_WORK_ITEM"]),
        (ONE_DONE.values(action="reject"), ["DECISION_WITHOUT_OPINION"]),
        (delete(asked), ["DECISION_NOT_ASKED"]),
        (update(version).values(version=2), ["DECISION_VERSION", "EVALUATION_VERSION", "POLICY_VERSIONS"]),
        (update(version).values(state="draft"), ["DECISION_VERSION", "EVALUATION_VERSION"]),
        (
            update(runtime.work_item)
            .where(runtime.work_item.c.closed_by == "manager")
            .values(state="offered"),
            ["DECISION_WORK_ITEM"],
        ),
    ],
)
def test_each_way_of_breaking_them_is_named(decided, forgery, expected):
    forge(decided, forgery)
    assert codes(decided) == expected


def test_facts_that_do_not_give_the_answer_are_named(decided):
    with decided.store.read() as connection:
        row = connection.execute(select(asked).where(asked.c.point == 2)).first()
    facts = decode(row.facts)
    for changed in ({"max_discount": Decimal("0.01")}, {"max_discount": None}):
        other = update(asked).where(asked.c.id == row.id).values(facts=encode({**facts, **changed}))
        forge(decided, other)
        assert codes(decided) == ["EVALUATION_OUTCOME"]


def test_two_versions_in_force_are_named(decided):
    with decided.store.read() as connection:
        row = dict(connection.execute(select(version).where(version.c.policy == "quote")).mappings().one())
    forge(decided, insert(version).values(**{**row, "id": 7, "version": 2}))
    assert codes(decided) == ["POLICY_IN_FORCE_TWICE"]


def test_an_action_that_the_point_does_not_offer_is_named(decided):
    quotes = version.c.policy == "quote"  # one flow of many, in no order
    with decided.store.read() as connection:
        text = connection.scalar(select(version.c.content).where(quotes))
    assert '"return"' in text
    forge(decided, update(version).where(quotes).values(content=text.replace('"return"', '"reject"')))
    assert codes(decided) == ["DECISION_ACTION"]
