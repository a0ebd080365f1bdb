"""Every way through the quote process, from the draft to what the customer says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.crm import quote_versions, quotes, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.quotes import Draft
from adapters.crm.web import quote_commands
from adapters.crm.web.quote_commands import Answer
from engine.clock import ManualClock
from engine.errors import Conflict
from engine.organisation import tables as organisation_tables
from engine.organisation.writing import renew_stamp
from engine.ports import Actor
from engine.store.schema import runtime
from engine.store.uow import Store
from processes.quotes import QuoteApproval
from tests.integration.approval.conftest import BPMN, DOCUMENTS, NOON, Office, open_office
from tests.support.paths import Paths


class Quoting(Office):
    """An office on an SQLite store in memory, with the quote page's commands."""

    @property
    def approval(self) -> QuoteApproval:
        return QuoteApproval(engine=self.engine, documents=DOCUMENTS)

    def row(self, quote_id: int) -> Any:
        with self.store.read() as connection:
            return connection.execute(select(tables.quote).where(tables.quote.c.id == quote_id)).one()

    def submitted(self, given: str = "0.03") -> int:
        quote_id = self.quote(given)
        self.approval.submit(quote_id, self.person("salesperson"))
        return quote_id

    def root(self, quote_id: int) -> int:
        return int(self.row(quote_id).instance_id)

    def engine_root(self, quote_id: int) -> int:
        """The process that runs for a quote, also before it was locked by it."""
        instance = runtime.instance
        query = select(instance.c.id).where(
            instance.c.business_key == self.row(quote_id).no, instance.c.depth == 0
        )
        with self.store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def sent(self) -> int:
        """A quote that the customer has."""
        quote_id = self.submitted()
        self.decide(self.root(quote_id), "manager")
        self.come_to_rest()
        assert self.state(quote_id) == "sent"
        return quote_id

    def delivery(self, quote_id: int) -> str:
        with self.store.read() as connection:
            return self.approval.delivery(connection, quote_id)

    def answer(self, quote_id: int, **said: Any) -> None:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.answer") as tx:
            quote_commands.tell_answer(tx, person, self.approval.hooks(), quote_id, Answer(**said))

    def pass_days(self, days: float) -> None:
        clock = self.store.clock
        assert isinstance(clock, ManualClock)
        clock.advance(timedelta(days=days))
        self.come_to_rest()

    def write_lines(self, quote_id: int, given: str = "0.03", **header: Any) -> None:
        person, row = self.person("salesperson"), self.row(quote_id)
        line = DraftLine(product_id=self.products["GX-210"], quantity=Decimal(2), given=Decimal(given))
        draft = Draft(valid_to=row.valid_to, lines=(line,), opportunity_id=row.opportunity_id, **header)
        with self.store.begin(by=person.id, action="test.quote") as tx:
            quotes.save(tx, person, quote_id, draft, revision=row.revision)

    def todos(self) -> list[str]:
        with self.store.read() as connection:
            return list(connection.scalars(select(tables.task.c.subject).order_by(tables.task.c.id)))


def quoting() -> Quoting:
    store = Store("sqlite://", clock=ManualClock(NOON))
    store.create()
    office = open_office(store)
    return Quoting(**vars(office))


def accepted(w: Quoting) -> None:
    quote_id = w.sent()
    w.answer(quote_id, answer="accepted", note="按报价执行")
    row = w.row(quote_id)
    assert (row.state, row.answer, row.answer_note) == ("accepted", "accepted", "按报价执行")
    with w.store.read() as connection:
        order = connection.execute(select(tables.order).where(tables.order.c.quote_id == quote_id)).one()
        lines = connection.execute(
            select(tables.order_line).where(tables.order_line.c.order_id == order.id)
        ).all()
    assert (order.state, order.total, order.owner_id) == ("draft", row.total, row.owner_id)
    assert sum(line.amount for line in lines) == row.total
    assert w.instance_state(w.root(quote_id)) == "completed"
    assert w.variables(w.root(quote_id))["order_id"] == order.id
    assert w.breaches() == []


