"""Applications about quotes before and after their approval: drafted, offered, sent, answered, expired."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs, Operation
from adapters.crm import access_of_starters, changes, quote_life, quotes, tables
from adapters.crm.operations.quotes import CODES, ERRORS, QuoteId, QuoteState, business
from adapters.crm.words import SENT_HOW
from engine.errors import NotFound
from engine.ports import AdapterCall

_DOMESTIC = frozenset({"", "cn", "china", "中国"})


class DraftInputs(Inputs):
    """For which opportunity or customer."""

    opportunity_id = fields.Integer(load_default=None, allow_none=True)
    account_id = fields.Integer(load_default=None, allow_none=True)


class Drafted(Schema):
    """The new quote, and what titles need of it."""

    quote_id = fields.Integer()
    quote_no = fields.String()
    customer = fields.String()
    owner_login = fields.String()
    currency = fields.String()
    total = fields.Decimal()


class Offer(Schema):
    """What the mail to the customer says of the lines, and in which language it is written."""

    offer_lines = fields.String()
    offer_language = fields.String()


class SentInputs(QuoteId):
    """How the customer got it."""

    sent_how = fields.String(load_default="mail", validate=validate.OneOf(list(SENT_HOW)))


class SentAnswer(QuoteState):
    """When to remind of it, and when it is over."""

    remind_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class RemindInputs(QuoteId):
    """What the owner is asked to do."""

    what = fields.String(required=True, validate=validate.OneOf(["prepare", "answer"]))


class Reminded(Schema):
    """When to remind again."""

    remind_at = fields.AwareDateTime()


class AnswerInputs(QuoteId):
    """What the customer said."""

    answer = fields.String(load_default="", allow_none=True)
    answer_note = fields.String(load_default="", allow_none=True)


class Accepted(QuoteState):
    """The order that was drafted."""

    order_id = fields.Integer()


class RefuseInputs(QuoteId):
    """Why the customer refused, and what the other one offered."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    competitor = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    price_gap = fields.Decimal(load_default=None, allow_none=True)


def draft(call: AdapterCall) -> dict[str, Any]:
    """A quote for an opportunity or a customer, as an empty draft of its owner."""
    assert call.instance_id is not None
    assert call.root_id is not None
    wanted = {name: call.inputs[name] for name in ("opportunity_id", "account_id")}
    try:
        row = quote_life.draft(call.tx, instance_id=call.instance_id, root=call.root_id, **wanted)
    except tuple(CODES) as error:
        raise business(error) from error
    if not _carries(call, row) and not access_of_starters.starter_may(call, "quote", "add", row.owner_id):
        raise business(NotFound(what="account", id=row.account_id))
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    assert party is not None
    return {
        "quote_id": row.id,
        "quote_no": row.no,
        "customer": party.short_name or party.name,
        "owner_login": access_of_starters.login_of(call, row.owner_id),
        "currency": row.currency,
        "total": row.total,
    }


def _carries(call: AdapterCall, row: Row[Any]) -> bool:
    """Whether this process carries the opportunity: who entered its lead need not be whom it was given to."""
    if row.opportunity_id is None:
        return False
    opportunity = changes.row_of(call.tx.connection, tables.opportunity, row.opportunity_id)
    return opportunity is not None and opportunity.instance_id == call.root_id


def offer(call: AdapterCall) -> dict[str, Any]:
    """The quote as lines of text for a mail."""
    connection = call.tx.connection
    row = changes.row_of(connection, tables.quote, call.inputs["quote_id"])
    if row is None:
        raise business(_not_found(call))
    party = changes.row_of(connection, tables.account, row.account_id)
    assert party is not None
    language = "zh" if party.country.strip().casefold() in _DOMESTIC else "en"
    said = [_line(one, language) for one in quotes.lines(connection, row.id)]
    return {"offer_lines": "\n".join(said), "offer_language": language}


def sent(call: AdapterCall) -> dict[str, Any]:
    """The customer has the quote."""
    quote_id = call.inputs["quote_id"]
    try:
        found = quote_life.sent(
            call.tx, quote_id, call.inputs["sent_how"], instance_id=call.instance_id, root=call.root_id
        )
    except tuple(CODES) as error:
        raise business(error) from error
    return {**_state(call), "remind_at": found.remind_at, "expires_at": found.expires_at}


