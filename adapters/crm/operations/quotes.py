"""Applications about quotes."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from adapters.contract import Adapter, Inputs
from adapters.crm import access_of_starters, changes, facts, quote_versions, quotes, tables
from adapters.crm.errors import NothingToSubmit, OtherInstance, StateRefused
from engine import organisation
from engine.errors import BusinessError, EngineError, NotFound
from engine.ports import AdapterCall

ERRORS = {
    "QUOTE_NOT_FOUND": ("报价不存在", "the quote does not exist"),
    "QUOTE_EMPTY": ("报价没有明细", "the quote has no lines"),
    "QUOTE_STATE": ("报价的状态不允许这一步", "the quote's state does not allow this step"),
    "QUOTE_OTHER_INSTANCE": ("报价属于另一个流程实例", "the quote belongs to another process instance"),
}
CODES: dict[type[EngineError], str] = {
    NotFound: "QUOTE_NOT_FOUND",
    NothingToSubmit: "QUOTE_EMPTY",
    StateRefused: "QUOTE_STATE",
    OtherInstance: "QUOTE_OTHER_INSTANCE",
}


class QuoteId(Inputs):
    """Which quote."""

    quote_id = fields.Integer(required=True)


class QuoteMark(QuoteId):
    """Which quote, and the state it comes to."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(["approved", "rejected", "returned", "withdrawn", "sent"]),
    )


class QuoteFacts(Schema):
    """What a process knows of a quote: exactly the catalogue of facts, and names for titles and mails."""

    quote_id = fields.Integer()
    quote_no = fields.String()
    quote_title = fields.String()
    version = fields.Integer()
    opportunity_id = fields.Integer(allow_none=True)
    account_id = fields.Integer()
    minimum_reason = fields.String()
    valid_to = fields.Date()
    customer = fields.String()
    customer_en = fields.String()
    customer_level = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    owner_id = fields.Integer()
    owner_login = fields.String()
    owner_name = fields.String()
    owner_position = fields.String()
    currency = fields.String()
    list_total = fields.Decimal()
    total = fields.Decimal()
    max_discount = fields.Decimal()
    margin = fields.Decimal(allow_none=True)
    below_minimum = fields.Boolean()
    over_limit = fields.Boolean()
    overdue = fields.Decimal()
    receivable = fields.Decimal()
    credit_limit = fields.Decimal()
    line_count = fields.Integer()
    valid_days = fields.Integer()


class QuoteState(Schema):
    """Where the quote stands now."""

    quote_id = fields.Integer()
    quote_state = fields.String()
    version = fields.Integer()


def evaluate(call: AdapterCall) -> dict[str, Any]:
    """Compute the quote again with today's rules and tell its facts."""
    quote_id = call.inputs["quote_id"]
    try:
        _demand_submitter(call, quote_id)
        quotes.adopt(call.tx, quote_id, call.instance_id, root=call.root_id)
        row = quotes.reprice(call.tx, quote_id, root=call.root_id)
    except tuple(CODES) as error:
        raise business(error) from error
    return {
        "quote_id": row.id,
        "quote_no": row.no,
        "quote_title": row.title,
        "version": row.version,
        "opportunity_id": row.opportunity_id,
        "account_id": row.account_id,
        "minimum_reason": row.minimum_reason,
        "valid_to": row.valid_to,
        **_parties(call, row),
        **facts.read(call.tx.connection, quote_id),
    }


def lock(call: AdapterCall) -> dict[str, Any]:
    """The quote goes into approval by this instance, and its version is kept; it is locked until it comes out."""
    try:
        _demand_submitter(call, call.inputs["quote_id"])
    except NotFound as error:
        raise business(error) from error
    answer = _move(call, "in_approval")
    quote_versions.freeze(call.tx, call.inputs["quote_id"], root=call.root_id)
    return answer


def mark(call: AdapterCall) -> dict[str, Any]:
    """The quote comes out of approval."""
    return _move(call, call.inputs["state"])


def _demand_submitter(call: AdapterCall, quote_id: int) -> None:
    """A quote goes the way of those who may submit it: naming its id when starting a process is not enough.

    What this instance holds already stays with it, and what no person started is trusted.
    """
    connection = call.tx.connection
    row = changes.row_of(connection, tables.quote, quote_id)
    if row is None or access_of_starters.trusted(call) or row.instance_id == call.instance_id:
        return
    starter = organisation.by_login(connection, call.started_by or "")
    scope = None if starter is None else organisation.may(connection, starter, "quote", "submit")
    if starter is None or not organisation.sees(connection, starter, scope, row.owner_id):
        raise NotFound(what="quote", id=quote_id)


def _move(call: AdapterCall, state: str) -> dict[str, Any]:
    try:
        row = quotes.mark(
            call.tx, call.inputs["quote_id"], state, instance_id=call.instance_id, root=call.root_id
        )
    except tuple(CODES) as error:
        raise business(error) from error
    return {"quote_id": row.id, "quote_state": row.state, "version": row.version}


def _parties(call: AdapterCall, row: Any) -> dict[str, Any]:
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    assert party is not None
    contact = None
    if row.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, row.contact_id)
    return {
        "customer": party.short_name or party.name,
        "customer_en": party.name_en or party.name,
        "contact_name": contact.name if contact else "",
        "contact_email": (contact.email if contact else "") or party.email,
    }


def business(error: EngineError) -> BusinessError:
    """What the diagram may catch."""
    return BusinessError(CODES[type(error)], error.text("en"), message_zh=error.text("zh"))


EVALUATE = Adapter(
    name="crm.quote.evaluate",
    zh="计算报价",
    en="Price a quote",
    kind="transactional",
    inputs=QuoteId,
    outputs=QuoteFacts,
    run=evaluate,
    errors=ERRORS,
)
LOCK = Adapter(
    name="crm.quote.lock",
    zh="锁定报价进入审批",
    en="Lock a quote for approval",
    kind="transactional",
    inputs=QuoteId,
    outputs=QuoteState,
    run=lock,
    errors=ERRORS,
)
MARK = Adapter(
    name="crm.quote.mark",
    zh="标记报价结果",
    en="Mark a quote's outcome",
    kind="transactional",
    inputs=QuoteMark,
    outputs=QuoteState,
    run=mark,
    errors=ERRORS,
)

ADAPTERS = (EVALUATE, LOCK, MARK)
