"""Every way through the process of a contract and through its end."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, collection, contracts, plans, tables
from adapters.crm.attachments import living
from adapters.crm.orders_from_quotes import draft_from_quote
from adapters.crm.plans import Instalment
from engine.clock import ManualClock
from engine.ports import Actor
from engine.store.files import measure
from engine.store.schema.runtime import instance
from engine.store.uow import Store
from forms.files import Received, uploads
from processes.records import RecordProcesses
from tests.integration.approval.conftest import BPMN, NOON, Office, open_office
from tests.support.paths import Paths

TEXT = "合同 {no}：{customer}，{amount}，自 {start} 至 {end}。{签字}"
PDF = Received(
    name="合同扫描件.pdf",
    content=measure(io.BytesIO(b"%PDF-1.4 signed"), media_type="application/pdf"),
)
SIGNED = {"signed_on": date(2026, 3, 2), "signers": "李伟、章明"}


class Contracting(Office):
    """An office with contracts, on an SQLite store in memory."""

    def contract(self, **values: Any) -> int:
        """A complete draft of the salesperson."""
        with self.store.begin(by=self.people["salesperson"], action="test.contract") as tx:
            template = changes.add(tx, tables.text_template, kind="contract", name="标准合同", body=TEXT)
            usual = {
                "title": "年度供货",
                "kind": "sales",
                "amount": Decimal(90_000),
                "start_on": date(2026, 4, 1),
                "end_on": date(2027, 3, 31),
                "signers": "李伟",
                "template_id": template,
            }
            return changes.add(
                tx,
                tables.contract,
                no=f"HT-{template % 10_000}",
                account_id=self.customer,
                owner_id=self.people["salesperson"],
                **{**usual, **values},
            )

    def order_of(self, contract_id: int) -> int:
        """An order under the contract, to be paid ten days after its signature."""
        with self.store.begin(by=None, action="test.order") as tx:
            order = changes.add(
                tx,
                tables.order,
                no=f"SO-{contract_id % 10_000}",
                kind="stock",
                account_id=self.customer,
                owner_id=self.people["salesperson"],
                contract_id=contract_id,
                ordered_on=date(2026, 2, 1),
                pay_method="terms",
                currency="CNY",
                total=Decimal(500),
                state="executing",
            )
            plans.save(tx, order, [Instalment(event="signing", event_days=10, amount=Decimal(500))])
        return order

    def row(self, contract_id: int) -> Any:
        with self.store.read() as connection:
            return changes.row_of(connection, tables.contract, contract_id)

    def scan(self, root: int) -> int:
        """A file handed over in a form of an instance."""
        with self.store.begin(by=self.people["salesperson"], action="test.upload") as tx:
            return uploads.keep(tx, PDF, item_id=1, root_id=root)

    def scans(self, contract_id: int) -> list[str]:
        with self.store.read() as connection:
            return [one.name for one in living(connection, "contract", contract_id, "scan")]

    def begin(self, **variables: Any) -> int:
        by = Actor("salesperson", self.people["salesperson"])
        return self.engine.start("contract", variables=variables, by=by)

    def do(self, root: int, element: str, by: str, **values: Any) -> None:
        [item] = [one for one in self.open_items(root) if one.element == element]
        self.engine.complete(item.id, values, by=Actor(by, self.people[by]))

    def reviewed(self, root: int, legal: str = "agree", finance: str = "agree") -> None:
        self.do(root, "legal", "legal", action=legal, opinion=f"法务 {legal}")
        self.do(root, "finance", "finance", action=finance, opinion=f"财务 {finance}")

    def to_be_signed(self, **values: Any) -> tuple[int, int]:
        contract_id = self.contract(**values)
        root = self.begin(contract_id=contract_id)
        self.reviewed(root)
        self.decide(root, "director")
        return contract_id, root

    def filed(self) -> tuple[int, int]:
        """A signed contract, and the instance that watches its end."""
        contract_id, root = self.to_be_signed()
        self.do(root, "sign", "salesperson", **SIGNED)
        self.come_to_rest()
        with self.store.read() as connection:
            watching = connection.scalar(select(instance.c.id).order_by(instance.c.id.desc()).limit(1))
        assert watching is not None
        return contract_id, watching

    def go_to(self, day: date) -> None:
        clock = self.store.clock
        assert isinstance(clock, ManualClock)
        clock.advance(timedelta(days=(day - clock.now().date()).days))
        self.come_to_rest()

    def todos(self) -> int:
        with self.store.read() as connection:
            return len(connection.execute(select(tables.task.c.id)).all())


def contracting() -> Contracting:
    store = Store("sqlite://", clock=ManualClock(NOON))
    store.create()
    return Contracting(**vars(open_office(store, "contract", "contract_term")))


def signed(w: Contracting) -> None:
    contract_id, root = w.to_be_signed()
    assert "合同 HT-" in w.row(contract_id).body
    assert "¥90,000.00" in w.row(contract_id).body
    assert "{签字}" in w.row(contract_id).body
    assert (w.row(contract_id).state, w.waits_for(root)) == ("approved", ["salesperson"])
    w.do(root, "sign", "salesperson", signed_on=date(2026, 3, 20), signers="李伟")
    assert w.row(contract_id).state == "approved"  # a day to come is refused: the task is back
    order = w.order_of(contract_id)
    w.do(root, "sign", "salesperson", **SIGNED, scan=[{"id": w.scan(root)}, {"id": w.scan(77)}])
    assert w.variables(root)["orders_dated"] == [order]
    with w.store.read() as connection:
        [due_on] = [row.due_on for row in plans.of_order(connection, order)]
    assert due_on == date(2026, 3, 12)  # ten days after the signature
    assert w.scans(contract_id) == ["合同扫描件.pdf"]  # that of another instance is none of its business
    row = w.row(contract_id)
    assert (row.state, row.signed_on, row.signers) == ("signed", date(2026, 3, 2), "李伟、章明")
    assert w.variables(root)["contract_state"] == "signed"
    assert w.instance_state(root) == "completed"
    assert w.breaches() == []


def large_ones_go_to_the_general_manager(w: Contracting) -> None:
    contract_id, root = w.to_be_signed(amount=Decimal(600_000))
    assert w.waits_for(root) == ["general"]
    w.decide(root, "general", "reject", "风险太大")
    assert (w.row(contract_id).state, w.instance_state(root)) == ("rejected", "completed")


def rejected_in_review(w: Contracting) -> None:
    contract_id = w.contract()
    root = w.begin(contract_id=contract_id)
    w.reviewed(root, finance="reject")
    assert (w.row(contract_id).state, w.instance_state(root)) == ("rejected", "completed")
    assert w.variables(root)["contract_state"] == "rejected"


def sent_back_twice(w: Contracting) -> None:
    contract_id = w.contract()
    root = w.begin(contract_id=contract_id)
    w.reviewed(root, legal="return")
    assert (w.row(contract_id).state, w.waits_for(root)) == ("draft", ["salesperson"])
    assert w.variables(root)["legal_opinion"] == "法务 return"
    w.do(root, "write", "salesperson")
    w.reviewed(root)
    w.decide(root, "director", "return", "期限太长")
    assert (w.row(contract_id).state, w.waits_for(root)) == ("draft", ["salesperson"])
    assert w.breaches() == []


def incomplete_for_an_order(w: Contracting) -> None:
    quote_id = w.quote("0.02")
    with w.store.begin(by=w.people["salesperson"], action="test.order") as tx:
        order_id = draft_from_quote(tx, quote_id)
    root = w.begin(order_id=order_id)
    assert w.waits_for(root) == ["salesperson"]
    contract_id = w.variables(root)["contract_id"]
    assert w.row(contract_id).state == "draft"
    values = {"end_on": date(2027, 3, 1), "signers": "李伟", "body": "正文"}
    with w.store.begin(by=w.people["salesperson"], action="test.contract") as tx:
        changes.edit(tx, tables.contract, contract_id, **values)
        assert contracts.draft_for_order(tx, order_id, root=None) == contract_id
    w.do(root, "write", "salesperson")
    assert w.row(contract_id).state == "in_approval"


PATHS = Paths(
    package=BPMN / "contract",
    world=contracting,
    stories=[
        signed,
        large_ones_go_to_the_general_manager,
        rejected_in_review,
        sent_back_twice,
        incomplete_for_an_order,
    ],
)


def renewed(w: Contracting) -> None:
    contract_id, watching = w.filed()
    w.go_to(date(2027, 1, 15))
    assert w.todos() == 0
    w.go_to(date(2027, 2, 1))
    assert w.todos() == 1
    w.go_to(date(2027, 3, 2))
    assert w.waits_for(watching) == ["salesperson"]
    w.do(watching, "renewal", "salesperson", renewal="renew")
    with w.store.read() as connection:
        query = select(tables.contract).where(tables.contract.c.renews_id == contract_id)
        following = connection.execute(query).one()
    assert (following.state, following.start_on, following.end_on) == (
        "draft",
        date(2027, 4, 1),
        date(2028, 3, 30),
    )
    assert w.row(contract_id).renewal == "renew"


def left_to_end(w: Contracting) -> None:
    contract_id, watching = w.filed()
    w.go_to(date(2027, 3, 2))
    w.do(watching, "renewal", "salesperson", renewal="end")
    assert (w.row(contract_id).state, w.row(contract_id).renewal) == ("ended", "end")
    assert w.breaches() == []


TERM = Paths(package=BPMN / "contract_term", world=contracting, stories=[renewed, left_to_end])


@pytest.mark.parametrize("story", PATHS.names)
def test_a_contract_comes_to_its_end(story: str) -> None:
    PATHS.walk(story)


@pytest.mark.parametrize("story", TERM.names)
def test_the_end_of_a_contract_is_watched(story: str) -> None:
    TERM.walk(story)


@pytest.mark.parametrize("paths", [PATHS, TERM], ids=["contract", "contract_term"])
def test_every_flow_is_taken_and_the_table_says_by_which_story(paths: Paths) -> None:
    paths.check()


def test_the_collection_that_waits_for_a_signature_goes_on_when_the_contract_is_signed() -> None:
    store = Store("sqlite://", clock=ManualClock(NOON))
    store.create()
    packages = ("contract", "contract_term", "instalment_collection", "payment_collection")
    w = Contracting(**vars(open_office(store, *packages)))
    contract_id, root = w.to_be_signed()
    order, person = w.order_of(contract_id), w.person("salesperson")
    processes = RecordProcesses(engine=w.engine)
    with store.begin(by=person.id, action="test.collect") as tx:
        changes.edit(tx, tables.order, order, effective_at=tx.now)
        collecting = collection.begin(tx, processes, order, by=person)
    assert collecting is not None
    w.come_to_rest()
    assert w.waits_for(collecting) == []
    w.do(root, "sign", "salesperson", **SIGNED)
    w.come_to_rest()
    with store.read() as connection:
        [row] = plans.of_order(connection, order)
        places = [place.element for place in processes.places(connection, collecting)]
    assert row.due_on == date(2026, 3, 12)
    assert "collect" in places
