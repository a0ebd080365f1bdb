"""Everything that the page of a customer shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, Select, func

from adapters.crm import bookmarks, follow_ups, parties, quotes, tables
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.duplicates import Candidate, finding
from adapters.crm.ownership.conversions import WAYS
from adapters.crm.processes import OpenItem
from adapters.crm.records import access
from adapters.crm.web import account_cards, around, deal_contacts
from adapters.crm.web.account_cards import PaymentPlan, Units
from adapters.crm.web.around import Tab
from adapters.crm.web.deal_contacts import Part
from adapters.crm.web.hooks import Waiting
from adapters.crm.web.records import shown
from adapters.crm.web.records.page import Children
from adapters.crm.web.records.shown import Fact, Group
from adapters.crm.web.site import Site
from adapters.crm.web.stages import Stage, stages
from adapters.crm.web.timeline import Happening, of_account
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE

SHOWN_QUOTES = 8
HAPPENINGS = 80
#: What the card of facts shows; the tab of facts has all of them.
CARD = (
    "industry",
    "employee_count",
    "source",
    "tax_no",
    "settlement_method",
    "payment_terms",
    "province",
    "city",
    "address",
    "phone",
    "email",
    "homepage",
    "introduction",
)
#: What can be begun from a customer: name, right, address, and how that page names the customer. A return begins
#: at its order.
BEGINNINGS = (
    ("opportunity", "opportunity", "/crm/opportunities/new", "account"),
    ("order", "order", "/crm/orders/new", "account_id"),
    ("feedback", "feedback", "/crm/service/new", "account_id"),
    ("task", "task", "/crm/records/tasks/new", "account_id"),
)


#: From this score on the page of a customer says that another may be the same.
LIKELY = Decimal("0.6")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """What `crm/account.html` draws."""

    party: Row[Any]
    owner: Person | None
    contacts: Sequence[Row[Any]]
    parts: Mapping[int, Sequence[Part]]
    quotes: Sequence[Row[Any]]
    quote_count: int
    year_total: Decimal
    happenings: Sequence[Happening]
    waiting: Sequence[Waiting]
    tabs: Sequence[Tab]
    tab: str
    below: Children | None
    facts: Sequence[Fact]
    groups: Sequence[Group]
    items: Sequence[OpenItem]
    pinned: Sequence[Row[Any]]
    show: str
    stage: Sequence[Stage]
    links: Mapping[str, str]
    plans: Sequence[PaymentPlan]
    units: Sequence[Units]
    wishes: Sequence[Row[Any]]
    favourite: bool
    twins: Sequence[Candidate]
    conversions: Sequence[str]
    may_delete: bool
    may_edit: bool
    may_note: bool
    may_quote: bool
    may_add_contact: bool
    contact_typed: Mapping[str, str] = field(default_factory=dict)
    contact_errors: Mapping[str, str] = field(default_factory=dict)
    adding_contact: bool = False
    note_typed: Mapping[str, str] = field(default_factory=dict)
    note_errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def credit_left(self) -> Decimal:
        """What the customer may still owe; negative when over the limit."""
        left: Decimal = self.party.credit_limit - self.party.receivable
        return left


def gather(
    connection: Connection,
    site: Site,
    person: Person,
    party: Row[Any],
    *,
    tab: str,
    show: str,
    **more: Any,
) -> AccountPage:
    """Everything about a customer that the person may see; `more` is what was typed."""
    mine = quotes.quotes(connection, person).where(tables.quote.c.account_id == party.id)
    newest = connection.execute(mine.order_by(tables.quote.c.id.desc()).limit(200)).all()
    scope = organisation.may(connection, person, "account", "edit")
    today = site.store.clock.now().astimezone(COMPANY_ZONE).date()
    roots = around.roots(connection, person, party.id)
    waiting = site.hooks.waiting(party.id, [row.id for row in newest]) if site.hooks.waiting else ()
    return AccountPage(
        party=party,
        owner=organisation.person(connection, party.owner_id) if party.owner_id else None,
        contacts=parties.contacts(connection, party.id),
        parts=deal_contacts.of_account(connection, person, party.id),
        quotes=newest[:SHOWN_QUOTES],
        quote_count=len(newest),
        year_total=_year_total(connection, mine, today),
        happenings=_happenings(connection, site, person, party.id, newest, roots, show),
        tabs=around.tabs(connection, person, party.id),
        tab=tab,
        below=around.rows(connection, person, party.id, tab) if tab else None,
        facts=_facts(connection, person, party),
        groups=shown.groups(connection, person, ACCOUNT, party, editable=_editable(connection, person, party))
        if tab == "facts"
        else (),
        items=site.processes.items(connection, roots),
        pinned=follow_ups.pinned(connection, party.id),
        show=show,
        stage=stages(connection, person, party),
        links=_links(connection, person, party.id),
        plans=account_cards.plans_of(connection, person, party.id, today),
        units=account_cards.units_of(connection, person, party.id, today),
        wishes=account_cards.wishes_of(connection, person, party.id),
        favourite=bookmarks.is_favourite(connection, person, "account", party.id),
        waiting=waiting,
        twins=[one for one in finding.of_account(connection, party.id) if one.score >= LIKELY],
        conversions=_conversions(connection, person, party),
        may_delete=not party.invalid and access.allows(connection, person, ACCOUNT, party.id, "delete"),
        may_note=not party.invalid and organisation.may(connection, person, "contact", "add") is not None,
        may_edit=not party.invalid and organisation.sees(connection, person, scope, party.owner_id),
        may_quote=not party.invalid and organisation.may(connection, person, "quote", "add") is not None,
        may_add_contact=not party.invalid
        and organisation.may(connection, person, "contact", "add") is not None,
        **more,
    )


def _happenings(
    connection: Connection,
    site: Site,
    person: Person,
    account_id: int,
    newest: Sequence[Row[Any]],
    roots: Sequence[int],
    show: str,
) -> list[Happening]:
    """What happened of every kind, or of one; the newest first."""
    found = [
        *of_account(connection, person, account_id, newest),
        *around.notes(connection, account_id),
        *around.documents(connection, person, account_id),
        *around.tasks(connection, site.processes, roots),
    ]
    wanted = [one for one in found if show in ("", one.kind)]
    return sorted(wanted, key=lambda one: one.at, reverse=True)[:HAPPENINGS]


def _editable(connection: Connection, person: Person, party: Row[Any]) -> bool:
    return not party.invalid and access.allows(connection, person, ACCOUNT, party.id, "edit")


def _conversions(connection: Connection, person: Person, party: Row[Any]) -> Sequence[str]:
    """What it may become; a prospect only once it is approved."""
    may = party.approved and not party.invalid
    return (
        WAYS.get(party.kind, ())
        if may and access.allows(connection, person, ACCOUNT, party.id, "convert")
        else ()
    )


def _facts(connection: Connection, person: Person, party: Row[Any]) -> list[Fact]:
    """The facts of the card, those that can be changed in place."""
    editable = _editable(connection, person, party)
    values = shown.Values(connection, person)
    seen = {one.name: one for one in access.seen_fields(connection, person, ACCOUNT)}
    stored = party._asdict()
    return [values.fact(seen[name], stored, editable=editable) for name in CARD if name in seen]


def _year_total(connection: Connection, mine: Select[Any], today: date) -> Decimal:
    """What the customer accepted of offers of the last twelve months."""
    since = today - timedelta(days=365)
    won = mine.where(tables.quote.c.state == "accepted", tables.quote.c.quoted_on >= since)
    total = connection.scalar(
        won.with_only_columns(func.sum(tables.quote.c.total), maintain_column_froms=True)
    )
    return total or Decimal(0)


def _links(connection: Connection, person: Person, account_id: int) -> dict[str, str]:
    """What the person may begin for this customer: name → address, of pages that exist."""
    known = current_app.url_map.bind("")
    return {
        name: f"{url}?{customer}={account_id}&next=/crm/accounts/{account_id}"
        for name, resource, url, customer in BEGINNINGS
        if known.test(url, method="GET") and organisation.may(connection, person, resource, "add") is not None
    }
