"""Everything the quote page shows, from a stored quote or from what is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import document_prices, facts, parties, pricing, products, quotes, tables
from adapters.crm.pricing import Pricing
from adapters.crm.web.choices import kept
from adapters.crm.web.hooks import Hooks, RouteStep
from adapters.crm.web.lines import (
    Shown,
    bounds,
    called,
    grid,
    shown_line,
    stored_line,
    stored_rows,
    with_faults,
)
from adapters.crm.web.quote_typed import CHOSEN, TEXTS, Typed
from adapters.crm.web.typed import chosen as typed_id
from engine import organisation
from engine.organisation import Person
from forms.shell import lang
from forms.shell.grid import Grid, GridRow

VALID_DAYS = 30
#: States in which what was asked for is granted: until then an approver's name would say too much.
GRANTED = ("approved", "sent", "accepted", "refused", "expired")


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """The sums at the right of the page."""

    list_total: Decimal
    rule_total: Decimal
    given_total: Decimal
    tax_total: Decimal
    total: Decimal
    max_discount: Decimal
    margin: Decimal | None
    below_minimum: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotePage:
    """What `crm/quote.html` draws. `quote` is None for a new one."""

    quote: Row[Any] | None
    party: Row[Any]
    owner: Person
    header: Mapping[str, str]
    contacts: Sequence[Row[Any]]
    opportunities: Sequence[Row[Any]]
    grid: Grid
    totals: Totals
    lines: Sequence[Shown]
    editable: bool
    sees_cost: bool
    steps: Sequence[RouteStep] | None
    usual: tuple[Decimal, Decimal] = (pricing.ZERO, pricing.ZERO)  # limits without a rule for the product
    suggestions: Sequence[Row[Any]] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0

    @property
    def over(self) -> list[Shown]:
        """The lines whose discount is above the owner's limit."""
        return [line for line in self.lines if line.discount > line.limit]

    @property
    def limit(self) -> Decimal | None:
        """The owner's limit, where it is the same for every line."""
        found = {line.limit for line in self.lines} or {self.usual[0]}
        return found.pop() if len(found) == 1 else None

    @property
    def next_limit(self) -> Decimal | None:
        """The limit of the next one up, likewise."""
        found = {line.next_limit for line in self.lines} or {self.usual[1]}
        return found.pop() if len(found) == 1 else None

    @property
    def credit_after(self) -> Decimal:
        """What the customer would owe with this quote."""
        after: Decimal = self.party.receivable + self.totals.total
        return after


def blank(today: date, party: Row[Any], contacts: Sequence[Row[Any]], opportunity: str = "") -> Typed:
    """A new quote: valid for a month, to the main contact, on the customer's terms, with one empty line."""
    valid_to = today + timedelta(days=VALID_DAYS)
    header = {**dict.fromkeys((*TEXTS, *CHOSEN), ""), "valid_to": valid_to.isoformat()}
    header["payment_terms"] = party.payment_terms
    header["opportunity_id"] = opportunity
    if contacts:
        header["contact_id"] = str(contacts[0].id)
    empty = GridRow(values=dict.fromkeys(("code", "quantity", "given", "reason"), ""), is_new=True, index=0)
    return Typed(header=header, rows=[empty], faults=[], valid_to=valid_to)


def stored(row: Row[Any], lines: Sequence[Row[Any]]) -> Typed:
    """A stored quote as if it had just been typed."""
    header = {name: getattr(row, name) for name in TEXTS}
    header |= {name: str(getattr(row, name) or "") for name in CHOSEN}
    header["valid_to"] = row.valid_to.isoformat()
    rows = stored_rows(lines)
    drafted = dict(enumerate(quotes.typed_lines(lines)))
    return Typed(header=header, rows=rows, faults=[], lines=drafted, valid_to=row.valid_to)


