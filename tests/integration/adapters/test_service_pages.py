"""The service desk over its pages: intake, escalation, and finding knowledge."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, knowledge, tables
from engine import organisation
from tests.integration.adapters.conftest import Site

NEW = "/crm/service/new"


def newest(site: Site) -> Any:
    with site.store.read() as connection:
        return connection.execute(select(tables.feedback).order_by(tables.feedback.c.id.desc())).first()


def someone(site: Site, login: str) -> Any:
    with site.store.read() as connection:
        return organisation.by_login(connection, login)


@pytest.fixture
def question(site: Site) -> dict[str, str]:
    """What is typed of a question of the customer."""
    with site.store.begin(by=None, action="test.order") as tx:
        owner = organisation.by_login(tx.connection, "salesperson")
        assert owner is not None
        changes.add(
            tx,
            tables.order,
            no="SO-1",
            kind="stock",
            account_id=site.account(),
            owner_id=owner.id,
            ordered_on=tx.now.date() - timedelta(days=9),
            pay_method="terms",
            currency="CNY",
            total=Decimal(100),
            state="executing",
        )
    return {
        "account_id": str(site.account()),
        "type": "consult",
        "channel": "call",
        "subject": "如何校准",
        "content": "客户问校准周期",
        "urgency": "2",
        "order": "SO-1",
        "mood": "calm",
    }


def test_a_case_is_taken_in_with_its_order_and_for_somebody(site: Site, post: Any, question: Any) -> None:
    client, service = site.client("service_manager"), someone(site, "service")
    answer = post(client, NEW, {**question, "handler": str(service.id), "claimed_loss": "1,200"})
    assert answer.status_code == 303
    case = newest(site)
    assert (case.handler_id, case.state, case.mood) == (service.id, "assigned", "calm")
    assert case.claimed_loss == Decimal(1200)
    assert case.received_at < case.respond_due_at < case.solve_due_at
    page = client.get(f"/crm/service/{case.id}").text
    for word in ("SO-1", "较急", "首次响应", "解决方案"):
        assert word in page


def test_an_order_of_somebody_else_is_refused_and_what_was_typed_stays(
    site: Site, post: Any, question: Any
) -> None:
    answer = post(site.client("service"), NEW, {**question, "order": "SO-2"})
    assert answer.status_code == 422
    assert "该客户没有这个订单" in answer.text
    assert "客户问校准周期" in answer.text


def test_who_may_not_assign_names_no_handler(site: Site, post: Any, question: Any) -> None:
    client = site.client("service")
    assert 'name="handler"' not in client.get(f"{NEW}?account_id={site.account()}").text
    boss = someone(site, "service_manager")
    assert post(client, NEW, {**question, "handler": str(boss.id)}).status_code == 403


def test_a_request_is_escalated_to_the_superior_who_is_told(site: Site, post: Any, question: Any) -> None:
    client, boss_id = site.client("service"), someone(site, "service").superior_id
    post(client, NEW, question)
    case = newest(site)
    url = f"/crm/service/{case.id}/escalate"
    assert post(client, url, {"why": ""}).status_code == 422
    assert post(client, url, {"why": "超出权限"}).status_code == 303
    case = newest(site)
    assert (case.handler_id, case.level) == (boss_id, 2)
    with site.store.read() as connection:
        said = connection.execute(select(tables.message).where(tables.message.c.to_id == boss_id)).all()
    assert any("超出权限" in one.text and one.ref_id == case.id for one in said)
    assert "升级" in client.get(f"/crm/service/{case.id}").text


def test_knowledge_is_written_for_a_product_and_found_by_it(site: Site, post: Any) -> None:
    client = site.client("service")
    with site.store.read() as connection:
        product, other = connection.scalars(select(tables.product.c.id).limit(2)).all()
    text = {"title": "校准周期", "question": "多久校准", "answer": "每年一次", "category": "fault"}
    saved = post(client, "/crm/knowledge/new", {**text, "product_id": str(product)})
    assert saved.status_code == 303
    item = int(saved.location.rsplit("/", 1)[1])
    with site.store.begin(by=None, action="test.publish") as tx:
        knowledge.move(tx, item, "review")
        knowledge.publish(tx, item)
    page = "/crm/knowledge/"
    assert "校准周期" in client.get(f"{page}?product={product}&category=fault&state=published").text
    for query in (f"product={other}", "state=draft", "category=usage", "q=没有这个词"):
        assert f"/crm/knowledge/{item}" not in client.get(f"{page}?{query}").text, query
