"""Lines of bank statements: read from a table, kept until booked, matched to customers and instalments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from adapters.crm import changes, ledger, plans, receipts, tables
from adapters.crm.errors import Fault
from adapters.crm.money_errors import StatementUnreadable
from engine.errors import NotFound
from engine.store.uow import Transaction

line, account, order, plan = tables.bank_line, tables.account, tables.order, tables.payment_plan
#: What a column may be headed with, in the statements of banks here and abroad (without case and spaces).
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "received_on": ("交易日期", "记账日期", "入账日期", "日期", "date", "bookingdate", "valuedate"),
    "amount": ("收入", "贷方金额", "贷方发生额", "收入金额", "金额", "amount", "credit", "received"),
    "payer": ("对方户名", "付款人", "付款人名称", "对方名称", "payer", "counterparty", "name"),
    "text": ("摘要", "附言", "用途", "备注", "text", "reference", "purpose", "description", "remark"),
    "bank_ref": ("流水号", "交易流水号", "交易号", "凭证号", "bankreference", "transactionid", "referenceno"),
}
_NUMBER = re.compile(r"[A-Za-z]{1,6}-?[\w-]{3,30}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What a file gave: lines to keep, those that say nothing was received, and faults by line number."""

    lines: Sequence[Mapping[str, Any]]
    outgoing: int = 0
    faults: Mapping[int, Fault] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Whom a line is from. `certain` ones are ticked before anybody looks; `why`: number, name or amount."""

    account: Row[Any]
    why: str
    certain: bool
    pairs: Sequence[tuple[int, Decimal]]


def read(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Statement:
    """The incoming lines of a table. Raises StatementUnreadable without a date and an amount."""
    columns = _columns(headings)
    if "received_on" not in columns or "amount" not in columns:
        raise StatementUnreadable(found="、".join(one for one in headings if one) or "–")
    lines: list[Mapping[str, Any]] = []
    faults: dict[int, Fault] = {}
    outgoing = 0
    for number, row in enumerate(rows, start=2):
        texts = {name: row[place].strip() for name, place in columns.items()}
        amount, day = _amount(texts["amount"]), _day(texts["received_on"])
        if texts["amount"] in ("", "-") or (amount is not None and amount <= 0):
            outgoing += 1
        elif amount is None or day is None:
            faults[number] = Fault(
                field=str(number), zh="日期或金额读不出", en="no date or amount to be read"
            )
        else:
            lines.append({**texts, "amount": amount, "received_on": day})
    return Statement(lines=lines, outgoing=outgoing, faults=faults)


def keep(tx: Transaction, bank_account_id: int, found: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Keep lines that are not known yet; how many are new and how many were known."""
    bank = changes.row_of(tx.connection, tables.bank_account, bank_account_id)
    if bank is None or not bank.active:
        raise NotFound(what="bank account", what_zh="银行账户", id=bank_account_id)
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for one in found:
        said = "|".join(
            str(one.get(name, "")) for name in ("received_on", "amount", "payer", "text", "bank_ref")
        )
        seen[said] = seen.get(said, 0) + 1  # two equal lines of one day are two payments
        key = sha256(f"{bank_account_id}|{said}|{seen[said]}".encode()).hexdigest()
        rows.append(
            {
                "bank_account_id": bank_account_id,
                "received_on": one["received_on"],
                "amount": one["amount"],
                "payer": one.get("payer", "")[:200],
                "text": one.get("text", "")[:500],
                "bank_ref": one.get("bank_ref", "")[:64],
                "submission": key,
            }
        )
    keys = [row["submission"] for row in rows]
    known = set(tx.connection.scalars(select(line.c.submission).where(line.c.submission.in_(keys))))
    fresh = [row for row in rows if row["submission"] not in known]
    changes.add_many(tx, line, fresh)
    return len(fresh), len(rows) - len(fresh)


def waiting(connection: Connection, *, limit: int = 200) -> Sequence[Row[Any]]:
    """The lines nobody booked or set aside yet, the oldest first, with bank and currency."""
    bank = tables.bank_account
    query = (
        select(line, bank.c.name.label("bank"), bank.c.name_en.label("bank_en"), bank.c.currency)
        .join(bank, bank.c.id == line.c.bank_account_id)
        .where(line.c.state == "open", line.c.deleted_at.is_(None))
    )
    return connection.execute(query.order_by(line.c.received_on, line.c.id).limit(limit)).all()


def match(connection: Connection, row: Row[Any]) -> Match | None:
    """Whom a line is from: a number in its text, then the payer's name, then an open amount that only one owes."""
    by_number = _by_number(connection, row)
    if by_number is not None:
        party, pairs = by_number
        return Match(account=party, why="number", certain=True, pairs=_filled(connection, row, party, pairs))
    named = _by_name(connection, row.payer)
    if named is not None:
        return Match(account=named, why="name", certain=True, pairs=_filled(connection, row, named, ()))
    owed = _by_amount(connection, row)
    if owed is not None:
        party, plan_id = owed
        return Match(account=party, why="amount", certain=False, pairs=((plan_id, row.amount),))
    return None


