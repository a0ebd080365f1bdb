"""Whom each kind of approver rule finds, and who is left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select

from adapters.crm import tables
from adapters.demo.company import build_company
from engine import organisation
from engine.errors import BusinessError
from engine.store.uow import Store
from processes.approval import alerts
from processes.approval.approver_rule import Limit, Rule, StandIn
from processes.approval.approvers import approvers_of, groups_of
from processes.approval.defaults import QUOTE
from processes.approval.errors import AmountMissing
from processes.approval.model import Flow, Point
from processes.approval.naming import naming
from processes.approval.quotes import QUOTES
from processes.approval.rule_words import words_of

POINT = Point(number=1, name="审批", name_en="Approval")
BY_TOTAL = Rule(
    kind="amount",
    fact="total",
    limits=(
        Limit(up_to=Decimal(100_000), position="sales_manager"),
        Limit(up_to=Decimal(500_000), position="sales_director"),
        Limit(up_to=None, position="general_manager"),
    ),
)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('rules') / 'company.db'}")
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        build_company(tx)
    yield store
    store.close()


def asked(store, *rules, applicant="salesperson", **given):
    with store.read() as connection:
        found = approvers_of(connection, POINT.with_rules(rules), applicant, **given)
    return [(one.login, one.how) for one in found]


@pytest.mark.parametrize(
    ("rule", "applicant", "expected"),
    [
        (Rule(position="sales_manager"), "salesperson", [("manager", "superior")]),
        (Rule(position="finance"), "salesperson", [("finance", "holder")]),
        (Rule(position="sales_manager"), "manager", [("director", "next_superior")]),
        (Rule(position="general_manager"), "general", None),
        (Rule(kind="superior"), "salesperson", [("manager", "level")]),
        (Rule(kind="superior", levels=2), "salesperson", [("director", "level")]),
        (Rule(kind="superior", levels=9), "salesperson", [("general", "fallback")]),
        (Rule(kind="superior", levels=1, rank=80), "salesperson", [("general", "level")]),
        (Rule(kind="department", position="marketing"), "salesperson", [("marketing", "department")]),
        (Rule(kind="department", position="warehouse"), "service", [("warehouse", "department")]),
        (Rule(kind="department", position="warehouse"), "salesperson", [("warehouse", "department")]),
        (Rule(kind="department", position="service_manager"), "service", [("service_manager", "department")]),
        (Rule(kind="person", person="legal"), "salesperson", [("legal", "person")]),
        (Rule(kind="person", person="legal"), "legal", [("general", "next_superior")]),
        (Rule(kind="person", person="nobody"), "salesperson", [("general", "fallback")]),
        (
            Rule(kind="person", person="nobody", fallback=StandIn(person="finance")),
            "salesperson",
            [("finance", "stand_in")],
        ),
        (
            Rule(position="nothing", fallback=StandIn(position="legal")),
            "salesperson",
            [("legal", "stand_in")],
        ),
        (Rule(position="finance", rank=90), "salesperson", [("general", "fallback")]),
    ],
)
def test_each_kind_finds_its_people(company, rule, applicant, expected):
    if expected is None:
        with pytest.raises(BusinessError, match="nobody holds"):
            asked(company, rule, applicant=applicant)
    else:
        assert asked(company, rule, applicant=applicant) == expected


def test_without_preference_for_superiors_all_holders_are_found(company):
    rule = Rule(position="salesperson", near=False)
    assert [login for login, _ in asked(company, rule)] == ["salesperson2", "salesperson3"]


@pytest.mark.parametrize(
    ("total", "login"),
    [("100000", "manager"), ("100000.01", "director"), ("500000", "director"), ("500001", "general")],
)
def test_a_table_by_amount_asks_by_the_line_the_document_falls_under(company, total, login):
    assert asked(company, BY_TOTAL, facts={"total": Decimal(total)}) == [(login, "superior")]


def test_a_table_by_amount_without_its_amount_is_an_error_that_names_it(company):
    with pytest.raises(AmountMissing) as refused:
        asked(company, BY_TOTAL, facts={"total": None})
    assert "total" in refused.value.text("en")


def test_those_who_decided_are_left_out_where_four_eyes_are_asked_for(company):
    rule = Rule(position="salesperson", near=False, fresh=True)
    assert asked(company, rule, decided={"salesperson2"}) == [("salesperson3", "holder")]
    assert asked(company, replace(rule, fresh=False), decided={"salesperson2"})[0][0] == "salesperson2"
    both = {"salesperson2", "salesperson3"}
    assert asked(company, rule, decided=both) == [("manager", "next_superior")]


def test_every_signer_has_a_group_of_his_own_unless_any_holder_may_sign_for_the_position(company):
    each, anybody = Rule(position="salesperson", near=False), Rule(position="finance")
    point = replace(POINT.with_rules((each, anybody)), mode="all")
    pooled = replace(POINT.with_rules((replace(each, holders="any"), anybody)), mode="all")
    with company.read() as connection:
        chosen = approvers_of(connection, point, "salesperson")
        assert groups_of(point, chosen) == [["salesperson2"], ["salesperson3"], ["finance"]]
        assert groups_of(pooled, chosen) == [["salesperson2", "salesperson3"], ["finance"]]
        assert groups_of(replace(point, mode="any"), chosen) == [["salesperson2", "salesperson3", "finance"]]


def test_who_was_found_is_told_in_both_languages(company):
    with company.read() as connection:
        zh, en = (naming(connection, lang, QUOTES) for lang in ("zh", "en"))
        facts = {"total": Decimal(9)}
        point = POINT.with_rules((BY_TOTAL, Rule(kind="superior", levels=2)))
        manager, director = approvers_of(connection, point, "salesperson", facts=facts)
    assert words_of(manager, zh) == "报价总额 ≤ ¥100,000：申请人上级中的销售经理"
    assert words_of(manager, en) == "quote total ≤ ¥100,000: Sales manager above the applicant"
    assert words_of(director, zh) == "申请人的第 2 级上级"


def _in_turn(store, keep=True):
    rule = Rule(position="salesperson", near=False, holders="round_robin")
    with store.begin(by=None, action="test.turn") as tx:
        [one] = approvers_of(tx.connection, POINT.with_rules((rule,)), "manager", keep=keep)
        assert one.chosen == "round_robin"
    return one.login


def test_holders_take_turns_also_when_several_ask_at_once_and_one_is_gone(store):
    with store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
    sellers = ["salesperson", "salesperson2", "salesperson3"]
    assert _in_turn(store, keep=False) == sellers[0]  # a preview moves nothing
    assert [_in_turn(store) for _ in range(4)] == [*sellers, sellers[0]]
    together = Barrier(3)

    def at_once(_: int) -> str:
        together.wait()
        return _in_turn(store)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(at_once, range(3))) == sellers
    with store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, people["salesperson2"], "left")
    assert _in_turn(store) == "salesperson3"


def test_the_one_with_the_fewest_open_tasks_is_chosen(quick_office):
    office = quick_office
    rule = Rule(position="salesperson", near=False, holders="least_loaded")
    sellers = POINT.with_rules((rule,))

    def chosen():
        with office.store.begin(by=None, action="test.look") as tx:
            return [one.login for one in approvers_of(tx.connection, sellers, "manager", keep=True)]

    assert chosen() == ["salesperson"]
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager", "return", "no")  # the seller has a task now
    assert chosen() == ["salesperson2"]


def test_a_point_without_anybody_alerts_the_administrators(quick_office):
    office = quick_office
    alerts.listen(office.store.facts)
    office.release(Flow(points=(QUOTE.points[0].with_rules((Rule(kind="person", person="legal"),)),)))
    with office.store.begin(by=None, action="test.leave") as tx:
        for login in ("general", "legal"):
            organisation.set_status(tx, office.people[login], "left")
    root = office.submit(office.quote("0.03"))
    with office.store.read() as connection:
        told = connection.execute(select(tables.message).where(tables.message.c.ref_type == "instance")).all()
    assert [(row.to_id, row.ref_id) for row in told] == [(office.people["admin"], root)]
    assert "审批点没有审批人" in told[0].text
