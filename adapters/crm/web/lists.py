"""The lists of customers and of quotes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, select

from adapters.crm import tables
from adapters.crm.words import INDUSTRIES, KINDS, LEVELS, STATE_LABELS, Words, word
from engine.organisation import tables as organisation
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Chip, Column, Filter, ListSpec

account, quote = tables.account, tables.quote
STATE_TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "returned": "warn",
    "approved": "ok",
    "accepted": "ok",
    "refused": "bad",
    "expired": "warn",
    "rejected": "bad",
    "withdrawn": "",
    "sent": "ok",
}
LEVEL_TONES = {"A": "accent", "B": "", "C": "outline"}


def account_list() -> ListSpec:
    """Customers, in the reader's language."""
    return ListSpec(
        key="crm_accounts",
        title=_("Customers"),
        id=account.c.id,
        default_sort="code",
        columns=[
            Column(key="code", label=_("Number"), expression=account.c.code),
            Column(key="name", label=_("Name"), expression=_name(), kind="link", strong=True),
            Column(key="level", label=_("Level"), expression=account.c.level, kind="chip", chips=_levels()),
            Column(key="kind", label=_("Kind"), expression=account.c.kind, kind="chip", chips=_chips(KINDS)),
            Column(
                key="industry",
                label=_("Industry"),
                expression=account.c.industry,
                kind="chip",
                chips=_chips(INDUSTRIES),
            ),
            Column(key="city", label=_("City"), expression=account.c.city),
            Column(
                key="invalid",
                label=_("Invalid"),
                expression=_is_invalid(otherwise=""),
                kind="chip",
                chips={"1": Chip(label=_("Invalid"), tone="bad")},
            ),
            Column(key="owner", label=_("Owner"), expression=_person(account.c.owner_id), kind="person"),
            Column(
                key="credit_limit", label=_("Credit limit"), expression=account.c.credit_limit, kind="money"
            ),
            Column(key="receivable", label=_("Receivable"), expression=account.c.receivable, kind="money"),
            Column(key="overdue", label=_("Overdue"), expression=account.c.overdue, kind="money"),
            Column(
                key="joined_on",
                label=_("Customer since"),
                expression=account.c.joined_on,
                kind="date",
                hidden=True,
            ),
        ],
        filters=[
            Filter(
                key="level",
                label=_("Level"),
                expression=account.c.level,
                kind="choice",
                choices=_choices(LEVELS),
            ),
            Filter(
                key="kind", label=_("Kind"), expression=account.c.kind, kind="choice", choices=_choices(KINDS)
            ),
            Filter(
                key="industry",
                label=_("Industry"),
                expression=account.c.industry,
                kind="choice",
                choices=_choices(INDUSTRIES),
            ),
            Filter(key="city", label=_("City"), expression=account.c.city),
            Filter(
                key="invalid",
                label=_("Invalid"),
                expression=_is_invalid(),
                kind="choice",
                choices=[("1", _("yes")), ("0", _("no"))],
            ),
            Filter(key="overdue", label=_("Overdue"), expression=account.c.overdue, kind="number"),
        ],
        search=[account.c.name, account.c.name_en, account.c.code, account.c.city],
        extra={"id": account.c.id},
        row_url=lambda row: f"/crm/accounts/{row['id']}",
        cards=("name", "level", "owner", "receivable"),
        empty_title=_("No customers here yet."),
        empty_text=_("Customers that you own or may see appear here."),
    )


def quote_list() -> ListSpec:
    """Quotes, newest first."""
    return ListSpec(
        key="crm_quotes",
        title=_("Quotes"),
        id=quote.c.id,
        default_sort="-quoted_on",
        columns=[
            Column(key="no", label=_("Number"), expression=quote.c.no, kind="link", strong=True),
            Column(key="customer", label=_("Customer"), expression=_name()),
            Column(key="title", label=_("Title"), expression=quote.c.title),
            Column(
                key="total", label=_("Total"), expression=quote.c.total, kind="money", currency="currency"
            ),
            Column(
                key="max_discount",
                label=_("Largest discount"),
                expression=quote.c.max_discount,
                kind="percent",
            ),
            Column(key="state", label=_("State"), expression=quote.c.state, kind="chip", chips=_states()),
            Column(key="owner", label=_("Owner"), expression=_person(quote.c.owner_id), kind="person"),
            Column(key="quoted_on", label=_("Quoted on"), expression=quote.c.quoted_on, kind="date"),
            Column(key="valid_to", label=_("Valid until"), expression=quote.c.valid_to, kind="date"),
            Column(key="version", label=_("Version"), expression=quote.c.version, kind="number", hidden=True),
        ],
        filters=[
            Filter(
                key="state",
                label=_("State"),
                expression=quote.c.state,
                kind="choice",
                choices=_choices(STATE_LABELS),
            ),
            Filter(key="total", label=_("Total"), expression=quote.c.total, kind="number"),
            Filter(
                key="max_discount",
                label=_("Largest discount"),
                expression=quote.c.max_discount,
                kind="percent",
            ),
            Filter(key="quoted_on", label=_("Quoted on"), expression=quote.c.quoted_on, kind="date"),
        ],
        search=[quote.c.no, quote.c.title, account.c.name, account.c.name_en],
        extra={"id": quote.c.id, "currency": quote.c.currency},
        row_url=lambda row: f"/crm/quotes/{row['id']}",
        cards=("no", "state", "customer", "total"),
        empty_title=_("No quotes here yet."),
        empty_text=_("Open a customer and start one there."),
    )


def _is_invalid(otherwise: str = "0") -> ColumnElement[str]:
    return case((account.c.invalid, "1"), else_=otherwise)


def _name() -> ColumnElement[str]:
    if lang() == "zh":
        return account.c.name
    return case((account.c.name_en != "", account.c.name_en), else_=account.c.name)


def _person(owner: ColumnElement[int]) -> ColumnElement[str]:
    person = organisation.person
    name = person.c.name if lang() == "zh" else person.c.name_en
    return select(name).where(person.c.id == owner).scalar_subquery()


def _chips(words: Words) -> dict[str, Chip]:
    return {code: Chip(label=word(words, code, lang())) for code in words}


def _levels() -> dict[str, Chip]:
    return {code: Chip(label=word(LEVELS, code, lang()), tone=LEVEL_TONES[code]) for code in LEVELS}


def _states() -> dict[str, Chip]:
    return {
        code: Chip(label=word(STATE_LABELS, code, lang()), tone=tone) for code, tone in STATE_TONES.items()
    }


def _choices(words: Words) -> list[tuple[str, str]]:
    return [(code, word(words, code, lang())) for code in words]