def editing(
    connection: Connection,
    *,
    person: Person,
    hooks: Hooks,
    quote: Row[Any] | None,
    party: Row[Any],
    typed: Typed,
    today: date,
    recalculate: str,
    errors: Mapping[str, str] | None = None,
) -> QuotePage:
    """The page of a quote that can be changed, priced as typed."""
    owner = _owner(connection, quote, person)
    indices = [row.index for row in typed.rows if row.index in typed.lines]
    drafted = [typed.lines[index] for index in indices if index is not None]
    priced = document_prices.price_draft(connection, party, drafted, today)
    shown = _priced_lines(connection, party, priced, [i for i in indices if i is not None], owner, today)
    known = facts.of_draft(
        connection,
        party=party,
        owner=owner,
        priced=priced,
        quoted_on=today,
        valid_to=typed.valid_to or today + timedelta(days=VALID_DAYS),
    )
    sees_cost = organisation.may(connection, person, "cost", "view") is not None
    return QuotePage(
        quote=quote,
        party=party,
        owner=owner,
        header=typed.header,
        contacts=_contacts(connection, party.id, typed),
        opportunities=_opportunities(connection, person, party.id, typed.header["opportunity_id"]),
        grid=grid(
            with_faults(typed, errors or {}),
            shown,
            read_only=False,
            sees_cost=sees_cost,
            recalculate=recalculate,
        ),
        totals=_totals(priced),
        lines=list(shown.values()),
        editable=True,
        sees_cost=sees_cost,
        steps=_steps(hooks, quote, known, priced.lines),
        usual=_usual(connection, owner, today),
        suggestions=products.on_sale(connection),
        errors=errors or {},
        revision=quote.revision if quote else 0,
    )


def reading(connection: Connection, *, person: Person, quote: Row[Any], party: Row[Any]) -> QuotePage:
    """The page of a locked quote, as it was priced when it was submitted."""
    owner = _owner(connection, quote, person)
    lines = quotes.lines(connection, quote.id)
    found = products.products(connection, [line.product_id for line in lines])
    rules = products.rules(connection, pricing.Buyer(account_id=party.id), quote.quoted_on)
    shown = {
        number: stored_line(
            line,
            found[line.product_id],
            rules,
            owner.positions,
            called(connection, line.approved_by_id) if quote.state in GRANTED else "",
        )
        for number, line in enumerate(lines)
    }
    typed = stored(quote, lines)
    sees_cost = organisation.may(connection, person, "cost", "view") is not None
    return QuotePage(
        quote=quote,
        party=party,
        owner=owner,
        header=typed.header,
        contacts=_contacts(connection, party.id, typed),
        opportunities=_opportunities(connection, person, party.id, typed.header["opportunity_id"]),
        grid=grid(typed.rows, shown, read_only=True, sees_cost=sees_cost, recalculate=""),
        totals=_totals(quote),
        lines=list(shown.values()),
        editable=False,
        sees_cost=sees_cost,
        steps=None,
        revision=quote.revision,
    )


def _opportunities(
    connection: Connection, person: Person, account_id: int, chosen: str
) -> Sequence[Row[Any]]:
    """The open opportunities of a customer within the person's reach, and the one that is chosen already."""
    table = tables.opportunity
    scope = organisation.may(connection, person, "opportunity", "view")
    query = select(table).where(
        table.c.account_id == account_id,
        table.c.deleted_at.is_(None),
        or_(table.c.state == "open", table.c.id == typed_id(chosen)),
    )
    mine = organisation.visible(query.order_by(table.c.id.desc()), person, scope, owner=table.c.owner_id)
    return kept(connection, table, connection.execute(mine).all(), typed_id(chosen))


def _contacts(connection: Connection, account_id: int, typed: Typed) -> Sequence[Row[Any]]:
    found = parties.contacts(connection, account_id)
    return kept(connection, tables.contact, found, typed_id(typed.header["contact_id"]))


def _owner(connection: Connection, quote: Row[Any] | None, person: Person) -> Person:
    """Whose limits count: the owner of the quote, also when a superior edits it."""
    found = organisation.person(connection, quote.owner_id) if quote is not None else None
    return found or person


def _priced_lines(
    connection: Connection, party: Row[Any], priced: Pricing, indices: list[int], owner: Person, today: date
) -> dict[int, Shown]:
    rules = products.rules(connection, pricing.Buyer(account_id=party.id), today)
    named = products.names(connection, [line.product.id for line in priced.lines])
    return {
        index: shown_line(line, named[line.product.id][lang() == "en"], rules, owner.positions)
        for index, line in zip(indices, priced.lines, strict=True)
    }


def _usual(connection: Connection, owner: Person, today: date) -> tuple[Decimal, Decimal]:
    """The limits that hold for a product no rule names."""
    rules = products.rules(connection, pricing.Buyer(account_id=0), today)
    return bounds(rules, owner.positions, pricing.Product(id=0, list_price=pricing.ZERO))


def _totals(found: Any) -> Totals:
    """From a `Pricing` or a stored quote: both name the sums alike."""
    return Totals(**{name: getattr(found, name) for name in Totals.__dataclass_fields__})


def _steps(
    hooks: Hooks, quote: Row[Any] | None, known: Mapping[str, Any], lines: Sequence[object]
) -> Sequence[RouteStep] | None:
    if hooks.route_preview is None or not lines:
        return None
    return hooks.route_preview(quote.id if quote is not None else None, known)
