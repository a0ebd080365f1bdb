"""Applications of cases about duplicates and ownership (P-03)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, tables
from adapters.crm.duplicates import cases
from adapters.crm.duplicates.errors import CaseDecided, CaseOpen, SameCustomer
from adapters.crm.messages import leave_message
from engine import organisation
from engine.errors import BusinessError, EngineError, NotFound
from engine.organisation import Person
from engine.ports import AdapterCall

ERRORS = {
    "DUPLICATE_NOT_FOUND": ("客户或重复客户单不存在", "the customer or the case does not exist"),
    "DUPLICATE_CASE_OPEN": ("这些客户已有处理中的单据", "these customers are in an open case already"),
    "DUPLICATE_DECIDED": ("该单据已裁定", "the case is decided already"),
}
_CODES: dict[type[EngineError], str] = {
    NotFound: "DUPLICATE_NOT_FOUND",
    SameCustomer: "DUPLICATE_NOT_FOUND",
    CaseOpen: "DUPLICATE_CASE_OPEN",
    CaseDecided: "DUPLICATE_DECIDED",
}


class Claim(Inputs):
    """Two customers that may be the same (or one whose ownership is claimed), and who claims (a login)."""

    account_a_id = fields.Integer(required=True)
    account_b_id = fields.Integer(load_default=None, allow_none=True)
    claimant = fields.String(load_default="", allow_none=True)
    evidence = fields.String(load_default="", allow_none=True)


class Case(Schema):
    """The case, and who is asked: logins of the owner (null without one) and of who decides."""

    case_id = fields.Integer()
    case_no = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    owner = fields.String(allow_none=True)
    claimant = fields.String()
    supervisor = fields.String()
    malicious = fields.Boolean()


class CaseId(Inputs):
    """Which case."""

    case_id = fields.Integer(required=True)


class Note(CaseId):
    """What is said about it."""

    evidence = fields.String(load_default="", allow_none=True)
    owner_comment = fields.String(load_default="", allow_none=True)


class Verdict(CaseId):
    """What was decided."""

    decision = fields.String(required=True, validate=validate.OneOf(sorted(cases.DECISIONS)))
    reason = fields.String(load_default="", allow_none=True)
    # fields of which the other customer's value survives a merge
    taken = fields.List(fields.String(), load_default=list, allow_none=True)


class Nothing(Schema):
    """No answer."""


class Outcome(Schema):
    """The customer that remains."""

    account_id = fields.Integer()
    decision = fields.String()


def open_case(call: AdapterCall) -> dict[str, Any]:
    """A new case about the customers; tells whom to ask."""
    connection, given = call.tx.connection, call.inputs
    claimant = organisation.by_login(connection, given["claimant"] or call.started_by or "")
    try:
        row = cases.open_case(
            call.tx,
            account_a_id=given["account_a_id"],
            account_b_id=given["account_b_id"],
            claimant_id=claimant.id if claimant else None,
            evidence=given["evidence"] or "",
            instance_id=call.instance_id,
            root=call.root_id,
        )
    except tuple(_CODES) as error:
        raise BusinessError(_CODES[type(error)], error.text("en"), message_zh=error.text("zh")) from error
    account = _account(call, row.account_a_id)
    owner = None if account.owner_id is None else organisation.person(connection, account.owner_id)
    return {
        "case_id": row.id,
        "case_no": row.no,
        "account_id": account.id,
        "customer": account.short_name or account.name,
        "owner": owner.login if owner and owner.is_active and owner != claimant else None,
        "claimant": claimant.login if claimant else "",
        "supervisor": _decider(call, owner, claimant),
        "malicious": row.malicious,
    }


def report(call: AdapterCall) -> dict[str, Any]:
    """Tell the claimant's superior that a customer was entered again and again (S8-3.1.4)."""
    row = _case(call)
    claimant = None if row.claimant_id is None else organisation.person(call.tx.connection, row.claimant_id)
    above = None if claimant is None else organisation.superior(call.tx.connection, claimant.id)
    if claimant is not None and above is not None:
        account = _account(call, row.account_a_id)
        leave_message(
            call.tx,
            above.id,
            f"{row.no}：{claimant.name} 多次重复建档「{account.name}」",
            ref=("duplicate_case", row.id),
            root=call.root_id,
        )
    return {}


def note(call: AdapterCall) -> dict[str, Any]:
    """Keep what was said with the case."""
    given = call.inputs
    cases.note(
        call.tx,
        _case(call).id,
        evidence=given["evidence"] or "",
        owner_comment=given["owner_comment"] or "",
        root=call.root_id,
    )
    return {}


def decide(call: AdapterCall) -> dict[str, Any]:
    """Carry out the decision; both who were concerned are told."""
    row, given = _case(call), call.inputs
    try:
        account_id = cases.decide(
            call.tx,
            row.id,
            given["decision"],
            by_id=call.tx.by,
            reason=given["reason"] or "",
            taken=given["taken"] or (),
            root=call.root_id,
        )
    except tuple(_CODES) as error:
        raise BusinessError(_CODES[type(error)], error.text("en"), message_zh=error.text("zh")) from error
    if row.state != "decided":
        zh, _ = cases.DECISIONS[given["decision"]]
        account = _account(call, account_id)
        for person_id in {row.claimant_id, account.owner_id} - {None}:
            leave_message(
                call.tx,
                person_id,
                f"{row.no}「{account.name}」裁定：{zh}。{given['reason'] or ''}",
                ref=("account", account_id),
                root=call.root_id,
            )
    return {"account_id": account_id, "decision": given["decision"]}


def _decider(call: AdapterCall, owner: Person | None, claimant: Person | None) -> str:
    """The owner's superior, else the claimant's, else somebody who may approve customers."""
    connection = call.tx.connection
    for person in (owner, claimant):
        above = None if person is None else organisation.superior(connection, person.id)
        if above is not None and above.is_active and above != claimant:
            return above.login
    for position in organisation.who_may(connection, "account", "approve"):
        for holder in organisation.holders(connection, position.code):
            if holder != claimant:
                return holder.login
    raise BusinessError("DUPLICATE_NOT_FOUND", "nobody can decide", message_zh="没有可以裁定的人")


def _case(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.duplicate_case, call.inputs["case_id"])
    if row is None:
        zh, en = ERRORS["DUPLICATE_NOT_FOUND"]
        raise BusinessError("DUPLICATE_NOT_FOUND", en, message_zh=zh)
    return row


def _account(call: AdapterCall, account_id: int) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.account, account_id)
    assert row is not None
    return row


OPEN = Adapter(
    name="crm.duplicate.open",
    zh="登记重复客户单",
    en="Open a case about a duplicate",
    kind="transactional",
    inputs=Claim,
    outputs=Case,
    run=open_case,
    errors=ERRORS,
)
REPORT = Adapter(
    name="crm.duplicate.report",
    zh="上报恶意建档",
    en="Report malicious entries",
    kind="transactional",
    inputs=CaseId,
    outputs=Nothing,
    run=report,
    errors=ERRORS,
)
NOTE = Adapter(
    name="crm.duplicate.note",
    zh="记录证据或说明",
    en="Record what is said about a case",
    kind="transactional",
    inputs=Note,
    outputs=Nothing,
    run=note,
    errors=ERRORS,
)
DECIDE = Adapter(
    name="crm.duplicate.decide",
    zh="执行归属裁定",
    en="Carry out a decision about ownership",
    kind="transactional",
    inputs=Verdict,
    outputs=Outcome,
    run=decide,
    errors=ERRORS,
)

ADAPTERS = (OPEN, REPORT, NOTE, DECIDE)
