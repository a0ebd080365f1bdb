"""Applications of hand-overs (P-05): somebody leaves or changes his post, and others take over what he holds."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, notices, tables
from adapters.crm.handover import carrying
from adapters.crm.handover.errors import CannotTake, NoReceiver, PoolRefused
from adapters.crm.handover.holdings import KINDS
from adapters.crm.handover.plan import leaver_of, planned
from adapters.crm.handover.words import OPEN_STATES
from adapters.crm.operations.declaring import Area
from engine import organisation
from engine.errors import BusinessError, EngineError
from engine.ports import Actor, AdapterCall

ERRORS = {
    "HANDOVER_NOT_FOUND": ("交接单不存在或已结束", "the hand-over does not exist or has ended"),
    "HANDOVER_RECEIVER": ("有事项没有可用的接收人", "something has no receiver who can take it"),
    "HANDOVER_LEFT": ("仍有未交接的事项", "something is not handed over yet"),
}


class Which(Inputs):
    """Which hand-over."""

    handover_id = fields.Integer(required=True)


class Begin(Which):
    """`reason` is what the applicant said after it was returned to him."""

    reason = fields.String(load_default=None, allow_none=True)


class Begun(Schema):
    """What the process knows of it: texts and logins."""

    handover_no = fields.String()
    person_name = fields.String()
    reason = fields.String()
    requester = fields.String()
    chooser = fields.String()
    freeze_now = fields.Boolean()


class Carry(Which):
    """The login of whoever gets what has no receiver of its own."""

    default_receiver = fields.String(load_default=None, allow_none=True)


class OpenList(Schema):
    """What the leaver holds, in words, and who may get it."""

    open_list = fields.String()
    open_count = fields.Integer()
    receivers = fields.List(fields.Dict())
    default_receiver = fields.String(allow_none=True)


class Carried(Schema):
    """What changed hands, in words."""

    moved_list = fields.String()
    moved_count = fields.Integer()


class Ending(Which):
    """How it ended without a hand-over."""

    outcome = fields.String(required=True, validate=validate.OneOf(["rejected", "withdrawn"]))


def begin(call: AdapterCall) -> dict[str, Any]:
    """Take the hand-over into this process."""
    row = _row(call)
    reason = call.inputs["reason"] or row.reason
    carrying.move_to(call.tx, row, "in_approval", instance_id=call.instance_id, reason=reason)
    leaver = leaver_of(call.tx.connection, row)
    return {
        "handover_no": row.no,
        "person_name": leaver.name,
        "reason": reason,
        "requester": _login(call, row.requested_by_id),
        "chooser": _login(call, row.chooser_id),
        "freeze_now": row.freeze_now,
    }


def freeze(call: AdapterCall) -> dict[str, Any]:
    """The leaver's account is of no use from now on."""
    carrying.freeze(call.tx, _row(call))
    return {}


def list_open(call: AdapterCall) -> dict[str, Any]:
    """What the leaver holds; receivers are chosen from now on."""
    row = _row(call)
    carrying.move_to(call.tx, row, "choosing")
    connection = call.tx.connection
    found = planned(connection, row)
    lines = []
    for kind, kept in found.items():
        left = sum(not one.settled for one in kept)
        lines.append(f"{KINDS[kind].zh} {KINDS[kind].en}: {len(kept)}" + (f" (– {left})" if left else ""))
    others = [one for one in organisation.everyone(connection) if one.id != row.person_id]
    return {
        "open_list": "\n".join(lines),
        "open_count": sum(len(kept) for kept in found.values()),
        "receivers": [{"value": one.login, "label": f"{one.name} {one.full_label('en')}"} for one in others],
        "default_receiver": None,
    }


