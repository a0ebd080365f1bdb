"""A company at work: whoever is asked does what he is asked, in every process that ships.

Each open work item knows a way to be done (`ANSWERS`), with the page's command before it where the form alone
does not do. What people do of their own accord (money comes, goods come back, customers answer) is in `EVENTS`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from adapters.crm import (
    changes,
    collection,
    desk,
    ledger,
    opportunities,
    payments,
    plans,
    quotes,
    receipts,
    repairs,
    stock,
    tables,
)
from adapters.crm.handover import plan as handing
from adapters.crm.orders import drafts, reading
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.crm.receipts import Money
from adapters.crm.returns import commands, documents, inspection, rules
from adapters.crm.returns.documents import Draft, DraftLine
from adapters.crm.returns.inspection import Finding
from adapters.crm.web.quote_commands import Answer, tell_answer
from app import Platform
from engine import organisation
from engine.organisation import Person
from engine.organisation.tables import person as people
from engine.service import Actor
from engine.store.schema import runtime
from engine.store.schema.definitions import definition
from engine.store.uow import Transaction
from engine.store.values import decode
from processes.quotes import QuoteApproval
from processes.records import RecordProcesses

_ITEM = runtime.work_item
_SLIP = {
    "trade": "precision",
    "phone": "0512-88880000",
    "province": "江苏",
    "city": "苏州",
    "address": "星湖街 1 号",
    "tax_no": "91320594MA1",
    "min_discount": Decimal("0.05"),
    "settlement_method": "transfer",
    "payment_terms": "30 days",
}
Values = Mapping[str, Any]


class Business:
    """The people of the demo company on one platform, in an order that `seed` decides."""

    def __init__(self, platform: Platform, seed: int) -> None:
        self.platform = platform
        self.store = platform.store
        self.engine = platform.engine
        self.processes = RecordProcesses(engine=platform.engine)
        self.random = random.Random(seed)
        self._approval = QuoteApproval(engine=platform.engine, documents=platform.documents)
        self._names = seed * 1_000_000
        with self.store.read() as connection:
            self.ids = {row.login: row.id for row in connection.execute(select(people.c.login, people.c.id))}
            ware = select(tables.product.c.id).join(
                tables.stock, tables.stock.c.product_id == tables.product.c.id
            )
            self.products = list(connection.scalars(ware.order_by(tables.product.c.id)))
            mine = tables.account.c.owner_id == self.ids["salesperson"]
            query = select(tables.account.c.id).where(
                mine,
                tables.account.c.kind == "customer",
                tables.account.c.approved,
                ~tables.account.c.credit_hold,
            )
            self.customers: list[int] = list(connection.scalars(query.order_by(tables.account.c.id).limit(5)))

        self.bank = self._bank()

    # what everybody needs

    def _bank(self) -> int:
        """Where money comes in; the demo company has no account yet."""
        bank = tables.bank_account
        with self.store.begin(by=None, action="test.bank") as tx:
            known = tx.connection.scalar(select(bank.c.id).order_by(bank.c.id).limit(1))
            made = {"name": "基本户", "no": "62220001", "currency": "CNY", "opening": Decimal(9000)}
            return int(known) if known is not None else changes.add(tx, bank, **made)

    @contextmanager
    def at_work(self, login: str) -> Iterator[tuple[Transaction, Person]]:
        """One command of a person."""
        with self.store.begin(by=self.ids[login], action="test.business") as tx:
            person = organisation.person(tx.connection, self.ids[login])
            assert person is not None
            yield tx, person

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))

    def one(self, table: Any, *conditions: Any) -> Any:
        """One of the rows, or None."""
        found = self.rows(table, *conditions)
        return self.random.choice(found) if found else None

    def fresh(self) -> int:
        """A number that was not used before."""
        self._names += 1
        return self._names

    def items(self) -> list[Any]:
        """What is open, with the process of each."""
        query = (
            select(_ITEM, definition.c.key)
            .join(definition, definition.c.id == _ITEM.c.definition_id)
            .where(_ITEM.c.closed_at.is_(None))
        )
        with self.store.read() as connection:
            return list(connection.execute(query.order_by(_ITEM.c.id)))

    def variable(self, instance_id: int, name: str) -> Any:
        scope, variable = runtime.scope, runtime.variable
        query = (
            select(variable.c.value)
            .join(scope, scope.c.id == variable.c.scope_id)
            .where(scope.c.instance_id == instance_id, variable.c.name == name)
        )
        with self.store.read() as connection:
            found = connection.scalar(query)
        return None if found is None else decode(found)

    def asked(self, item: Any) -> str:
        """The login of somebody who may do it."""
        if item.assignee in self.ids:
            return str(item.assignee)
        candidate = runtime.candidate
        with self.store.read() as connection:
            for row in connection.execute(select(candidate).where(candidate.c.work_item_id == item.id)):
                if row.kind == "user":
                    return str(row.name)
                holders = organisation.holders(connection, row.name)
                if holders:
                    return holders[0].login
        return "manager"

    def work_off(self, item: Any, *, submission: str | None = None) -> None:
        """Do what an item asks for."""
        values = self.answer(item)
        login = self.asked(item)
        self.engine.complete(item.id, dict(values), by=Actor(login, self.ids[login]), submission=submission)

    def answer(self, item: Any) -> Values:
        """What is typed into the form of an item, after the work that it asks for."""
        found = ANSWERS.get((item.key, item.element)) or ANSWERS.get(("", item.element))
        assert found is not None, f"nobody knows what to do at {item.key} {item.element}"
        return found(self, item) if callable(found) else found

    def run(self) -> None:
        while self.engine.run_due():
            pass

    # what begins a process

    def begin(self, process: str) -> int | None:
        """Start a process as its page does; its instance, None where there is nothing to start it about."""
        return STARTS[process](self)

    def lead(self) -> int | None:
        number = self.fresh()
        about = {
            "channel": "web",
            "company": f"新客户{number}",
            "contact_name": "张三",
            "phone": f"021{number:08}",
        }
        return self.engine.message("lead.web", variables=about).root_id

    def opportunity(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            customer = self.random.choice(self.customers)
            values = {"name": "传感器更换", "account_id": customer, "owner_id": person.id}
            opportunity_id = opportunities.enter(tx, values)
            known = {"opportunity_id": opportunity_id}
            return self.processes.start_in(
                tx, "lead_to_order", known, business_key=f"O{opportunity_id}", by=person
            )

    def quote(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            quote_id = quotes.add(tx, person, self.random.choice(self.customers), self.quoted(tx))
        self._approval.submit(quote_id, person)
        return int(self.rows(tables.quote, tables.quote.c.id == quote_id)[0].instance_id)

    def quoted(self, tx: Transaction) -> quotes.Draft:
        """What a salesperson offers."""
        given = Decimal(self.random.choice(("0", "0.02", "0.12")))
        line = quotes.DraftLine(
            product_id=self.random.choice(self.products),
            quantity=Decimal(self.random.randint(1, 4)),
            given=given,
        )
        return quotes.Draft(valid_to=tx.now.date() + timedelta(days=30), lines=(line,))

    def order(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            line = OrderLine(
                product_id=self.random.choice(self.products), quantity=Decimal(2), given=Decimal(0)
            )
            on = tx.now.date() + timedelta(days=20)
            draft = OrderDraft(lines=(line,), delivery_on=on, ship_city="苏州")
            order_id = drafts.add(tx, person, self.random.choice(self.customers), draft)
            known, no = {"order_id": order_id}, reading.of(tx.connection, order_id).no
            return self.processes.start_in(tx, "order_fulfilment", known, business_key=no, by=person)

    def owed_order(self) -> int | None:
        """An order of old that is delivered and not paid."""
        with self.at_work("salesperson") as (tx, person):
            order_id = self.delivered(tx)
            known = {"order_id": order_id}
            return self.processes.start_in(tx, "payment_collection", known, business_key="D", by=person)

    def delivered(self, tx: Transaction) -> int:
        """A delivered order with one line."""
        customer, product = self.random.choice(self.customers), self.random.choice(self.products)
        order_id = changes.add(
            tx,
            tables.order,
            no=f"OLD-{self.fresh()}",
            kind="stock",
            account_id=customer,
            owner_id=self.ids["salesperson"],
            ordered_on=tx.now.date(),
            pay_method="terms",
            currency="CNY",
            total=Decimal(4000),
            state="delivered",
            effective_at=tx.now,
        )
        many, each = Decimal(4), Decimal(1000)
        priced = {"list_price": each, "price": each, "amount": many * each}
        line_id = changes.add(
            tx,
            tables.order_line,
            order_id=order_id,
            seq=1,
            product_id=product,
            quantity=many,
            delivered_quantity=many,
            **priced,
        )
        unit = {
            "account_id": customer,
            "product_id": product,
            "order_line_id": line_id,
            "sold_on": tx.now.date(),
        }
        changes.add(tx, tables.product_archive, serial_no=f"S-{self.fresh()}", **unit)
        changes.add(
            tx,
            tables.delivery,
            order_id=order_id,
            no=f"OLD-D{self.fresh()}",
            state="accepted",
            accepted_at=tx.now,
            lines=[{"line_id": line_id, "quantity": "4"}],
        )
        ledger.post_order(tx, order_id)
        return order_id

    def goods_back(self) -> int | None:
        with self.at_work("service") as (tx, person):
            order_id = self.delivered(tx)
            known = {"order_id": order_id, "requester": person.login}
            return self.processes.start_in(tx, "return_refund", known, business_key="R", by=person)

    def broken(self) -> int | None:
        with self.at_work("service") as (tx, person):
            self.delivered(tx)
            unit = tx.connection.scalar(
                select(tables.product_archive.c.id).order_by(tables.product_archive.c.id.desc()).limit(1)
            )
            assert unit is not None
            repair_id = repairs.begin_case(tx, self.processes, person, unit, "读数漂移")
            row = changes.row_of(tx.connection, tables.repair_registration, repair_id)
            return None if row is None else row.instance_id

    def complain(self) -> int | None:
        about = {
            "account_id": self.random.choice(self.customers),
            "type": "complaint",
            "subject": f"投诉 {self.fresh()}",
            "text": "每天漂移 2%",
            "phone": "",
            "email": "",
        }
        with self.at_work("salesperson") as (tx, _person):
            about["order_id"] = self.delivered(tx)
        return self.engine.message("complaint.web", variables=about).root_id

    def contract(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            contract_id = self._contract(tx, "draft")
            known = {"contract_id": contract_id}
            return self.processes.start_in(tx, "contract", known, business_key=f"C{contract_id}", by=person)

    def term(self) -> int | None:
        with self.at_work("salesperson") as (tx, _person):
            contract_id = self._contract(tx, "signed")
        now = self.store.clock.now()
        about = {
            "contract_id": contract_id,
            "contract_no": f"C{contract_id}",
            "contract_title": "年度供货",
            "customer": "青屿",
            "owner_login": "salesperson",
            "remind_first": now + timedelta(days=10),
            "remind_second": now + timedelta(days=20),
        }
        return self.engine.message("contract.filed", variables=about).root_id

    def _contract(self, tx: Transaction, state: str) -> int:
        today = tx.now.date()
        return changes.add(
            tx,
            tables.contract,
            no=f"HT-{self.fresh()}",
            title="年度供货",
            kind="sales",
            account_id=self.random.choice(self.customers),
            owner_id=self.ids["salesperson"],
            amount=Decimal(50000),
            start_on=today,
            end_on=today + timedelta(days=365),
            signers="张 / 李",
            body="正文",
            state=state,
        )

    def expense(self) -> int | None:
        with self.at_work("finance") as (tx, person):
            wish = payments.Wish(kind="expense", amount=Decimal(300), payee="顺达物流")
            payment_id, _new = payments.request(tx, wish)
            known = {"payment_id": payment_id, "applicant": person.login}
            return self.processes.start_in(tx, "payment_out", known, business_key="FK", by=person)

    def article(self) -> int | None:
        with self.at_work("service") as (tx, person):
            text = {"title": f"漂移 {self.fresh()}", "question": "为何漂移？", "answer": "更换探头"}
            knowledge_id = changes.add(tx, tables.knowledge, state="draft", author_id=person.id, **text)
            known = {"knowledge_id": knowledge_id}
            return self.processes.start_in(tx, "knowledge_review", known, business_key="K", by=person)

    def prospect(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            number = self.fresh()
            account_id = changes.add(
                tx,
                tables.account,
                code=f"P-{number}",
                kind="prospect",
                name=f"潜在客户{number}",
                owner_id=person.id,
                approved=False,
            )
            known = {"account_id": account_id, "applicant": person.login}
            return self.processes.start_in(tx, "new_customer", known, business_key=f"P-{number}", by=person)

    def twins(self) -> int | None:
        with self.at_work("salesperson2") as (tx, person):
            number = self.fresh()
            account_id = changes.add(
                tx,
                tables.account,
                code=f"T-{number}",
                kind="customer",
                name=f"双份{number}",
                owner_id=self.ids["salesperson"],
            )
            known = {"account_a_id": account_id, "account_b_id": None, "claimant": person.login}
            return self.processes.start_in(tx, "duplicate_case", known, business_key=f"T-{number}", by=person)

    def claim(self) -> int | None:
        with self.at_work("salesperson") as (tx, person):
            number = self.fresh()
            pool = {"level": "A", "pool_state": "public"}
            account_id = changes.add(
                tx,
                tables.account,
                code=f"G-{number}",
                kind="customer",
                name=f"公海{number}",
                **pool,
            )
            known = {"account_id": account_id, "claimant": person.login}
            return self.processes.start_in(tx, "pool_claim", known, business_key=f"G-{number}", by=person)

    def leave(self) -> int | None:
        with self.at_work("manager") as (tx, person):
            leaver = organisation.person(tx.connection, self.ids["salesperson3"])
            assert leaver is not None
            given = {"kind": "leaver", "reason": "离职", "freeze_now": False}
            handover_id = handing.begin(tx, person, self.processes, leaver, **given)
            return int(handing.row_of(tx.connection, handover_id).instance_id)

    # what happens of its own accord

    def money_comes(self) -> bool:
        """A customer pays what is open of an instalment, or a part."""
        plan = tables.payment_plan
        row = self.one(
            plan, plan.c.received + plan.c.written_off < plan.c.amount, plan.c.deleted_at.is_(None)
        )
        if row is None:
            return False
        with self.at_work("finance") as (tx, person):
            order = changes.row_of(tx.connection, tables.order, row.order_id)
            assert order is not None
            if order.state not in ("approved", "executing", "delivered", "closed"):
                return False
            collection.hold(tx, self.processes, [order.id])
            rest = plans.rest(changes.row_of(tx.connection, plan, row.id))  # type: ignore[arg-type]
            if rest <= 0:
                return False
            part = rest if self.random.random() < 0.7 else (rest / 2).quantize(Decimal("0.01"))
            money = Money(
                account_id=order.account_id,
                received_on=tx.now.date(),
                amount=part,
                bank_account_id=self.bank,
                handler_id=person.id,
            )
            done = receipts.record(tx, money, [(row.id, part)])
            collection.paid(tx, self.processes, done.orders)
        return True

    def goods_come(self) -> bool:
        """Returned goods reach the warehouse."""
        row = self.one(tables.return_order, tables.return_order.c.state == "awaiting_goods")
        if row is None:
            return False
        with self.at_work("warehouse") as (tx, person):
            commands.goods_came(tx, self.processes, person, row.id)
        return True

    def quote_is_answered(self) -> bool:
        """A customer answers a quote."""
        quote = tables.quote
        row = self.one(quote, quote.c.state == "sent", quote.c.instance_id.is_not(None))
        if row is None:
            return False
        said = self.random.choices(("accepted", "refused", "negotiate"), weights=(5, 1, 1))[0]
        with self.store.begin(by=row.owner_id, action="test.answer") as tx:
            owner = organisation.person(tx.connection, row.owner_id)
            assert owner is not None
            tell_answer(tx, owner, self._approval.hooks(), row.id, Answer(answer=said, note="价格"))
        return True

    def customer_speaks(self) -> bool:
        """A customer says what he thinks of the answer to his complaint, or withdraws it."""
        case = tables.feedback
        row = self.one(
            case, case.c.state.in_(("waiting_customer", "in_progress")), case.c.instance_id.is_not(None)
        )
        if row is None:
            return False
        words = ("confirmed", "dissatisfied") if row.state == "waiting_customer" else ("withdrawn",)
        with self.at_work("service") as (tx, person):
            said = self.random.choices(words, weights=(5, 1)[: len(words)])[0]
            desk.customer_said(tx, self.processes, person, row.id, said, said="好", satisfaction=4)
        return True


def _quote(business: Business, item: Any) -> Values:
    """Lines for a quote that has none."""
    quote_id = business.variable(item.instance_id, "quote_id")
    row = business.rows(tables.quote, tables.quote.c.id == int(quote_id))[0]
    with business.store.begin(by=row.owner_id, action="test.quote") as tx:
        owner = organisation.person(tx.connection, row.owner_id)
        assert owner is not None
        quotes.save(tx, owner, row.id, business.quoted(tx), revision=row.revision)
    return {}


def _order(business: Business, item: Any) -> Values:
    """A day and a place for an order that lacks them."""
    order_id = int(business.variable(item.instance_id, "order_id"))
    with business.at_work("salesperson") as (tx, _person):
        on = tx.now.date() + timedelta(days=20)
        changes.edit(tx, tables.order, order_id, delivery_on=on, ship_city="苏州", pay_method="prepay")
    return {}


def _slip(business: Business, item: Any) -> Values:
    """What the slip of a new customer lacks."""
    account_id = int(business.variable(item.instance_id, "account_id"))
    with business.at_work("salesperson") as (tx, _person):
        slip = {name: text for name, text in _SLIP.items() if name in tables.account.c}
        changes.edit(tx, tables.account, account_id, **slip)
        if not tx.connection.scalar(
            select(tables.contact.c.id).where(tables.contact.c.account_id == account_id)
        ):
            changes.add(
                tx, tables.contact, account_id=account_id, name="李四", mobile="13800000000", is_main=True
            )
    return {}


def _goods(business: Business, item: Any) -> Values:
    """Everything is in stock again."""
    with business.at_work("warehouse") as (tx, _person):
        for product_id in sorted(business.products):
            stock.restock(tx, product_id, Decimal(100))
    return {"supply_result": "arrived"}


def _invoice(business: Business, item: Any) -> Values:
    order_id = int(business.variable(item.instance_id, "order_id"))
    [row] = business.rows(tables.order, tables.order.c.id == order_id)
    on = business.store.clock.now().date().isoformat()
    return {
        "invoice_no": f"INV-{business.fresh()}",
        "invoice_date": on,
        "invoice_amount": reading.amount_due(row),
    }


def _plan(business: Business, item: Any) -> Values:
    """The plan that the order's way of paying suggests."""
    order_id = int(business.variable(item.instance_id, "order_id"))
    with business.at_work("salesperson") as (tx, _person):
        row = reading.of(tx.connection, order_id)
        plans.save(tx, order_id, plans.propose(tx.connection, row))
    return {}


