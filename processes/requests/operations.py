"""The applications that the process of a request calls, in the step's transaction."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Connection, Row

from adapters.contract import Adapter, Inputs
from adapters.crm.access_of_starters import trusted
from adapters.crm.operations.declaring import Area
from engine import organisation
from engine.errors import NotFound
from engine.ports import AdapterCall
from processes.requests import moves, rows
from processes.requests.errors import NotAnApplicant, NotNow
from processes.requests.published import RequestKinds

ERRORS = {
    "REQUEST_NOT_FOUND": ("申请不存在", "the request does not exist"),
    "REQUEST_REFUSED": ("申请不能这样处理", "the request cannot go this way"),
}
REQUESTS = Area(
    prefix="request",
    errors=ERRORS,
    codes={NotFound: "REQUEST_NOT_FOUND", NotNow: "REQUEST_REFUSED", NotAnApplicant: "REQUEST_REFUSED"},
)
_OUTCOMES = ("returned", "rejected", "approved", "withdrawn", "filed")


class RequestId(Inputs):
    """Which request."""

    request_id = fields.Integer(required=True)


class Opened(Schema):
    """What the process needs of it."""

    request_no = fields.String()
    request_title = fields.String()
    applicant = fields.String()
    filing = fields.List(fields.String())


class MarkInputs(RequestId):
    """The state it comes to, and what was said."""

    state = fields.String(required=True, validate=validate.OneOf(_OUTCOMES))
    opinion = fields.String(load_default="", allow_none=True)
    filing_note = fields.String(load_default="", allow_none=True, validate=validate.Length(max=500))


class State(Schema):
    """Its state now, and what it is called after all corrections."""

    request_state = fields.String()
    request_title = fields.String()


def operations(kinds: RequestKinds) -> dict[str, Adapter]:
    """name → application, on the kinds of request of this installation."""

    def open_(call: AdapterCall) -> dict[str, Any]:
        """Into approval: a request that its applicant has submitted, by the process of its own kind."""
        row = _own(call)
        if row.no is None:  # only submitting it gives it a number
            raise moves.not_now(row)
        applicant = organisation.person(call.tx.connection, row.applicant_id)
        if applicant is None or (not trusted(call) and call.started_by != applicant.login):
            raise NotFound(what="request", what_zh="申请", id=row.id)
        kind = kinds.version(call.tx.connection, row.definition_id)
        if row.submitted_at is None and not kind.may_start(applicant):
            raise not_an_applicant(call.tx.connection, kind.title("zh"), kind.title("en"), kind.head.starters)
        moved = moves.move(
            call.tx,
            row,
            "in_approval",
            submitted_at=call.tx.now,
            instance_id=call.instance_id,
            filing="".join(f",{code}" for code in kind.head.filing) + ("," if kind.head.filing else ""),
            note="",
            decided_at=None,
        )
        return {
            "request_no": moved.no,
            "request_title": moved.title,
            "applicant": applicant.login,
            "filing": list(kind.head.filing),
        }

    def mark(call: AdapterCall) -> dict[str, Any]:
        """What became of it."""
        row, state = _own(call), call.inputs["state"]
        told: dict[str, Any] = {"note": call.inputs["opinion"] or ""} if call.inputs["opinion"] else {}
        if state in ("approved", "rejected", "withdrawn"):
            told["decided_at"] = call.tx.now
        if state == "filed":
            told |= _filing(call)
        moved = moves.move(call.tx, row, state, **told)
        return {"request_state": moved.state, "request_title": moved.title}

    return {
        one.name: one
        for one in (
            REQUESTS.application("open", "登记申请", "Register a request", open_, RequestId, Opened),
            REQUESTS.application("mark", "标记申请结果", "Mark the outcome", mark, MarkInputs, State),
        )
    }


def not_an_applicant(connection: Connection, zh: str, en: str, starters: tuple[str, ...]) -> NotAnApplicant:
    """The refusal that names the positions which may ask for it."""
    posts = [organisation.position(connection, code) for code in starters]
    named = [post for post in posts if post is not None]
    return NotAnApplicant(
        title=zh,
        title_en=en,
        who="、".join(post.name for post in named),
        who_en=", ".join(post.name_en for post in named),
    )


def _own(call: AdapterCall) -> Row[Any]:
    """The request of this instance, locked. One that belongs to another instance does not exist here."""
    row = rows.of(call.tx.connection, call.inputs["request_id"], lock=True)
    if row.instance_id not in (None, call.instance_id):
        raise NotFound(what="request", what_zh="申请", id=row.id)
    return row


def _filing(call: AdapterCall) -> dict[str, Any]:
    by = call.tx.by
    return {
        "filed_at": call.tx.now,
        "filed_by_id": by,
        "filing_note": call.inputs["filing_note"] or "",
    }
