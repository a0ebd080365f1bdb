"""What a quote meets when it is submitted: the company minimum needs a reason, the owner's limit may be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import request
from sqlalchemy import Connection, Row

from adapters.crm import document_prices, pricing, products
from adapters.crm.errors import Fault
from adapters.crm.web.quote_typed import Typed
from engine import organisation


def reasoned(connection: Connection, party: Row[Any], typed: Typed, today: date) -> Typed:
    """Submitting a price below the company minimum needs the reason that the general manager will read."""
    if request.form.get("action") != "submit" or typed.header["minimum_reason"] or not typed.lines:
        return typed
    priced = document_prices.price_draft(connection, party, list(typed.lines.values()), today)
    if not priced.below_minimum:
        return typed
    fault = Fault(
        field="minimum_reason",
        zh="单价低于公司底价，请填写申请总经理批准的理由",
        en="a unit price is below the company minimum: say why the general manager should allow it",
    )
    return replace(typed, faults=[*typed.faults, fault])


def lowered(connection: Connection, row: Row[Any], party: Row[Any], typed: Typed, today: date) -> Typed:
    """Every granted share cut down to what the owner may grant on his own."""
    owner = organisation.person(connection, row.owner_id)
    held = owner.positions if owner else frozenset[str]()
    drafted = list(typed.lines.items())
    priced = document_prices.price_draft(connection, party, [line for _index, line in drafted], today)
    rules = products.rules(connection, pricing.Buyer(account_id=party.id), today)
    lines = {}
    for (index, line), done in zip(drafted, priced.lines, strict=True):
        room = max(pricing.limit_of(rules, held, done.product) - done.rule, Decimal(0))
        lines[index] = replace(line, given=min(line.given, room))
    return replace(typed, lines=lines)