def _document(business: Business, item: Any) -> Values:
    """One piece of a line comes back."""
    [row] = business.rows(tables.return_order, tables.return_order.c.instance_id == item.instance_id)
    kind = business.random.choices(("refund", "replace"), weights=(3, 1))[0]
    with business.at_work("service") as (tx, person):
        there = [one for one in rules.returnable(tx.connection, row.order_id, without=row.id) if one.left > 0]
        lines = tuple(DraftLine(order_line_id=one.order_line_id, quantity=Decimal(1)) for one in there[:1])
        draft = Draft(reason="defective", kind=kind, lines=lines)
        documents.save(tx, person, row.id, draft, revision=row.revision)
    return {}


def _inspect(business: Business, item: Any) -> Values:
    """All of it is there."""
    [row] = business.rows(tables.return_order, tables.return_order.c.instance_id == item.instance_id)
    with business.at_work("warehouse") as (tx, _person):
        found = [
            Finding(line_id=line.id, received=line.quantity, state="ok", disposition="restock")
            for line in documents.lines(tx.connection, row.id)
        ]
        inspection.record(tx, row.id, found)
    return {}


def _deduct(business: Business, item: Any) -> Values:
    amount = business.variable(item.instance_id, "proposed_amount") or 0
    return {"accepted_amount": amount, "deduction_reason": "磨损", "customer_consent": True}


