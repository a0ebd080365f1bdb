"""A receipt that somebody types: what came in, and which instalments it settles."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from adapters.crm import changes, plans, receipts, tables
from adapters.crm.errors import Fault
from adapters.crm.methods import methods
from adapters.crm.receipts import Money
from adapters.crm.web.money.parties import party
from adapters.crm.web.money.typed import Posted
from adapters.crm.web.typed import decimal
from engine import organisation
from engine.organisation import Person

PART = "part-"


def read_money(connection: Connection, form: MultiDict[str, str], person: Person) -> tuple[Posted, Money]:
    posted = Posted(form=form)
    found = party(connection, posted.text("account", 64, needed=True))
    bank_id = posted.number("bank_account_id", "请选择收款账户", "choose a bank account")
    bank = changes.row_of(connection, tables.bank_account, bank_id)
    if found is None:
        posted.faults.append(Fault(field="account", zh="没有这个客户", en="no such customer"))
    money = Money(
        account_id=found.id if found else 0,
        received_on=posted.day("received_on"),
        amount=posted.amount("amount"),
        bank_account_id=bank_id,
        currency=bank.currency if bank else "CNY",
        method=posted.choice("method", methods(connection)),
        bank_ref=posted.text("bank_ref", 64),
        remark=posted.text("remark", 2000),
        handler_id=_handler(connection, posted, person),
        submission=posted.text("submission", 64) or None,
    )
    return posted, money


def handlers(connection: Connection) -> list[Person]:
    """The people who may record receipts."""
    codes = {position.code for position in organisation.who_may(connection, "receipt", "add")}
    return [one for one in organisation.everyone(connection) if one.is_active and codes & one.positions]


def _handler(connection: Connection, posted: Posted, person: Person) -> int:
    """Who took the money: whoever is chosen, else whoever records it."""
    if not posted.text("handler", 64):
        return person.id
    known = {one.login: one.id for one in handlers(connection)} | {person.login: person.id}
    return known.get(posted.choice("handler", known), person.id)


def read_parts(form: Mapping[str, str], posted: Posted) -> list[tuple[int, Decimal]]:
    """The amounts typed beside instalments."""
    names = [name for name in form if name.startswith(PART) and name.removeprefix(PART).isdecimal()]
    pairs = [(int(name.removeprefix(PART)), posted.amount(name, needed=False)) for name in names[:200]]
    return [(plan_id, amount) for plan_id, amount in pairs if amount > 0]


def open_instalments(connection: Connection, typed: Mapping[str, str], *, fresh: bool) -> dict[str, Any]:
    """The open instalments of a typed customer; `fresh` proposes amounts, else those typed stay."""
    found = party(connection, typed.get("account", ""))
    if found is None:
        return {"instalments": [], "parts": {}, "debtor": None}
    bank_id = typed.get("bank_account_id", "")
    bank = changes.row_of(connection, tables.bank_account, int(bank_id)) if bank_id.isdecimal() else None
    currency = typed.get("currency") or (bank.currency if bank else "CNY")
    rows = connection.execute(receipts.open_instalments(found.id, currency)).all()
    amount = decimal(typed.get("amount", "") or "0") or Decimal(0)
    proposed = dict(receipts.suggest(connection, found.id, amount, currency))
    parts = (
        {row.id: f"{proposed[row.id]:.2f}" if row.id in proposed else "" for row in rows}
        if fresh
        else {row.id: typed.get(f"{PART}{row.id}", "") for row in rows}
    )
    rests = {row.id: plans.rest(row) for row in rows}
    return {"instalments": rows, "parts": parts, "rests": rests, "debtor": found}
