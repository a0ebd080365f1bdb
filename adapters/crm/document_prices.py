"""The prices of what people type into quotes and orders: products, rules, policy and price list of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import prices, pricing, products
from adapters.crm.pricing import Bought, Buyer, Line, Pricing
from engine.errors import NotFound

#: What quotes and orders are in.
CURRENCY = "CNY"


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftLine:
    """A line as typed and checked. `given` is a fraction of the list price."""

    product_id: int
    quantity: Decimal
    given: Decimal = Decimal(0)
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Priceable:
    """Typed lines with everything their prices depend on: one document may be priced by different rules."""

    lines: tuple[Line, ...]
    buyer: Buyer
    rules: tuple[pricing.Rule, ...]
    policy: pricing.Policy
    price_list: int | None

    def priced(self, rules: Sequence[pricing.Rule] | None = None) -> Pricing:
        """The prices by the rules that hold, or by others."""
        chosen = self.rules if rules is None else rules
        done = pricing.price(self.lines, chosen, self.buyer, currency=CURRENCY, policy=self.policy)
        return replace(done, price_list=self.price_list)


def price_draft(
    connection: Connection, party: Row[Any] | None, typed: Sequence[DraftLine], on: date
) -> Pricing:
    """The prices of typed lines for a customer on a day. Products must exist."""
    return priceable(connection, party, typed, on).priced()


def priceable(
    connection: Connection, party: Row[Any] | None, typed: Sequence[DraftLine], on: date
) -> Priceable:
    """Typed lines of a customer on a day, ready to be priced. Raises NotFound for an unknown product."""
    assert party is not None
    listed = prices.list_for(connection, party.level, CURRENCY, on)
    known = None if listed is None else listed.id
    found = products.products(connection, [line.product_id for line in typed], price_list=known)
    missing = [line.product_id for line in typed if line.product_id not in found]
    if missing:
        raise NotFound(what="product", id=missing[0])
    buyer = Buyer(account_id=party.id, level=party.level, is_agent=party.kind == "agent")
    rules = products.rules(connection, buyer, on, currency=CURRENCY)
    if any(rule.scope == "period" for rule in rules):
        buyer = replace(buyer, bought=_bought(connection, party.id, on))
    return Priceable(
        lines=tuple(Line(product=found[x.product_id], quantity=x.quantity, given=x.given) for x in typed),
        buyer=buyer,
        rules=tuple(rules),
        policy=prices.policy(connection).for_customer(party.min_discount),
        price_list=known,
    )


def _bought(connection: Connection, account_id: int, on: date) -> tuple[Bought, ...]:
    volume = prices.bought(connection, account_id, on)
    known = products.products(connection, volume)
    return tuple(
        Bought(product=known[product_id], quantity=quantity, amount=amount)
        for product_id, (quantity, amount) in volume.items()
    )


def rules_used(priced: pricing.PricedLine) -> list[dict[str, Any]]:
    """The rules that fitted a line, as they were then."""
    return [
        {
            "id": rule.id,
            "kind": kind,
            "ratio": format(rule.share(priced.product), "f"),
            "note": rule.note,
            "note_en": rule.note_en,
            "adopted": priced.adopts(kind),
        }
        for kind, rule in priced.hits.items()
    ]