def book(
    tx: Transaction, line_id: int, account_id: int, handler_id: int
) -> tuple[receipts.Recorded, Row[Any]] | None:
    """The receipt of a line, allocated as it matches; None where somebody was faster."""
    row = changes.row_of(tx.connection, line, line_id, lock=True)
    if row is None:
        raise NotFound(what="bank line", what_zh="银行流水", id=line_id)
    if row.state != "open":
        return None
    bank = changes.row_of(tx.connection, tables.bank_account, row.bank_account_id)
    assert bank is not None
    done = receipts.record(
        tx,
        receipts.Money(
            account_id=account_id,
            received_on=row.received_on,
            amount=row.amount,
            bank_account_id=row.bank_account_id,
            handler_id=handler_id,
            currency=bank.currency,
            bank_ref=row.bank_ref,
            remark=" · ".join(text for text in (row.payer, row.text) if text),
            submission=row.submission,
        ),
        pairs_for(tx.connection, row, bank.currency, account_id),
    )
    changes.edit(tx, line, line_id, state="booked", receipt_id=done.id)
    return done, row


def pairs_for(
    connection: Connection, row: Row[Any], currency: str, account_id: int
) -> Sequence[tuple[int, Decimal]] | None:
    """What a line settles of a customer; None leaves it to the oldest instalments."""
    order_ids = _orders_named(connection, row)
    return _of_orders(connection, account_id, order_ids, row.amount, currency) if order_ids else None


def set_aside(tx: Transaction, line_id: int, note: str) -> None:
    """A line that is no customer's money (interest, a transfer of one's own)."""
    row = changes.row_of(tx.connection, line, line_id, lock=True)
    if row is None:
        raise NotFound(what="bank line", what_zh="银行流水", id=line_id)
    if row.state == "open":
        changes.edit(tx, line, line_id, state="set_aside", note=note[:200])


def _filled(
    connection: Connection, row: Row[Any], party: Row[Any], pairs: Sequence[tuple[int, Decimal]]
) -> Sequence[tuple[int, Decimal]]:
    return pairs or receipts.suggest(connection, party.id, row.amount, row.currency)


def _by_number(
    connection: Connection, row: Row[Any]
) -> tuple[Row[Any], Sequence[tuple[int, Decimal]]] | None:
    """The customer whose order or own number stands in the text; nobody where two customers are named."""
    order_ids = _orders_named(connection, row)
    owners = set(connection.scalars(select(order.c.account_id).where(order.c.id.in_(order_ids))))
    if not order_ids:
        owners = set(
            connection.scalars(
                select(account.c.id).where(account.c.code.in_(_words(row)), account.c.deleted_at.is_(None))
            )
        )
    if len(owners) != 1:
        return None
    party = changes.row_of(connection, account, owners.pop())
    assert party is not None
    return party, _of_orders(connection, party.id, order_ids, row.amount, row.currency)


def _of_orders(
    connection: Connection, account_id: int, order_ids: Iterable[int], amount: Decimal, currency: str
) -> list[tuple[int, Decimal]]:
    """The named orders' instalments first, then the oldest of the others."""
    wanted = set(order_ids)
    open_ = connection.execute(receipts.open_instalments(account_id, currency)).all()
    pairs = []
    for one in sorted(open_, key=lambda instalment: instalment.order_id not in wanted):
        part = min(plans.rest(one), amount)
        if part > 0:
            pairs.append((one.id, part))
            amount -= part
    return pairs


def _orders_named(connection: Connection, row: Row[Any]) -> list[int]:
    query = select(order.c.id).where(order.c.no.in_(_words(row)), order.c.deleted_at.is_(None))
    return list(connection.scalars(query))


def _words(row: Row[Any]) -> list[str]:
    return sorted({found.upper() for found in _NUMBER.findall(f"{row.text} {row.payer}")})


def _by_name(connection: Connection, payer: str) -> Row[Any] | None:
    """The one customer of this name, in either language or short."""
    text = payer.strip().casefold()
    if not text:
        return None
    names = [func.lower(account.c[name]) == text for name in ("name", "name_en", "short_name")]
    found = connection.execute(
        select(account).where(or_(*names), account.c.deleted_at.is_(None)).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _by_amount(connection: Connection, row: Row[Any]) -> tuple[Row[Any], int] | None:
    """The customer of the only instalment with just this much open."""
    query = (
        select(plan.c.id, order.c.account_id)
        .join(order, order.c.id == plan.c.order_id)
        .where(
            plan.c.amount - plan.c.received - plan.c.written_off == row.amount,
            plan.c.deleted_at.is_(None),
            order.c.currency == row.currency,
            order.c.state.not_in(ledger.VOID_ORDERS),
            order.c.deleted_at.is_(None),
        )
    )
    found = connection.execute(query.limit(2)).all()
    party = changes.row_of(connection, account, found[0].account_id) if len(found) == 1 else None
    return None if party is None else (party, found[0].id)


def _columns(headings: Sequence[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s_（）()]", "", one).casefold() for one in headings]
    found = {}
    for name, words in _HEADINGS.items():
        place = next((plain.index(word) for word in words if word in plain), None)
        if place is not None:
            found[name] = place
    return found


def _amount(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "").replace("¥", "").replace(" ", "").lstrip("+"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found == found.quantize(Decimal("0.01")) else None


def _day(text: str) -> date | None:
    plain = text.strip()[:10].replace("/", "-").replace(".", "-")
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in plain.split("-")))
    except ValueError:
        return None