def negotiated_then_refused(w: Quoting) -> None:
    quote_id = w.sent()
    w.answer(quote_id, answer="negotiate", note="希望再优惠 2%")
    row = w.row(quote_id)
    assert (row.state, row.version, w.waits_for(w.root(quote_id))) == ("draft", 2, ["salesperson"])
    w.write_lines(quote_id, "0.05")
    w.approval.submit(quote_id, w.person("salesperson"))
    w.decide(w.root(quote_id), "manager")
    w.come_to_rest()
    with w.store.read() as connection:
        first, second = quote_versions.of_quote(connection, quote_id)
    differs = quote_versions.differences(first.content, second.content)
    assert {("", "total"), ("GX-210", "price")} <= differs
    assert second.sha256 == quote_versions.checksum(second.content) == w.row(quote_id).snapshot_sha256
    w.answer(quote_id, answer="refused", note="价格", competitor="没有登记的公司", price_gap=Decimal(900))
    row = w.row(quote_id)
    assert (row.state, row.price_gap, row.competitor_id) == ("refused", Decimal(900), None)
    assert row.answer_note == "价格 (没有登记的公司)"
    assert w.instance_state(w.root(quote_id)) == "completed"
    assert w.breaches() == []


def changed_by_us_then_withdrawn(w: Quoting) -> None:
    quote_id = w.sent()
    person = w.person("salesperson")
    with w.store.begin(by=person.id, action="test.change") as tx:
        quote_commands.change(tx, person, w.approval.hooks(), quote_id)
    assert (w.row(quote_id).version, w.state(quote_id)) == (2, "draft")
    w.approval.submit(quote_id, person)
    w.approval.withdraw(quote_id, person, "客户取消")
    assert (w.state(quote_id), w.instance_state(w.root(quote_id))) == ("withdrawn", "completed")


def reminded_then_expired(w: Quoting) -> None:
    quote_id = w.sent()
    w.pass_days(26)
    assert w.todos() == []
    w.pass_days(2)
    assert len(w.todos()) == 1
    assert "即将过期" in w.todos()[0]
    assert w.state(quote_id) == "sent"
    w.pass_days(5)
    assert (w.state(quote_id), w.instance_state(w.root(quote_id))) == ("expired", "completed")
    assert "已过期" in w.todos()[-1]
    with pytest.raises(Exception, match="expired"):
        w.answer(quote_id, answer="accepted")
    assert w.breaches() == []


def rejected(w: Quoting) -> None:
    quote_id = w.submitted()
    w.decide(w.root(quote_id), "manager", "reject", "毛利不足")
    w.come_to_rest()
    assert (w.state(quote_id), w.instance_state(w.root(quote_id))) == ("rejected", "completed")


def returned_and_slowly_revised(w: Quoting) -> None:
    quote_id = w.submitted()
    w.decide(w.root(quote_id), "manager", "return", "折扣太高")
    w.pass_days(9)
    assert ["完成报价" in subject for subject in w.todos()] == [True]
    w.approval.submit(quote_id, w.person("salesperson"))
    assert w.waits_for(w.root(quote_id)) == ["manager"]


def below_the_minimum_needs_a_reason(w: Quoting) -> None:
    quote_id = w.submitted("0.60")
    root = w.engine_root(quote_id)
    assert (w.state(quote_id), w.waits_for(root)) == ("draft", ["salesperson"])
    assert "公司底价" in w.variables(root)["opinion"]
    w.write_lines(quote_id, "0.60", minimum_reason="样机，年底清库存")
    w.approval.submit(quote_id, w.person("salesperson"))
    for login in ("manager", "director", "finance", "general"):
        w.decide(root, login)
    w.come_to_rest()
    assert w.state(quote_id) == "sent"


def without_lines(w: Quoting) -> None:
    quote_id = w.quote("0.05")
    w.take_lines_away(quote_id)
    w.approval.submit(quote_id, w.person("salesperson"))
    assert w.waits_for(w.engine_root(quote_id)) == ["salesperson"]


