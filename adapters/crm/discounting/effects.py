"""What a table of rules would do before it is saved: sample lines and open quotes, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, document_prices, pricing, products, quotes, tables
from adapters.crm.discounting.sheet import Values
from adapters.crm.document_prices import DraftLine
from adapters.crm.pricing import Kind, Pricing, Rule
from adapters.crm.words import LEVELS
from engine import organisation
from engine.organisation import Person

OPEN = ("draft", "returned", "withdrawn", "in_approval")
MOST_QUOTES = 100
MOST_SAMPLES = 12
#: Pieces that a sample line is tried with, besides the bounds of brackets.
PIECES = (Decimal(1), Decimal(10), Decimal(100))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One line as it would be priced: for whom, how many, and the discount and price before and after."""

    product: tuple[str, str]  # Chinese and English
    buyer: tuple[str, str]
    quantity: Decimal
    before: tuple[Decimal, Decimal]  # share, unit price
    after: tuple[Decimal, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """An open quote whose total or need of approval changes. `over` counts lines above its seller's limit."""

    quote: Row[Any]
    total: tuple[Decimal, Decimal]
    over: tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What would change. `tried` is how many open quotes were priced, `open_quotes` how many there are."""

    samples: Sequence[Sample] = ()
    quotes: Sequence[Touched] = ()
    tried: int = 0
    open_quotes: int = 0

    @property
    def difference(self) -> Decimal:
        """What all touched quotes would come to more, or less."""
        return sum((one.total[1] - one.total[0] for one in self.quotes), Decimal(0))


def effect(
    connection: Connection, person: Person, kind: Kind, wanted: Sequence[Values], today: date
) -> Effect:
    """What the rules of a kind would change if they were `wanted`, for what the person may see."""
    found = connection.execute(_open(connection, person)).all()
    touched = [_quote(connection, row, kind, wanted, today) for row in found[:MOST_QUOTES]]
    return Effect(
        samples=() if kind == "position" else _samples(connection, kind, wanted, today),
        quotes=[one for one in touched if one.total[0] != one.total[1] or one.over[0] != one.over[1]],
        tried=min(len(found), MOST_QUOTES),
        open_quotes=len(found),
    )


def _open(connection: Connection, person: Person) -> Any:
    quote = tables.quote
    return quotes.quotes(connection, person).where(quote.c.state.in_(OPEN)).order_by(quote.c.id.desc())


def _quote(
    connection: Connection, row: Row[Any], kind: Kind, wanted: Sequence[Values], today: date
) -> Touched:
    party = changes.row_of(connection, tables.account, row.account_id)
    typed = quotes.typed_lines(quotes.lines(connection, row.id))
    draft = document_prices.priceable(connection, party, typed, today)
    owner = organisation.person(connection, row.owner_id)
    held = owner.positions if owner else frozenset[str]()
    sets = (draft.rules, _with(draft.rules, kind, wanted, row.account_id, today))
    priced = [draft.priced(rules) for rules in sets]
    return Touched(
        quote=row,
        total=(priced[0].total, priced[1].total),
        over=(_over(priced[0], sets[0], held), _over(priced[1], sets[1], held)),
    )


def _over(priced: Pricing, rules: Iterable[Rule], held: frozenset[str]) -> int:
    known = list(rules)
    return sum(line.discount > pricing.limit_of(known, held, line.product) for line in priced.lines)


def _with(
    rules: Iterable[Rule], kind: Kind, wanted: Sequence[Values], account_id: int, today: date
) -> list[Rule]:
    """The rules of the other kinds, and those of this kind that would hold for a buyer today."""
    return [rule for rule in rules if rule.kind != kind] + [
        _rule(kind, one)
        for one in wanted
        if one["account_id"] in (None, account_id)
        and one["valid_from"] <= today
        and (one["valid_to"] is None or one["valid_to"] >= today)
        and one["currency"] == document_prices.CURRENCY
    ]


def _rule(kind: Kind, one: Values) -> Rule:
    names = (
        "id", "ratio", "position_code", "account_id", "level", "product_id", "category_id", "basis", "scope",
        "from_value", "to_value", "unit_price", "note", "note_en",
    )  # fmt: skip
    return Rule(kind=kind, **{name: one[name] for name in names})


def _samples(connection: Connection, kind: Kind, wanted: Sequence[Values], today: date) -> list[Sample]:
    """Lines for the buyers and products that the typed rules are about; those whose price changes first."""
    made: dict[tuple[Any, ...], Sample] = {}
    for one in wanted:
        party = _buyer(connection, kind, one)
        if party is None:
            continue
        for product in _wares(connection, one):
            for quantity in _quantities(one):
                key = (product.id, party.id, quantity)
                if key not in made and len(made) < MOST_SAMPLES * 4:
                    made[key] = _sample(connection, kind, wanted, party, product, quantity, today)
    ordered = sorted(made.values(), key=lambda sample: sample.before == sample.after)
    return ordered[:MOST_SAMPLES]


def _sample(
    connection: Connection,
    kind: Kind,
    wanted: Sequence[Values],
    party: Any,
    product: Row[Any],
    quantity: Decimal,
    today: date,
) -> Sample:
    line = DraftLine(product_id=product.id, quantity=quantity)
    draft = document_prices.priceable(connection, party, [line], today)
    before = draft.priced().lines[0]
    after = draft.priced(_with(draft.rules, kind, wanted, party.id, today)).lines[0]
    return Sample(
        product=(product.name, product.name_en or product.name),
        buyer=(party.zh, party.en),
        quantity=quantity,
        before=(before.discount, before.price),
        after=(after.discount, after.price),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SomeBuyer:
    """A customer, or what stands for any customer of a level or any agent."""

    id: int
    kind: str
    level: str
    min_discount: Decimal | None
    zh: str
    en: str


def _buyer(connection: Connection, kind: Kind, one: Values) -> SomeBuyer | None:
    if one["account_id"] is not None:
        row = changes.row_of(connection, tables.account, one["account_id"])
        if row is None:
            return None
        return SomeBuyer(
            id=row.id,
            kind=row.kind,
            level=row.level,
            min_discount=row.min_discount,
            zh=row.name,
            en=row.name_en or row.name,
        )
    agent, level = kind == "agent", one["level"] or ""
    zh, en = ("代理", "An agent") if agent else ("客户", "A customer")
    if level:
        zh, en = f"{zh} · {LEVELS[level][0]}", f"{en} · {LEVELS[level][1]}"
    return SomeBuyer(
        id=0, kind="agent" if agent else "customer", level=level, min_discount=None, zh=zh, en=en
    )


def _wares(connection: Connection, one: Values) -> Sequence[Row[Any]]:
    """The product of a rule, or two of its category, or two of any."""
    product = tables.product
    query = select(product).where(product.c.on_sale, product.c.deleted_at.is_(None)).order_by(product.c.code)
    if one["product_id"] is not None:
        query = query.where(product.c.id == one["product_id"])
    elif one["category_id"] is not None:
        query = query.where(
            product.c.category_id.in_(products.categories_below(connection, one["category_id"]))
        )
    return connection.execute(query.limit(2)).all()


def _quantities(one: Values) -> Sequence[Decimal]:
    """Just below and at the beginning of a bracket of pieces; usual numbers otherwise."""
    if one["basis"] != "quantity" or one["from_value"] is None:
        return PIECES[:1] if one["basis"] is None else PIECES
    start = one["from_value"]
    return (start - 1, start) if start > 1 else (max(start, Decimal(1)),)
