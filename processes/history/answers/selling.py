"""Salespeople at leads, opportunities and quotes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, opportunities, quotes, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.quotes import Draft
from adapters.demo.texts import parties, selling
from processes.history.deals import Deal
from processes.history.desks import Answer, Turn, Values
from processes.history.profiles import SELLERS

#: From this share on a seller says why he grants it.
EXPLAINED = Decimal("0.05")


def _contact(turn: Turn) -> Values:
    dice = turn.dice
    said = {"action": dice.choice(("call", "mail", "wechat")), "result": "reached", "reason": ""}
    empty = {"need": "", "product_interest": "", "budget": None, "decision_on": None, "next_on": None}
    thrown = dice.random()
    if thrown < 0.3:
        return {**said, **empty, "qualified": "no", "reason": dice.choice(parties.NOT_QUALIFIED)}
    if thrown < 0.4 and turn.visit == 1:
        later = turn.company.today + timedelta(days=dice.randint(10, 30))
        return {**said, **empty, "qualified": "later", "next_on": later.isoformat()}
    decision = turn.company.today + timedelta(days=dice.randint(40, 120))
    wants = {"need": dice.choice(parties.NEEDS), "product_interest": turn.facts.get("product_interest") or ""}
    budget = {"budget": dice.randrange(40, 400) * 1000, "decision_on": decision.isoformat()}
    return {**said, **empty, **wants, **budget, "qualified": "yes"}


def _assign(turn: Turn) -> Values:
    return {"owner": turn.dice.choice(tuple(SELLERS)), "assign_note": ""}


def _advance(turn: Turn) -> Values | None:
    """On through the stages until there is something to offer; some come to nothing before."""
    row = opportunities.row_of(turn.tx.connection, turn.facts["opportunity_id"])
    deal = Deal.of(turn.company, row.no, turn.person.login)
    dice, today = turn.dice, turn.company.today
    if turn.visit == 1:
        _know(turn, row.account_id)
    report: dict[str, Any] = {
        "decision": "continue",
        "result": dice.choice(selling.STALLED),
        "to_stage": None,
        "next_step": dice.choice(selling.NEXT_STEPS),
        "next_on": (today + timedelta(days=dice.randint(4, 12))).isoformat(),
        "reason": None,
        "note": "",
        **dict.fromkeys(("amount", "probability", "close_on")),
    }
    if turn.visit <= deal.steps:
        texts = (selling.DEVELOP, selling.ENTER, selling.PROPOSAL)[min(turn.visit - 1, 2)]
        stage = ("enter", "proposal", "bid")[min(turn.visit - 1, 2)]
        return {**report, "result": dice.choice(texts), "to_stage": stage}
    if deal.gives_up:
        lost = {"decision": "lost", "reason": deal.reason, "note": deal.note, "result": deal.note}
        return {**report, **lost, "next_on": None, "next_step": ""}
    stage = "negotiate" if row.stage in ("bid", "negotiate") else "bid"
    offer = {"decision": "quote", "to_stage": stage, "result": dice.choice(selling.PROPOSAL)}
    return {**report, **offer, "next_on": None, "next_step": ""}


def _know(turn: Turn, account_id: int) -> None:
    """After the first visit to a new company its seller knows more of it than its lead said."""
    account = changes.row_of(turn.tx.connection, tables.account, account_id)
    if account is None or account.industry:
        return
    for first, second, industry, city, english in parties.NEWCOMERS:
        if account.name.startswith(first + second):
            known: dict[str, Any] = {
                "name_en": f"{english} Co., Ltd.",
                "short_name": first + second,
                "city": city,
            }
            changes.edit(turn.tx, tables.account, account_id, industry=industry, level="C", **known)


def _close_lost(turn: Turn) -> Values:
    row = opportunities.row_of(turn.tx.connection, turn.facts["opportunity_id"])
    deal = Deal.of(turn.company, row.no, turn.person.login)
    again = turn.company.today + timedelta(days=turn.dice.randint(90, 240))
    win_back = again.isoformat() if turn.dice.random() < 0.4 else None
    return {"reason": deal.reason, "note": deal.note, "win_back_on": win_back}


def _after_refusal(turn: Turn) -> Values:
    row = opportunities.row_of(turn.tx.connection, turn.facts["opportunity_id"])
    deal = Deal.of(turn.company, row.no, turn.person.login)
    return {"go_on": "yes" if deal.tries_again and turn.visit == 1 else "no"}


def _revise(turn: Turn) -> Values:
    """Write the quote, or after it came back grant a little less (a customer's wish: a little more)."""
    row = changes.row_of(turn.tx.connection, tables.quote, turn.facts["quote_id"])
    assert row is not None
    known = quotes.typed_lines(quotes.lines(turn.tx.connection, row.id))
    if known:
        step = Decimal("0.01") if row.answer == "negotiate" else Decimal("-0.02")
        lines = tuple(
            _granted(one.product_id, one.quantity, max(one.given + step, Decimal(0)), turn) for one in known
        )
    else:
        lines = _lines(turn, row)
    quotes.save(turn.tx, turn.person, row.id, _draft(turn, row, lines), revision=row.revision)
    return {}


def _lines(turn: Turn, row: Row[Any]) -> tuple[DraftLine, ...]:
    ids = product_ids(turn.tx.connection)
    grants = SELLERS.get(turn.person.login, (0.5, ("0",)))[1]
    no = row.no
    if row.opportunity_id is not None:
        no = opportunities.row_of(turn.tx.connection, row.opportunity_id).no
    deal = Deal.of(turn.company, no, turn.person.login)
    return tuple(
        _granted(ids[code], many, Decimal(turn.dice.choice(grants)), turn) for code, many in deal.lines
    )


def _granted(product_id: int, quantity: Decimal, given: Decimal, turn: Turn) -> DraftLine:
    reason = turn.dice.choice(selling.GRANTED) if given >= EXPLAINED else ""
    return DraftLine(product_id=product_id, quantity=quantity, given=given, reason=reason)


def _draft(turn: Turn, row: Row[Any], lines: tuple[DraftLine, ...]) -> Draft:
    return Draft(
        valid_to=turn.company.today + timedelta(days=30),
        lines=lines,
        contact_id=row.contact_id,
        opportunity_id=row.opportunity_id,
        title=row.title,
        minimum_reason="战略客户，总经理已口头同意" if turn.visit > 1 else row.minimum_reason,
        payment_terms=row.payment_terms or selling.TERMS[0],
        delivery_terms=turn.dice.choice(selling.DELIVERY_TERMS),
    )


def _explain(turn: Turn) -> Values:
    deal_no = turn.item.business_key or turn.item.title
    row = changes.row_of(turn.tx.connection, tables.quote, turn.facts["quote_id"])
    if row is not None and row.opportunity_id is not None:
        deal_no = opportunities.row_of(turn.tx.connection, row.opportunity_id).no
    deal = Deal.of(turn.company, deal_no, turn.person.login)
    rival = turn.dice.random() < 0.6 and deal.reason in ("price", "competitor", "relation")
    gap = turn.dice.randrange(2, 30) * 1000 if rival and deal.reason == "price" else None
    name = turn.dice.choice(parties.COMPETITORS)[0] if rival else ""
    return {"reason": deal.note, "competitor": name, "price_gap": gap}


def product_ids(connection: Connection) -> dict[str, int]:
    """code → id"""
    product = tables.product
    return {row.code: row.id for row in connection.execute(select(product.c.code, product.c.id))}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("lead_to_order", "first_contact"): Answer(act=_contact, hours=(0.5, 10)),
    ("lead_to_order", "assign_by_hand"): Answer(act=_assign, hours=(0.2, 2)),
    ("lead_to_order", "after_refusal"): Answer(act=_after_refusal, hours=(1, 16)),
    ("lead_to_order", "close_lost"): Answer(act=_close_lost, hours=(1, 24)),
    ("follow_up", "advance"): Answer(act=_advance, hours=(16, 96)),
    ("quote_approval", "revise"): Answer(act=_revise, hours=(1, 14)),
    ("quote_approval", "send_manually"): Answer(act=lambda _turn: {"sent_how": "mail"}, hours=(0.5, 4)),
    ("quote_approval", "explain_refusal"): Answer(act=_explain, hours=(0.5, 8)),
}