def drafted_for_an_opportunity(w: Quoting) -> None:
    with w.store.begin(by=w.people["salesperson"], action="test.opportunity") as tx:
        opportunity = quotes.changes.add(
            tx,
            tables.opportunity,
            no="O-1",
            name="测厚仪二期",
            account_id=w.customer,
            owner_id=w.people["salesperson"],
            state="open",
        )
    by = Actor("salesperson", w.people["salesperson"])
    root = w.engine.start("quote_approval", variables={"opportunity_id": opportunity}, by=by)
    assert w.waits_for(root) == ["salesperson"]
    quote_id = w.variables(root)["quote_id"]
    row = w.row(quote_id)
    assert (row.title, row.opportunity_id, row.instance_id) == ("测厚仪二期", opportunity, root)
    w.write_lines(quote_id)
    w.approval.submit(quote_id, w.person("salesperson"))
    assert (w.state(quote_id), w.waits_for(root)) == ("in_approval", ["manager"])


def undeliverable_then_sent_by_hand(w: Quoting) -> None:
    with w.store.begin(by=None, action="test.address") as tx:
        tx.connection.execute(update(tables.account).values(email="nobody"))
        tx.connection.execute(update(tables.contact).values(email=""))
    quote_id = w.submitted()
    root = w.root(quote_id)
    w.decide(root, "manager")
    w.come_to_rest()
    [item] = w.open_items(root)
    assert (item.element, w.state(quote_id)) == ("send_manually", "approved")
    assert w.delivery(quote_id) == "by_hand"
    person = w.person("salesperson")
    with w.store.begin(by=person.id, action="test.sent") as tx:
        quote_commands.note_sent(tx, person, w.approval.hooks(), quote_id, "fax")
    assert (w.state(quote_id), w.row(quote_id).sent_how) == ("sent", "fax")
    with pytest.raises(Exception, match="sent"), w.store.begin(by=person.id, action="test.sent") as tx:
        quote_commands.note_sent(tx, person, w.approval.hooks(), quote_id, "fax")


def test_a_quote_whose_mail_is_under_way_is_not_noted_as_sent_otherwise() -> None:
    w = quoting()
    quote_id = w.submitted()
    w.decide(w.root(quote_id), "manager")
    assert (w.state(quote_id), w.delivery(quote_id)) == ("approved", "mail")
    person = w.person("salesperson")
    with pytest.raises(Conflict), w.store.begin(by=person.id, action="test.sent") as tx:
        quote_commands.note_sent(tx, person, w.approval.hooks(), quote_id, "fax")
    w.come_to_rest()
    assert (w.state(quote_id), w.row(quote_id).sent_how) == ("sent", "mail")


def applicant_without_an_address(w: Quoting) -> None:
    with w.store.begin(by=None, action="test.address") as tx:
        tx.connection.execute(update(organisation_tables.person).values(email="nobody"))
        renew_stamp(tx)
    approved, refused = w.submitted(), w.submitted()
    w.decide(w.root(approved), "manager")
    w.decide(w.root(refused), "manager", "reject", "否")
    w.come_to_rest()
    assert (w.state(approved), w.state(refused)) == ("sent", "rejected")


PATHS = Paths(
    package=BPMN / "quote_approval",
    world=quoting,
    stories=[
        accepted,
        negotiated_then_refused,
        changed_by_us_then_withdrawn,
        reminded_then_expired,
        rejected,
        returned_and_slowly_revised,
        below_the_minimum_needs_a_reason,
        without_lines,
        drafted_for_an_opportunity,
        undeliverable_then_sent_by_hand,
        applicant_without_an_address,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_quote_comes_to_its_end(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story() -> None:
    PATHS.check()


def test_of_two_answers_the_second_is_told_that_it_comes_too_late() -> None:
    w = quoting()
    quote_id = w.sent()
    w.answer(quote_id, answer="accepted")
    with pytest.raises(Exception, match="accepted by the customer"):
        w.answer(quote_id, answer="refused", note="太贵")
    assert w.state(quote_id) == "accepted"
    w.store.close()


def test_an_answer_before_the_mail_is_out_changes_nothing() -> None:
    w = quoting()
    quote_id = w.submitted()
    with pytest.raises(Exception, match="in approval"):
        w.answer(quote_id, answer="accepted")
    person = w.person("salesperson")
    w.decide(w.root(quote_id), "manager")
    with pytest.raises(Conflict), w.store.begin(by=person.id, action="test.change") as tx:
        quote_commands.change(tx, person, w.approval.hooks(), quote_id)
    assert w.state(quote_id) == "approved"
    w.store.close()