def _approve(business: Business, _item: Any) -> Values:
    action = business.random.choices(("agree", "return", "reject"), weights=(12, 1, 1))[0]
    return {"action": action, "opinion": "意见"}


def _decision(business: Business, _item: Any) -> Values:
    decision = business.random.choices(("quote", "direct_order", "lost"), weights=(6, 1, 1))[0]
    return {"decision": decision, "result": "见面", "reason": "price", "next_step": "报价", "amount": 20000}


def _solution(business: Business, _item: Any) -> Values:
    actions = business.random.choice((["return"], ["letter"], ["payment"], []))
    money = {"compensation_kind": "money", "compensation_amount": 50} if actions == ["payment"] else {}
    return {"root_cause": "老化", "solution": "处理", "answer": "请查收", "actions": actions, **money}


def _contact(business: Business, _item: Any) -> Values:
    result = business.random.choice(("dispute", "promise", "paid"))
    on = business.store.clock.now().date() + timedelta(days=3)
    return {"result": result, "promised_on": on.isoformat(), "note": "联系过"}


def _pay(business: Business, _item: Any) -> Values:
    return {"bank_account_id": business.bank, "method": "transfer"}


def _signed(business: Business, _item: Any) -> Values:
    return {"signed_on": business.store.clock.now().date().isoformat(), "signers": "张 / 李"}


