"""Applications about mails to customers: reading what is to be sent, noting what became of it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, letters, tables
from adapters.crm.operations.declaring import Area
from engine import organisation
from engine.errors import BusinessError, NotFound
from engine.ports import AdapterCall

ERRORS = {"LETTER_NOT_FOUND": ("邮件不存在", "the mail does not exist")}
#: A mail server that is away for longer is somebody's concern.
ATTEMPTS = 5


class LetterId(Inputs):
    """Which mail; another address if the first was wrong."""

    communication_id = fields.Integer(required=True)
    address = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class Letter(Schema):
    """What is sent to whom."""

    to = fields.String()
    subject_of = fields.String()
    text = fields.String()
    language = fields.String()
    author = fields.String()
    letter_title = fields.String()
    give_up_after = fields.Integer()
    address = fields.String(allow_none=True)


class Delivery(Inputs):
    """What became of it."""

    communication_id = fields.Integer(required=True)
    delivery = fields.String(required=True, validate=validate.OneOf(["sent", "failed"]))


def read(call: AdapterCall) -> dict[str, Any]:
    """The mail of this process, at the address that is right now."""
    row = _own(call)
    address = (call.inputs["address"] or "").strip()
    changes.edit(
        call.tx,
        tables.communication,
        row.id,
        root=call.root_id,
        channel_ref=address or row.channel_ref,
        delivery="sending",
    )
    author = organisation.person(call.tx.connection, row.by_id)
    return {
        "to": address or row.channel_ref,
        "subject_of": row.subject,
        "text": row.content,
        "language": row.attrs.get("language", "zh"),
        "author": author.login if author else "",
        "letter_title": f"{row.subject} → {row.channel_ref}",
        "give_up_after": ATTEMPTS,
        "address": address or row.channel_ref,
    }


def sent(call: AdapterCall) -> dict[str, Any]:
    """Note what became of it."""
    row = _own(call)
    delivery = call.inputs["delivery"]
    changes.edit(call.tx, tables.communication, row.id, root=call.root_id, delivery=delivery)
    return {}


def _own(call: AdapterCall) -> Any:
    """The mail that this very process sends: naming another one's is not enough."""
    zh, en = ERRORS["LETTER_NOT_FOUND"]
    try:
        row = letters.row_of(call.tx.connection, call.inputs["communication_id"])
    except NotFound as error:
        raise BusinessError("LETTER_NOT_FOUND", en, message_zh=zh) from error
    if row.instance_id not in (None, call.instance_id) or (
        row.instance_id is None and not _author(call, row)
    ):
        raise BusinessError("LETTER_NOT_FOUND", en, message_zh=zh)
    return row


def _author(call: AdapterCall, row: Any) -> bool:
    """Within the transaction that starts the process the row does not name it yet."""
    starter = organisation.by_login(call.tx.connection, call.started_by or "")
    return starter is not None and starter.id == row.by_id and row.delivery == "sending"


LETTERS = Area(prefix="crm.letter", errors=ERRORS)
ADAPTERS: tuple[Adapter, ...] = (
    LETTERS.application("read", "读取客户邮件", "Read a mail to a customer", read, LetterId, Letter),
    LETTERS.application("sent", "记录邮件结果", "Note what became of a mail", sent, Delivery),
)