def transfer(call: AdapterCall) -> dict[str, Any]:
    """Everything changes hands."""
    row = _row(call)
    login = call.inputs["default_receiver"]
    default = None if not login else organisation.by_login(call.tx.connection, login)
    try:
        moved = carrying.transfer(
            call.tx, row, _actor(call), default_id=None if default is None else default.id
        )
    except (NoReceiver, CannotTake, PoolRefused) as refusal:
        raise _business("HANDOVER_RECEIVER", refusal) from refusal
    counts: dict[str, int] = {}
    for one in carrying.moved_items(call.tx, row):
        counts[one.entity] = counts.get(one.entity, 0) + (one.outcome != "gone")
    lines = [f"{KINDS[kind].zh} {KINDS[kind].en}: {count}" for kind, count in counts.items()]
    return {"moved_list": "\n".join(lines), "moved_count": moved}


def undo(call: AdapterCall) -> dict[str, Any]:
    """Everything goes back to the leaver."""
    carrying.undo(call.tx, _row(call), _actor(call))
    return {}


def finish(call: AdapterCall) -> dict[str, Any]:
    """The rights end."""
    try:
        carrying.finish(call.tx, _row(call, ended=True))
    except NoReceiver as refusal:
        raise _business("HANDOVER_LEFT", refusal) from refusal
    return {}


def refuse(call: AdapterCall) -> dict[str, Any]:
    """Nothing comes of it."""
    carrying.refuse(call.tx, _row(call, ended=True), call.inputs["outcome"])
    return {}


def remind(call: AdapterCall) -> dict[str, Any]:
    """The completeness was not confirmed in time: the superior of whoever has to is told."""
    row = _row(call)
    above = None if row.chooser_id is None else organisation.superior(call.tx.connection, row.chooser_id)
    people = [one for one in (above,) if one is not None]
    leaver = leaver_of(call.tx.connection, row)
    notices.tell_all(
        call.tx,
        people,
        zh=f"交接单 {row.no}（{leaver.name}）还没有确认完整",
        en=f"Hand-over {row.no} ({leaver.name_en}) is not confirmed yet",
        about=("handover", row.id),
        root=call.root_id,
    )
    return {}


def _row(call: AdapterCall, *, ended: bool = False) -> Row[Any]:
    """The hand-over of this very process, held to the end of the step."""
    row = changes.row_of(call.tx.connection, tables.handover, call.inputs["handover_id"], lock=True)
    foreign = row is not None and row.instance_id not in (None, call.instance_id)
    if row is None or row.deleted_at is not None or foreign or (row.state not in OPEN_STATES and not ended):
        zh, en = ERRORS["HANDOVER_NOT_FOUND"]
        raise BusinessError("HANDOVER_NOT_FOUND", en, message_zh=zh)
    return row


def _login(call: AdapterCall, person_id: int | None) -> str:
    found = None if person_id is None else organisation.person(call.tx.connection, person_id)
    return "" if found is None else found.login


def _actor(call: AdapterCall) -> Actor | None:
    person = None if call.tx.by is None else organisation.person(call.tx.connection, call.tx.by)
    return None if person is None else Actor(person.login, person.id)


def _business(code: str, refusal: EngineError) -> BusinessError:
    return BusinessError(code, refusal.text("en"), message_zh=refusal.text("zh"))


HANDOVERS = Area(prefix="crm.handover", errors=ERRORS)
ADAPTERS: tuple[Adapter, ...] = (
    HANDOVERS.application("begin", "登记交接单", "Take up a hand-over", begin, Begin, Begun),
    HANDOVERS.application("freeze", "冻结账号", "Freeze an account", freeze, Which),
    HANDOVERS.application(
        "list", "列出未交接事项", "List what is to be handed over", list_open, Which, OpenList
    ),
    HANDOVERS.application("transfer", "移交全部事项", "Hand everything over", transfer, Carry, Carried),
    HANDOVERS.application("undo", "撤回移交", "Take a hand-over back", undo, Which),
    HANDOVERS.application("finish", "结束交接并停用账号", "End a hand-over and the account", finish, Which),
    HANDOVERS.application("refuse", "取消交接", "Give a hand-over up", refuse, Ending),
    HANDOVERS.application("remind", "催办确认交接", "Remind of a hand-over", remind, Which),
)
