"""What kind of customer each one is: how much he buys, of what, and when he pays. The dice decide once for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from adapters.crm import tables
from adapters.demo.customers import COUNT
from processes.history.company import Company

#: Goods that go together, by what is mainly bought: (code, most pieces)
BASKETS: dict[str, tuple[tuple[str, int], ...]] = {
    "gauge": (
        ("GX-210", 3), ("GX-220", 2), ("GX-180", 3), ("GX-350", 1), ("GX-310", 2), ("GX-330", 2), ("GX-150", 4),
        ("GX-260", 1),
    ),
    "sensor": (("GX-SR", 20), ("GX-SH", 6), ("GX-SX", 5), ("GX-ST", 10), ("GX-SP2", 8), ("GX-SV", 8), ("GX-SE", 10)),
    "control": (("GX-CAB", 2), ("GX-CAB2", 1), ("GX-PLC", 4), ("GX-HMI", 3), ("GX-NET", 3), ("GX-UPS", 2)),
    "software": (("SW-BAS", 2), ("SW-PRO", 1), ("SW-SPC", 1), ("SW-API", 1)),
    "spare": (
        ("GX-SP", 8), ("SP-LEN", 30), ("SP-CBL", 12), ("SP-PMP", 3), ("SP-FLT", 20), ("SP-BRG", 8), ("SP-REF", 2),
    ),
    "service": (("SV-CAL", 2), ("SV-MNT", 1), ("SV-TRN", 2), ("SV-RMT", 1), ("SV-ENG", 3)),
}  # fmt: skip
#: What is usually added to the main product.
EXTRAS: dict[str, tuple[str, ...]] = {
    "gauge": ("SV-INS", "SW-BAS", "GX-SR", "GX-SP", "SV-TRN"),
    "control": ("SV-INS", "GX-HMI", "SW-API"),
    "software": ("SV-TRN", "SV-RMT"),
    "sensor": ("SP-CBL", "GX-PLC"),
    "spare": ("SP-FLT", "SP-LEN"),
    "service": ("GX-SP",),
}
MAIN_WEIGHTS = {"gauge": 34, "sensor": 18, "control": 16, "software": 10, "spare": 12, "service": 10}
#: How invoices are paid: type → weight, days around the due date, share of those who pay in two parts
PAYERS: dict[str, tuple[int, tuple[int, int], float]] = {
    "prompt": (54, (-6, 0), 0.0),
    "slow": (32, (1, 18), 0.2),
    "late": (14, (16, 60), 0.4),
    "stuck": (0, (110, 260), 0.3),
}
#: login → how many of his offers are accepted, what he grants on top
SELLERS: dict[str, tuple[float, tuple[str, ...]]] = {
    "salesperson": (0.62, ("0", "0.02", "0.03", "0.05", "0.06", "0.08", "0.10")),
    "salesperson2": (0.54, ("0", "0", "0.02", "0.03", "0.05", "0.06")),
    "salesperson3": (0.43, ("0.03", "0.05", "0.06", "0.08", "0.08", "0.12")),
}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer as the history sees him. `weight` is how often he is in the market."""

    id: int
    code: str
    name: str
    seller: str
    city: str
    terms: str
    contact_id: int | None
    approved: bool
    joined_on: date
    weight: float
    payer: str
    taste: tuple[str, ...]

    def pays(self, dice: Random) -> int:
        """Days from the due date until he pays."""
        return dice.randint(*PAYERS[self.payer][1])

    def in_parts(self, dice: Random) -> bool:
        """Whether he pays in two parts."""
        return dice.random() < PAYERS[self.payer][2]


def customers(company: Company) -> list[Customer]:
    """Those that the demo company began with, in the order of their numbers: few large ones, many small ones."""
    first = tables.account.c.code <= f"K-{COUNT:05d}"
    with company.store.read() as connection:
        rows = connection.execute(_QUERY.where(first).order_by(tables.account.c.code)).all()
    return [_customer(company, row) for row in rows]


def customer(company: Company, account_id: int) -> Customer:
    """Any customer with an owner."""
    with company.store.read() as connection:
        row = connection.execute(_QUERY.where(tables.account.c.id == account_id)).one()
    return _customer(company, row)


def pick(known: Sequence[Customer], dice: Random, on: date) -> Customer:
    """Somebody who was a customer on that day, large ones more often."""
    there = [one for one in known if one.joined_on < on] or list(known)
    return dice.choices(there, [one.weight for one in there])[0]


_QUERY = (
    select(tables.account, tables.contact.c.id.label("main"))
    .join(
        tables.contact,
        (tables.contact.c.account_id == tables.account.c.id) & tables.contact.c.is_main,
        isouter=True,
    )
    .where(tables.account.c.deleted_at.is_(None), tables.account.c.owner_id.is_not(None))
)


def _customer(company: Company, row: Any) -> Customer:
    dice = company.dice("customer", row.code)
    rank = dice.random()
    weight = 12.0 if rank < 0.08 else 5.0 if rank < 0.25 else 2.0 if rank < 0.6 else 0.6
    if row.code == "K-00001":
        weight = 14.0
    payer = dice.choices(list(PAYERS), [one[0] for one in PAYERS.values()])[0]
    if 0.27 <= rank < 0.34:
        payer = "stuck"  # customers of middling size
    if row.code == "K-00001":
        payer = "prompt"
    kinds = list(MAIN_WEIGHTS)
    return Customer(
        id=row.id,
        code=row.code,
        name=row.short_name or row.name,
        seller=company.login_of(row.owner_id),
        city=row.city,
        terms=row.payment_terms,
        contact_id=row.main,
        approved=bool(row.approved),
        joined_on=row.joined_on or company.today,
        weight=weight * (0.25 if row.kind == "prospect" else 1.0),
        payer=payer,
        taste=tuple(dice.choices(kinds, [MAIN_WEIGHTS[one] for one in kinds], k=3)),
    )


def basket(dice: Random, main: str, size: float = 1.0) -> list[tuple[str, Decimal]]:
    """Product codes with quantities: one or two of the main kind and what goes with them."""
    chosen: dict[str, int] = {}
    for code, most in dice.sample(BASKETS[main], min(len(BASKETS[main]), dice.choice((1, 1, 2, 2, 3)))):
        chosen[code] = max(1, round(dice.randint(1, most) * size))
    for code in EXTRAS[main]:
        if dice.random() < 0.4 and code not in chosen:
            chosen[code] = 1 if code.startswith("S") else dice.randint(1, 4)
    return [(code, Decimal(many)) for code, many in chosen.items()]
