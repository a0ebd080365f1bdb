"""All shipped packages together: returns, their approval and their payment, also when a complaint calls them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from adapters.crm import changes, desk, feedback, tables
from adapters.crm.returns import commands, documents
from adapters.crm.returns.inspection import Finding
from engine.calendar.installing import install as install_calendar
from engine.clock import ManualClock
from engine.ids import new_id
from engine.store.uow import Store
from tests.support.returns import NOON, Counter, found


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="guanxi-packages-")


@cache
def _template() -> Path:
    path = Path(_folder().name) / "template.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NOON))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        install_calendar(tx)
        account = {"name": "基本户", "no": "62220001", "currency": "CNY", "opening": Decimal(9000)}
        changes.add(tx, tables.bank_account, **account)
    found(store, whole=True)
    store.close()
    return path


@pytest.fixture
def office() -> Iterator[Counter]:
    path = Path(_folder().name) / f"{new_id()}.db"
    shutil.copyfile(_template(), path)
    made = Counter.over(Store(f"sqlite:///{path}", clock=ManualClock(NOON)))
    yield made
    made.store.close()


def _work(office: Counter) -> None:
    while office.engine.run_due():
        pass


def _do(office: Counter, root: int, element: str, by: str, **values: Any) -> None:
    office.do(root, element, values, by=by)
    _work(office)


def _pay(office: Counter, root: int, *, approver: str | None = "finance_manager") -> Any:
    """Finance pays with the tasks of the payment's own process, once it is approved; the payment."""
    _work(office)
    [bank] = office.rows(tables.bank_account)
    if approver is not None:
        office.decide(root, approver)
    _do(office, root, "detail", "finance", bank_account_id=bank.id, method="transfer")
    _do(office, root, "bank", "finance", bank_result="paid", bank_ref="W-1")
    [payment] = office.rows(tables.payment_out)
    return payment


def test_a_return_is_refunded_by_the_payment_that_it_calls(office: Counter) -> None:
    return_id, root = office.approved("2")
    office.goods_come(return_id)
    office.inspect(return_id, ("2", "ok", "restock"))
    assert office.row(return_id).state == "refund_due"
    payment = _pay(office, root)
    assert (payment.state, payment.kind, payment.amount) == ("paid", "refund", 2000)
    assert (payment.return_id, payment.account_id) == (return_id, office.account)
    assert (office.row(return_id).state, office.owed()) == ("closed", 0)
    assert (office.incidents(root), office.breaches()) == ([], [])


def _complain(office: Counter, by: str = "service", **solution: Any) -> tuple[int, int]:
    """A complaint about the order that the service desk solves; the case and its process."""
    person = office.person(by)
    given = {"type": "complaint", "channel": "call", "subject": "读数漂移", "content": "每天漂移 2%"}
    with office.store.begin(by=person.id, action="test.complain") as tx:
        case_id = feedback.register(tx, account_id=office.account, order_id=office.order, **given)
        started = {"feedback_id": case_id}
        root = office.processes.start_in(tx, "complaint_handling", started, business_key="F", by=person)
    _work(office)
    _do(office, root, "classify", "service", category="quality", severity=3, urgency=2, mood="annoyed")
    _do(office, root, "accept", "service", plan="核对", departments=[], first_answer="已安排")
    solved = {"root_cause": "老化", "solution": "退货", "answer": "请查收"}
    _do(office, root, "solution", "service", **solved, **solution)
    return case_id, root


def test_a_complaint_ends_in_a_return_that_is_refunded(office: Counter) -> None:
    case_id, root = _complain(office, actions=["return"])
    [row] = office.rows(tables.return_order)
    service, warehouse = office.person("service"), office.person("warehouse")
    with office.store.begin(by=service.id, action="test.document") as tx:
        documents.save(tx, service, row.id, office.draft("2"), revision=row.revision)
        commands.submit_document(tx, office.processes, service, row.id)
    _work(office)
    office.decide(root, "service_manager")
    office.decide(root, "finance")
    with office.store.begin(by=warehouse.id, action="test.goods") as tx:
        commands.goods_came(tx, office.processes, warehouse, row.id)
    _work(office)
    with office.store.begin(by=warehouse.id, action="test.inspect") as tx:
        [line] = documents.lines(tx.connection, row.id)
        seen = Finding(line_id=line.id, received=Decimal(2), state="ok", disposition="restock")
        commands.inspect(tx, office.processes, warehouse, row.id, [seen], "")
    payment = _pay(office, root)
    assert (payment.return_id, payment.state, office.row(row.id).state) == (row.id, "paid", "closed")
    _do(office, root, "satisfaction", "service", satisfaction="5")
    with office.store.begin(by=service.id, action="test.say") as tx:
        desk.customer_said(tx, office.processes, service, case_id, "confirmed", said="", satisfaction=5)
    _work(office)
    assert office.waits_at(root) == ["summary"]
    assert (office.incidents(root), office.breaches()) == ([], [])


def test_a_return_that_a_complaint_calls_asks_for_no_right_of_whoever_registered_the_complaint(
    office: Counter,
) -> None:
    _case, root = _complain(office, by="legal", actions=["return"])
    assert (office.incidents(root), office.waits_at(root)) == ([], ["document"])


def test_a_compensation_is_paid_in_the_name_of_the_handler(office: Counter) -> None:
    wanted = {"compensation_kind": "money", "compensation_amount": Decimal(200)}
    case_id, root = _complain(office, actions=["payment"], **wanted)
    payment = _pay(office, root, approver=None)
    assert (payment.kind, payment.amount, payment.account_id) == ("other", 200, office.account)
    assert payment.state == "paid"
    [case] = office.rows(tables.feedback, tables.feedback.c.id == case_id)
    assert (case.state, office.incidents(root)) == ("waiting_customer", [])
