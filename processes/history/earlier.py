"""The years before the one that is played: closed orders with their money, taken over from a previous system.

Records only, no processes: enough for what compares years (growth, seasonal index).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from sqlalchemy import Table, select

from adapters.crm import changes, tables
from adapters.crm.imports import import_rows
from engine.ids import new_id
from engine.store.uow import Transaction
from processes.history.company import Company
from processes.history.profiles import Customer, basket, pick

#: January to December: little around the spring festival, most before the year ends.
SEASON = (0.8, 0.5, 1.1, 1.05, 1.0, 1.2, 0.95, 0.9, 1.15, 0.8, 1.1, 1.45)
#: Orders of an ordinary month, so many years before the one that is played.
A_MONTH = {1: 7.4, 2: 6.2, 3: 5.2}
DEARER = Decimal("0.97")  # of the next year's prices
GRANTED = ("0", "0", "0.02", "0.03", "0.05", "0.05", "0.08")
VAT = Decimal(13) / Decimal(113)
CENT, TEN = Decimal("0.01"), Decimal(10)
REMARK = "从旧系统转入 · Taken over from the previous system"
Row = dict[str, Any]


@dataclass
class _Books:
    """Rows in the order in which they are written."""

    rows: dict[Table, list[Row]] = field(default_factory=dict)
    born: dict[Table, list[tuple[datetime, int | None]]] = field(default_factory=dict)

    def add(self, table: Table, at: datetime, by: int, **values: Any) -> int:
        row_id = new_id()
        whole = {"id": row_id, **values, "created_at": at, "created_by_id": by, "updated_at": at}
        self.rows.setdefault(table, []).append(whole)
        self.born.setdefault(table, []).append((at, by))
        return row_id

    def write(self, tx: Transaction) -> None:
        for table, rows in self.rows.items():
            import_rows(tx, table, rows, born=self.born[table])


def take_over(company: Company, buyers: Sequence[Customer], since: date, years: int) -> None:
    """So many years before `since`, in one transaction."""
    with company.begin("finance", "earlier years") as tx:
        products = {row.code: row for row in tx.connection.execute(select(tables.product))}
        bank_id = _old_account(tx) if years else 0
        books = _Books()
        for number, (day, ago) in enumerate(_days(company.dice("earlier"), since, years), start=1):
            dice = company.dice("earlier", number)
            known = [one for one in buyers if one.joined_on < day]
            if known:
                _order(company, books, dice, pick(known, dice, day), products, day, ago, number, bank_id)
        books.write(tx)


def _days(dice: Random, since: date, years: int) -> Iterator[tuple[date, int]]:
    """The days of the orders, the oldest first, and how many years before `since` they lie."""
    found = []
    for back in range(1, years * 12 + 1):
        month = (since.year * 12 + since.month - 1) - back
        first, ago = date(month // 12, month % 12 + 1, 1), (back + 11) // 12
        many = A_MONTH.get(ago, 5.0) * SEASON[first.month - 1] * dice.uniform(0.85, 1.15)
        found += [(first + timedelta(days=dice.randrange(28)), ago) for _ in range(round(many))]
    for day, ago in sorted(found):
        yield day - timedelta(days=max(day.weekday() - 4, 0)), ago  # nobody orders at the weekend


def _old_account(tx: Transaction) -> int:
    """Where the money of those years came in; it is closed."""
    return changes.add(
        tx,
        tables.bank_account,
        name="旧账户（已销户）",
        name_en="Former account (closed)",
        bank="建设银行苏州分行",
        no="3220 1988 0000 1234",
        currency="CNY",
        opening=Decimal(0),
        active=False,
    )


def _order(
    company: Company,
    books: _Books,
    dice: Random,
    buyer: Customer,
    products: Mapping[str, Any],
    day: date,
    ago: int,
    number: int,
    bank_id: int,
) -> None:
    """One order, delivered and paid."""
    owner, at = company.person(buyer.seller).id, datetime.combine(day, time(2), UTC)
    bought = [(products[code], many) for code, many in basket(dice, dice.choice(buyer.taste))]
    given = Decimal(dice.choice(GRANTED))
    lines = [_line(one, many, given, ago) for one, many in bought]
    total = sum((line["amount"] for line in lines), Decimal(0))
    listed = sum((line["list_price"] * line["quantity"] for line in lines), Decimal(0))
    no = f"LS-{day.year}-{number:04d}"
    order_id = books.add(
        tables.order,
        at,
        owner,
        no=no,
        kind="stock",
        account_id=buyer.id,
        contact_id=buyer.contact_id,
        owner_id=owner,
        ordered_on=day,
        delivery_on=day + timedelta(days=dice.randint(10, 30)),
        pay_method="terms",
        currency="CNY",
        list_total=listed,
        discount_total=listed - total,
        total=total,
        tax_total=(total * VAT).quantize(CENT, ROUND_HALF_UP),
        max_discount=given,
        state="closed",
        effective_at=at,
        external_ref=f"U8-{day:%y%m%d}-{number % 100:02d}",
        channel="staff",
        ship_city=buyer.city,
        remark=REMARK,
    )
    for seq, line in enumerate(lines, start=1):
        books.add(tables.order_line, at, owner, order_id=order_id, seq=seq, **line)
    _money(books, dice, buyer, order_id, total, day, at, owner, bank_id, no)


def _line(product: Any, many: Decimal, given: Decimal, ago: int) -> Row:
    listed = max((product.list_price * DEARER**ago / TEN).quantize(Decimal(1)) * TEN, TEN)
    price = (listed * (1 - given)).quantize(CENT, ROUND_HALF_UP)
    return {
        "product_id": product.id,
        "quantity": many,
        "list_price": listed,
        "rule_ratio": Decimal(0),
        "given_ratio": given,
        "price": price,
        "amount": (price * many).quantize(CENT, ROUND_HALF_UP),
        "delivered_quantity": many,
    }


def _money(
    books: _Books,
    dice: Random,
    buyer: Customer,
    order_id: int,
    total: Decimal,
    day: date,
    at: datetime,
    owner: int,
    bank_id: int,
    no: str,
) -> None:
    """The debt, its instalment, the receipt that settled it, and both in the ledger."""
    due = day + timedelta(days=30)
    paid = max(due + timedelta(days=min(buyer.pays(dice), 45)), day)
    later = datetime.combine(paid, time(3), UTC)
    plan_id = books.add(
        tables.payment_plan,
        at,
        owner,
        order_id=order_id,
        seq=1,
        event="date",
        due_on=due,
        amount=total,
        ratio=Decimal(1),
        received=total,
        state="paid",
        approved_at=at,
    )
    receipt_no = no.replace("LS-", "LS-SK-")
    shared = {"account_id": buyer.id, "currency": "CNY"}
    receipt_id = books.add(
        tables.receipt,
        later,
        owner,
        no=receipt_no,
        received_on=paid,
        method="transfer",
        bank_account_id=bank_id,
        amount=total,
        handler_id=owner,
        remark=REMARK,
        **shared,
    )
    books.add(tables.receipt_allocation, later, owner, receipt_id=receipt_id, plan_id=plan_id, amount=total)
    zero, common = Decimal(0), {"order_id": order_id, **shared, "remark": REMARK}
    for kind, ref, on, debit, credit, bank in (
        ("order", no, day, total, zero, None),
        ("receipt", receipt_no, paid, zero, total, bank_id),
    ):
        books.add(
            tables.ledger_entry,
            at if kind == "order" else later,
            owner,
            kind=kind,
            date=on,
            debit=debit,
            credit=credit,
            bank_account_id=bank,
            ref_no=ref,
            once=f"earlier:{kind}:{order_id}",
            **common,
        )