def remind(call: AdapterCall) -> dict[str, Any]:
    """The owner gets a task."""
    try:
        again = quote_life.remind(call.tx, call.inputs["quote_id"], call.inputs["what"], root=call.root_id)
    except tuple(CODES) as error:
        raise business(error) from error
    return {"remind_at": again}


def accept(call: AdapterCall) -> dict[str, Any]:
    """The customer takes the quote."""
    note = call.inputs["answer_note"] or ""
    try:
        order_id = quote_life.accept(
            call.tx, call.inputs["quote_id"], note, instance_id=call.instance_id, root=call.root_id
        )
    except tuple(CODES) as error:
        raise business(error) from error
    return {**_state(call), "order_id": order_id}


def refuse(call: AdapterCall) -> dict[str, Any]:
    """The customer does not take the quote."""
    inputs = call.inputs
    try:
        quote_life.refuse(
            call.tx,
            inputs["quote_id"],
            inputs["reason"],
            competitor=inputs["competitor"] or "",
            price_gap=inputs["price_gap"],
            instance_id=call.instance_id,
            root=call.root_id,
        )
    except tuple(CODES) as error:
        raise business(error) from error
    return _state(call)


def reopen(call: AdapterCall) -> dict[str, Any]:
    """The quote becomes the draft of its next version."""
    inputs = call.inputs
    try:
        quote_life.reopen(
            call.tx,
            inputs["quote_id"],
            inputs["answer"] or "",
            inputs["answer_note"] or "",
            instance_id=call.instance_id,
            root=call.root_id,
        )
    except tuple(CODES) as error:
        raise business(error) from error
    return _state(call)


def expire(call: AdapterCall) -> dict[str, Any]:
    """Nobody answered in time."""
    try:
        quote_life.expire(call.tx, call.inputs["quote_id"], instance_id=call.instance_id, root=call.root_id)
    except tuple(CODES) as error:
        raise business(error) from error
    return _state(call)


def _state(call: AdapterCall) -> dict[str, Any]:
    row = changes.row_of(call.tx.connection, tables.quote, call.inputs["quote_id"])
    assert row is not None
    return {"quote_id": row.id, "quote_state": row.state, "version": row.version}


def _line(line: Any, language: str) -> str:
    name = line.name if language == "zh" else line.name_en or line.name
    unit = line.unit if language == "zh" else line.unit_en
    counted = f"{line.quantity.normalize():f} {unit} × {line.price:,.2f} = {line.amount:,.2f}"
    return f"{line.seq}. {name} ({line.code})  {counted}"


def _not_found(call: AdapterCall) -> NotFound:
    return NotFound(what="quote", id=call.inputs["quote_id"])


def _adapter(
    name: str, zh: str, en: str, inputs: type[Schema], outputs: type[Schema], run: Operation
) -> Adapter:
    return Adapter(
        name=name, zh=zh, en=en, kind="transactional", inputs=inputs, outputs=outputs, run=run, errors=ERRORS
    )


ADAPTERS = (
    _adapter("crm.quote.draft", "起草报价", "Draft a quote", DraftInputs, Drafted, draft),
    _adapter("crm.quote.offer", "生成报价单", "Write the offer", QuoteId, Offer, offer),
    _adapter("crm.quote.sent", "标记报价已发送", "Note a quote as sent", SentInputs, SentAnswer, sent),
    _adapter("crm.quote.remind", "提醒报价负责人", "Remind a quote's owner", RemindInputs, Reminded, remind),
    _adapter("crm.quote.accept", "客户接受报价", "A quote is accepted", AnswerInputs, Accepted, accept),
    _adapter("crm.quote.refuse", "客户不接受报价", "A quote is refused", RefuseInputs, QuoteState, refuse),
    _adapter("crm.quote.reopen", "重开报价", "Reopen a quote", AnswerInputs, QuoteState, reopen),
    _adapter("crm.quote.expire", "报价过期", "A quote expires", QuoteId, QuoteState, expire),
)
