"""Quotes: drafts, prices, and the states that approval moves them through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from adapters.crm import changes, held, pricing, tables
from adapters.crm.catalogue.quotes import EDITABLE_STATES, QUOTE, quote_locked
from adapters.crm.document_prices import DraftLine, price_draft, rules_used
from adapters.crm.errors import NothingToSubmit, OtherInstance, StateRefused
from adapters.crm.numbering import next_number
from adapters.crm.parties import find_account
from adapters.crm.pricing import Pricing
from adapters.crm.records import access
from adapters.crm.words import STATES, word
from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

quote, quote_line = tables.quote, tables.quote_line

#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_approval"}),
    "in_approval": frozenset({"approved", "rejected", "returned", "withdrawn"}),
    "returned": frozenset({"in_approval", "withdrawn"}),
    "withdrawn": frozenset({"in_approval", "draft"}),
    "approved": frozenset({"sent", "draft"}),
    "rejected": frozenset({"draft"}),
    "sent": frozenset({"draft", "accepted", "refused", "expired"}),
    "refused": frozenset({"draft"}),
    "expired": frozenset({"draft"}),
    "accepted": frozenset(),
}
EDITABLE = EDITABLE_STATES
_DECIDED = frozenset({"approved", "rejected"})


_HEADER = (
    "valid_to",
    "contact_id",
    "opportunity_id",
    "title",
    "minimum_reason",
    "payment_terms",
    "delivery_terms",
    "remark",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a seller writes of a quote; everything else is computed."""

    valid_to: date
    lines: tuple[DraftLine, ...]
    contact_id: int | None = None
    opportunity_id: int | None = None
    title: str = ""
    minimum_reason: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    remark: str = ""

    def header(self) -> dict[str, Any]:
        """The columns of the quote's own row."""
        return {name: getattr(self, name) for name in _HEADER}


def quotes(connection: Connection, person: Person) -> Select[Any]:
    """The quotes a person may see, with the customer's names."""
    query = select(quote, tables.account.c.name, tables.account.c.name_en).join(
        tables.account, tables.account.c.id == quote.c.account_id
    )
    return access.visible(query, connection, person, QUOTE)


def find(connection: Connection, person: Person, quote_id: int, action: str = "view") -> Row[Any]:
    """One quote. `NotFound` outside the person's reach, `NotGranted` when only the action is missing."""
    return access.find(connection, person, QUOTE, quote_id, action)


def lines(connection: Connection, quote_id: int) -> Sequence[Row[Any]]:
    """The lines with their products' codes and names, in order."""
    product = tables.product
    query = (
        select(
            quote_line, product.c.code, product.c.name, product.c.name_en, product.c.unit, product.c.unit_en
        )
        .join(product, product.c.id == quote_line.c.product_id)
        .where(quote_line.c.quote_id == quote_id)
        .order_by(quote_line.c.seq)
    )
    return connection.execute(query).all()


def add(tx: Transaction, person: Person, account_id: int, draft: Draft) -> int:
    """A new draft for a customer, owned by the person; its id."""
    demand(tx.connection, person, "quote", "add")
    party = find_account(tx.connection, person, account_id)
    priced = price_draft(tx.connection, party, draft.lines, _today(tx))
    values = {**draft.header(), **_related(tx, account_id, draft)}
    quote_id = changes.add(
        tx,
        quote,
        no=next_number(tx, "quote"),
        account_id=account_id,
        owner_id=person.id,
        quoted_on=_today(tx),
        **values,
        **totals(priced),
    )
    _write_lines(tx, quote_id, draft.lines, priced)
    return quote_id


def save(tx: Transaction, person: Person, quote_id: int, draft: Draft, *, revision: int) -> None:
    """Replace what was typed. Refuses a locked quote and a stale `revision`."""
    row = find(tx.connection, person, quote_id, "edit")
    _refuse_locked(row)
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    priced = price_draft(tx.connection, party, draft.lines, _today(tx))
    values = {**draft.header(), **_related(tx, row.account_id, draft), **totals(priced)}
    same = typed_lines(lines(tx.connection, quote_id)) == draft.lines
    # Lines belong to the quote's revision: changing only a line must make another open page stale too.
    touched = changes.edit(tx, quote, quote_id, revision=revision, **values)
    if same:
        return
    changes.remove(tx, quote_line, quote_line.c.quote_id == quote_id)
    _write_lines(tx, quote_id, draft.lines, priced)
    if not touched:
        changes.touch(tx, quote, quote_id)


def reprice(tx: Transaction, quote_id: int, *, root: int | None = None) -> Row[Any]:
    """Compute the stored lines again with today's rules; the quote's row afterwards."""
    row = changes.row_of(tx.connection, quote, quote_id, lock=True)
    if row is None:
        raise NotFound(what="quote", id=quote_id)
    stored = lines(tx.connection, quote_id)
    if not stored:
        raise NothingToSubmit(no=row.no)
    typed = typed_lines(stored)
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    priced = price_draft(tx.connection, party, typed, _today(tx))
    changes.edit(tx, quote, quote_id, root=root, quoted_on=_today(tx), **totals(priced))
    if any(_differs(was, now) for was, now in zip(stored, priced.lines, strict=True)):
        changes.remove(tx, quote_line, quote_line.c.quote_id == quote_id, root=root)
        _write_lines(tx, quote_id, typed, priced, root=root)
    found = changes.row_of(tx.connection, quote, quote_id)
    assert found is not None
    return found


def _differs(stored: Row[Any], priced: pricing.PricedLine) -> bool:
    return (stored.rule_ratio, stored.price, stored.margin) != (priced.rule, priced.price, priced.margin)