ANSWERS: Mapping[tuple[str, str], Values | Callable[[Business, Any], Values]] = {
    ("", "turn_approve"): _approve,
    ("", "together_approve"): _approve,
    ("", "classify"): {
        "category": "quality",
        "severity": 3,
        "urgency": 2,
        "mood": "calm",
        "claimed_loss": None,
    },
    ("", "accept"): {"plan": "核对", "departments": ["technical"], "first_answer": "已安排"},
    ("", "investigate"): {"finding": "老化", "cause": "老化", "proposal": "更换", "evidence": ""},
    ("", "solution"): _solution,
    ("", "reply"): {"answer": "已处理"},
    ("", "escalation"): {"decision": "close", "reason": "已处理", "new_position": None},
    ("", "call_customer"): {"satisfied": "yes", "satisfaction": 4, "said": "好"},
    ("", "summary"): {"root_cause": "老化", "prevention": "点检", "knowledge_draft": True, "cost": 10},
    ("", "revisit"): {"still_satisfied": "yes", "comment": ""},
    ("", "write"): {},
    ("contract", "legal"): {"action": "agree", "opinion": "可以"},
    ("contract", "finance"): {"action": "agree", "opinion": "可以"},
    ("handover", "revise"): {"reason": "离职"},
    ("", "choose"): {"default_receiver": "salesperson2"},
    ("", "confirm"): {"check": "undo"},  # the person stays with us
    ("", "sign"): _signed,
    ("", "renewal"): {"renewal": "end"},
    ("", "prove"): {"evidence": "名片"},
    ("", "comment"): {"owner_comment": "一直在跟"},
    ("duplicate_case", "decide"): {"decision": "share", "reason": "都在跟"},
    ("", "advance"): _decision,
    ("", "contact"): _contact,
    ("", "superior_plan"): {"plan_text": "约见"},
    ("instalment_collection", "decide"): {
        "decision": "instalments",
        "parts": 2,
        "reason": "困难",
        "every_days": 30,
    },
    ("instalment_collection", "legal"): {"legal_result": "lost", "legal_note": "–"},
    ("knowledge_review", "review"): {"decision": "publish", "note": ""},
    ("knowledge_review", "revise"): {"title": "漂移", "question": "为何？", "answer": "更换", "keywords": ""},
    ("", "check"): {"still": "yes"},
    ("", "assign_by_hand"): {"owner": "salesperson", "assign_note": ""},
    ("", "first_contact"): {
        "action": "call",
        "result": "reached",
        "qualified": "yes",
        "need": "传感器",
        "product_interest": "传感器",
        "budget": 20000,
    },
    ("", "after_refusal"): {"go_on": "no"},
    ("", "close_lost"): {"reason": "price", "note": "价格"},
    ("new_customer", "complete"): _slip,
    ("", "order_prepare"): _order,
    ("", "renegotiate"): _order,
    ("", "replenish"): _goods,
    ("", "review_technical"): {"technical_answer": "feasible", "technical_remark": ""},
    ("", "review_production"): {"production_answer": "feasible", "production_remark": ""},
    ("", "review_purchasing"): {
        "purchasing_answer": "feasible",
        "purchasing_remark": "",
        "purchasing_date": None,
    },
    ("", "order_pick"): {"pick_remark": ""},
    ("", "order_ship"): {"carrier": "顺丰", "tracking_no": "SF1", "station": "", "route": ""},
    ("", "order_track"): {"delivery_status": "accepted", "accepted_by": "王五", "courier": ""},
    ("", "late"): {"late_remark": "已联系"},
    ("", "order_invoice"): _invoice,
    ("", "approve_cancel"): {"cancel_decision": "agree"},
    ("", "make_plan"): _plan,
    ("payment_out", "revise"): {"next_step": "submit"},
    ("", "detail"): _pay,
    ("", "bank"): {"bank_result": "paid", "bank_ref": "W-1"},
    ("pool_claim", "approve"): {"action": "agree", "opinion": ""},
    ("quote_approval", "revise"): _quote,
    ("", "send_manually"): {"sent_how": "fax"},
    ("", "explain_refusal"): {"reason": "价格", "competitor": "", "price_gap": None},
    ("", "diagnose"): {"diagnosis": "探头老化", "parts_total": 100, "labour_total": 50},
    ("", "ask"): {"answer": "accepted"},
    ("", "work"): {
        "result": "repaired",
        "work": "更换探头",
        "parts_used": "",
        "hours": 1,
        "advice": "",
        "signed_by": "",
    },
    ("", "receive"): {"received": 150, "method": "cash"},
    ("", "document"): _document,
    ("", "inspect"): _inspect,
    ("", "deduct"): _deduct,
    ("", "satisfaction"): {"satisfaction": "5", "satisfaction_note": ""},
}
STARTS: Mapping[str, Callable[[Business], int | None]] = {
    "complaint_handling": Business.complain,
    "contract": Business.contract,
    "contract_term": Business.term,
    "duplicate_case": Business.twins,
    "follow_up": Business.opportunity,  # called for an opportunity that was entered by hand
    "knowledge_review": Business.article,
    "lead_to_order": Business.lead,
    "new_customer": Business.prospect,
    "order_fulfilment": Business.order,
    "payment_collection": Business.owed_order,
    "payment_out": Business.expense,
    "pool_claim": Business.claim,
    "quote_approval": Business.quote,
    "handover": Business.leave,
    "repair": Business.broken,
    "return_refund": Business.goods_back,
}
EVENTS: tuple[Callable[[Business], bool], ...] = (
    Business.money_comes,
    Business.goods_come,
    Business.quote_is_answered,
    Business.customer_speaks,
)
