"""Diagrams as they are drawn for Camunda 7 run to their ends once their names are bound, and lose nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.definition.findings import Finding
from engine.errors import BusinessError, Refused
from engine.testing import Playground
from processes.check import check_files, check_paths
from processes.package import read_folder
from tests.conformance.definition import lost_parts

HERE = Path(__file__).parent / "camunda"
NAMES = ("order_fulfilment", "loan_application", "complaint")


class Office:
    """Applications that remember what they were asked."""

    def __init__(self, *names: str, **answers: Any) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.adapters = {name: self._application(name, answers.get(name.replace(".", "_"))) for name in names}

    def _application(self, name: str, answer: Any) -> Any:
        def work(inputs: dict[str, Any]) -> dict[str, Any]:
            self.calls.append((name, inputs))
            if isinstance(answer, Exception):
                raise answer
            return answer or {}

        return work

    def asked(self, name: str) -> list[dict[str, Any]]:
        return [inputs for called, inputs in self.calls if called == name]


def playground(name: str, office: Office) -> Playground:
    return Playground(files=list(read_folder(HERE / name).files.items()), adapters=office.adapters)


def errors(findings: list[Finding]) -> list[str]:
    return [f"{one.code} {one.element}" for one in findings if one.severity == "error"]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_mapping_the_names_are_findings(name: str) -> None:
    files = {path: data for path, data in read_folder(HERE / name).files.items() if path != "package.toml"}
    found = check_files(files, adapters=[])
    assert {one.code for one in found if one.severity == "error"} <= {"SERVICE_FOREIGN", "LANGUAGE_REFUSED"}
    assert errors(found)


@pytest.mark.parametrize("name", NAMES)
def test_with_its_mapping_nothing_is_wrong_and_nothing_is_lost(name: str) -> None:
    assert errors(check_paths([HERE / name])) == []
    diagram = (HERE / name / f"{name}.bpmn").read_bytes()
    assert list(lost_parts(diagram)) == []


def test_a_mapping_to_an_unknown_application_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        playground("order_fulfilment", Office("stock.reserve"))
    assert "ADAPTER_UNKNOWN ship" in errors(refused.value.findings)


ORDER = {
    "number": "A-17",
    "total": 12_000,
    "lines": ["chair", "table"],
    "customer": {"trusted": False, "address": "Shanghai", "mail": "wang@example.com"},
}


def stock(**answers: Any) -> Office:
    names = ("stock.reserve", "audit.note", "chat.post", "letters.send", "carrier.book")
    return Office(*names, **{"stock_reserve": {"id": 9}, "carrier_book": {"tracking": "SF-1"}, **answers})


def test_a_large_order_is_released_and_shipped() -> None:
    office = stock()
    p = playground("order_fulfilment", office)
    i = p.start("order_fulfilment", {"order": ORDER}, by="li")
    [item] = p.work_items(i)
    assert set(item.candidates) == {"manager", "director"}
    assert item.due_at == p.clock.now() + timedelta(days=2)
    assert office.asked("stock.reserve") == [{"warehouse": "SHA-1", "articles": ["chair", "table"]}]
    p.advance(timedelta(days=1))
    p.complete(item, {"released": True, "carrier": "ems"})
    assert p.state(i) == "completed"
    assert p.variables(i) | {"status": "shipped SF-1", "shippedBy": "li", "clerk": "li"} == p.variables(i)
    assert p.variables(i)["reservation"] == {"id": 9}
    [booked] = office.asked("carrier.book")
    assert booked == {
        "to": "Shanghai",
        "how": {"carrier": "ems", "insured": True},
        "labels": ["fragile", "A-17"],
    }
    assert [each["message"] for each in office.asked("chat.post")] == [
        "please release A-17",
        "still waiting: A-17",
    ]
    assert office.asked("audit.note") == [{"text": "reserving for li"}]
    assert p.verify() == []


def test_a_small_order_is_shipped_with_the_default_carrier() -> None:
    office = stock()
    p = playground("order_fulfilment", office)
    i = p.start("order_fulfilment", {"order": ORDER | {"total": 100}}, by="li")
    assert p.state(i) == "completed"
    assert office.asked("carrier.book")[0]["how"] == {"carrier": "sf", "insured": False}


def test_an_order_that_is_not_released_ends() -> None:
    p = playground("order_fulfilment", stock())
    i = p.start("order_fulfilment", {"order": ORDER}, by="li")
    p.complete(p.work_items(i)[0], {"released": False})
    assert p.state(i) == "completed"
    assert ("rejected", "completed") in p.trace(i)


def test_what_a_delegate_would_have_thrown_is_caught() -> None:
    office = stock(stock_reserve=BusinessError("OUT_OF_STOCK", "no chairs left"))
    p = playground("order_fulfilment", office)
    i = p.start("order_fulfilment", {"order": ORDER}, by="li")
    assert p.state(i) == "completed"
    assert p.variables(i)["problem"] == "OUT_OF_STOCK"
    assert office.asked("letters.send") == [{"to": "wang@example.com", "why": "OUT_OF_STOCK"}]


APPLICANT = {"name": "Wang", "income": 6000, "account": "CN-1", "mail": "wang@example.com"}


def loans() -> Office:
    names = ("statistics.count", "bank.transfer", "letters.send", "archive.store")
    return Office(*names, bank_transfer={"number": "T-1"})


def test_a_good_loan_is_paid_out() -> None:
    office = loans()
    p = playground("loan_application", office)
    values = {"applicant": APPLICANT, "amount": 900, "reviewers": ["ann", "bob", "cat"], "withdrawal": "P14D"}
    i = p.start("loan_application", values, business_key="L-1")
    items = p.work_items(i)
    assert [item.assignee for item in items] == ["ann", "bob", "cat"]
    assert items[0].variables["question"] == "Is Wang good for 900?"
    for item in items[:2]:
        p.complete(item, {"opinion": "fine"})
    assert office.asked("bank.transfer") == [{"account": "CN-1", "amount": 900}]
    assert p.state(i) == "waiting"
    p.reload()
    p.advance(timedelta(days=14))
    assert p.state(i) == "completed"
    assert office.asked("archive.store") == [{"document": {"number": "T-1"}}]
    assert p.verify() == []


def test_a_poor_loan_is_refused_by_letter() -> None:
    office = loans()
    p = playground("loan_application", office)
    values = {
        "applicant": APPLICANT | {"income": 10},
        "amount": 900,
        "reviewers": ["ann"],
        "withdrawal": "P1D",
    }
    i = p.start("loan_application", values)
    p.complete(p.work_items(i)[0], {"opinion": "no"})
    assert p.state(i) == "completed"
    assert office.asked("letters.send") == [{"to": "wang@example.com", "why": "Rated poor"}]


def test_a_complaint_is_escalated_answered_and_closed() -> None:
    office = Office("audit.note", "chat.post", "http.call", "letters.send", http_call={"response": "ok"})
    p = playground("complaint", office)
    i = p.start("complaint", {"customer": "Wang", "severity": "high"}, by="zhao")
    [item] = p.work_items(i)
    assert item.assignee == "zhao"
    p.advance(timedelta(days=14))
    assert [each["message"] for each in office.asked("chat.post")] == ["overdue: Wang"] * 2
    p.complete(item, {"cause": "a DEFECT", "refund": None})
    assert p.variables(i)["lookedAt"] is True
    assert office.asked("http.call") == [{"method": "POST", "payload": '{"customer": "Wang", "amount": 0}'}]
    p.message("customer_answer")
    p.run_jobs()
    assert p.state(i) == "completed"
    assert ("warn", "thrown") in p.trace(i)
    assert p.variables(i)["booking"] == "ok"
    assert office.asked("audit.note") == [{"text": "complaint of Wang"}]
    assert p.verify() == []