def mark(
    tx: Transaction, quote_id: int, state: str, *, instance_id: int | None = None, root: int | None = None
) -> Row[Any]:
    """Move a quote to another state on behalf of a process instance; the row afterwards.

    Repeating the same move of the same instance does nothing. While a quote is in approval only its own
    instance decides about it. A submission after a return or withdrawal is a new version.
    """
    row = changes.row_of(tx.connection, quote, quote_id, lock=True)
    if row is None:
        raise NotFound(what="quote", id=quote_id)
    if row.state == state and instance_id in (None, row.instance_id):
        return row
    if row.state == "in_approval" and instance_id not in (None, row.instance_id):
        raise OtherInstance(no=row.no, instance=row.instance_id)
    if state not in MOVES[row.state]:
        raise StateRefused(
            no=row.no,
            state_zh=word(STATES, row.state, "zh"),
            state_en=word(STATES, row.state, "en"),
            wanted_zh=word(STATES, state, "zh"),
            wanted_en=word(STATES, state, "en"),
        )
    changes.edit(tx, quote, quote_id, root=root, state=state, **_stamps(tx, row, state, instance_id))
    found = changes.row_of(tx.connection, quote, quote_id)
    assert found is not None
    return found


def adopt(tx: Transaction, quote_id: int, instance_id: int | None, *, root: int | None = None) -> None:
    """A quote that can be edited belongs to the process that prepares it, unless another one that runs has it."""
    row = changes.row_of(tx.connection, quote, quote_id, lock=True)
    if row is None or row.state not in EDITABLE or row.instance_id == instance_id:
        return
    if not held.runs(tx.connection, row.instance_id):
        changes.edit(tx, quote, quote_id, root=root, instance_id=instance_id)


def revise(tx: Transaction, person: Person, quote_id: int) -> None:
    """Take a decided or withdrawn quote up again as the draft of its next version."""
    row = find(tx.connection, person, quote_id, "edit")
    mark(tx, row.id, "draft")
    changes.edit(tx, quote, quote_id, instance_id=None)


def _stamps(tx: Transaction, row: Row[Any], state: str, instance_id: int | None) -> dict[str, Any]:
    if state == "in_approval":
        version = row.version + (row.state in ("returned", "withdrawn"))
        instance = row.instance_id if instance_id is None else instance_id
        return {"submitted_at": tx.now, "decided_at": None, "version": version, "instance_id": instance}
    if state in _DECIDED:
        return {"decided_at": tx.now}
    if state == "draft":
        return {"version": row.version + 1, "answer": "", "answered_at": None, "answer_note": ""}
    return {"sent_at": tx.now} if state == "sent" else {}


def _refuse_locked(row: Row[Any]) -> None:
    refusal = quote_locked(row)
    if refusal is not None:
        raise refusal


def typed_lines(stored: Sequence[Row[Any]]) -> tuple[DraftLine, ...]:
    """What was typed of stored lines."""
    return tuple(
        DraftLine(product_id=x.product_id, quantity=x.quantity, given=x.given_ratio, reason=x.reason)
        for x in stored
    )


def _write_lines(
    tx: Transaction,
    quote_id: int,
    typed: Sequence[DraftLine],
    priced: Pricing,
    *,
    root: int | None = None,
) -> None:
    pairs = zip(typed, priced.lines, strict=True)
    rows = [line_row(quote_id, seq, one, done) for seq, (one, done) in enumerate(pairs, start=1)]
    changes.add_many(tx, quote_line, rows, root=root)


def line_row(quote_id: int, seq: int, typed: DraftLine, priced: pricing.PricedLine) -> Mapping[str, Any]:
    return {
        "quote_id": quote_id,
        "seq": seq,
        "product_id": typed.product_id,
        "quantity": typed.quantity,
        "list_price": priced.product.list_price,
        "volume_ratio": priced.ratio_of("volume"),
        "customer_ratio": priced.ratio_of("customer"),
        "agent_ratio": priced.ratio_of("agent"),
        "rule_ratio": priced.rule,
        "given_ratio": priced.given,
        "discount": priced.discount,
        "price": priced.price,
        "amount": priced.amount,
        "margin": priced.margin,
        "reason": typed.reason,
        "rules_used": rules_used(priced),
    }


def totals(priced: Pricing) -> dict[str, Any]:
    return {
        "list_total": priced.list_total,
        "rule_total": priced.rule_total,
        "given_total": priced.given_total,
        "tax_total": priced.tax_total,
        "total": priced.total,
        "max_discount": priced.max_discount,
        "margin": priced.margin,
        "below_minimum": priced.below_minimum,
        "price_list_id": priced.price_list,
    }


def _related(tx: Transaction, account_id: int, draft: Draft) -> dict[str, Any]:
    """The contact and the opportunity, if they are this customer's."""
    opportunity = draft.opportunity_id
    if opportunity is not None:
        found = changes.row_of(tx.connection, tables.opportunity, opportunity)
        if found is None or found.account_id != account_id or found.deleted_at is not None:
            raise NotFound(what="opportunity", what_zh="销售机会", id=opportunity)
    return {"contact_id": _contact(tx, account_id, draft.contact_id)}


def _contact(tx: Transaction, account_id: int, contact_id: int | None) -> int | None:
    """The contact, if it is one of this customer's."""
    if contact_id is None:
        return None
    found = changes.row_of(tx.connection, tables.contact, contact_id)
    if found is None or found.account_id != account_id:
        raise NotFound(what="contact", id=contact_id)
    return contact_id


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(COMPANY_ZONE).date()
