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
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction
from processes.history.company import Company
from processes.history.profiles import Customer, basket, pick

#: January to December: little around the spring festival, most before the year ends.
SEASON = (0.8, 0.5, 1.1, 1.05, 1.0, 1.2, 0.95, 0.9, 1.15, 0.8, 1.1, 1.45)
#: Yuan of an ordinary month in the last year before the one that is played, in the year before that, …
A_MONTH = (490_000, 385_000, 320_000)
SIZE = 0.55  # of an order, to that of the year that is played
OVERLAP = timedelta(days=42)
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
    """The years before `since`, in one transaction."""
    if not years:
        return
    with company.begin("finance", "earlier years") as tx:
        products = {row.code: row for row in tx.connection.execute(select(tables.product))}
        bank_id, books, number = _old_account(tx), _Books(), 0
        for first, ago, target in _months(company.dice("earlier"), since, years):
            sold = Decimal(0)
            while sold < target:
                number += 1
                dice = company.dice("earlier", number)
                day = first + timedelta(days=dice.randrange(28))
                day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)  # no weekends
                known = [one for one in buyers if one.joined_on < day] or buyers
                buyer, day = pick(known, dice, day), min(day, since + OVERLAP)
                sold += _order(company, books, dice, buyer, products, day, ago, number, bank_id)
        books.write(tx)


def _months(dice: Random, since: date, years: int) -> Iterator[tuple[date, int, Decimal]]:
    """First day, years before `since` and what is sold, of every month from the beginning of a year on.

    A part comes in later than `since`: what people began in the new system was not ordered at once.
    """
    first, end = date(since.year - years, 1, 1), since + OVERLAP
    while first < end:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        length = (following - first).days
        before = min(max((since - first).days, 0), length)
        after = min(max((end - first).days, 0), length) - before
        part = (before + after * 0.6) / length
        ago = max((since - first).days // 365, 0)
        month = A_MONTH[min(ago, len(A_MONTH) - 1)] * SEASON[first.month - 1] * dice.uniform(0.92, 1.08)
        yield first, ago, Decimal(round(month * part))
        first = following


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
) -> Decimal:
    """One order, delivered and paid; its amount."""
    owner, at = company.person(buyer.seller).id, company.working(datetime.combine(day, time(2), UTC))
    bought = [(products[code], many) for code, many in basket(dice, dice.choice(buyer.taste), SIZE)]
    day, given = at.astimezone(COMPANY_ZONE).date(), Decimal(dice.choice(GRANTED))
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
    _money(company, books, dice, buyer, order_id, total, day, at, owner, bank_id, no)
    return total


def _line(product: Any, many: Decimal, given: Decimal, ago: int) -> Row:
    listed = max((product.list_price * DEARER ** (ago + 1) / TEN).quantize(Decimal(1)) * TEN, TEN)
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
    company: Company,
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
    later = company.working(datetime.combine(paid, time(3), UTC))
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
