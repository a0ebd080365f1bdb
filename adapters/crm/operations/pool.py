"""Applications of the customer pool (P-04): claims, and the release of customers that nobody contacts."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, tables
from adapters.crm.messages import leave_message
from adapters.crm.ownership import pool
from adapters.crm.ownership.errors import NotInPool, TooSoon
from adapters.crm.ownership.owner import change_owner
from adapters.crm.parameters import parameter
from engine import organisation
from engine.errors import BusinessError
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import AdapterCall

ERRORS = {
    "POOL_NOT_FOUND": ("客户不存在", "the customer does not exist"),
    "POOL_NOT_PUBLIC": ("客户已不在公共池", "the customer is not in the pool any more"),
    "POOL_TOO_SOON": ("释放后未满冷却期", "the cooling-off is not over"),
    "POOL_NOBODY": ("没有这个人员", "there is no such person"),
}


class Claim(Inputs):
    """Which customer, and who claims it (a login)."""

    account_id = fields.Integer(required=True)
    claimant = fields.String(required=True)


class Rule(Schema):
    """How the claim is decided, and by whom: `way` is automatic or superior."""

    account_code = fields.String()
    customer = fields.String()
    claimant_name = fields.String()
    way = fields.String()
    why = fields.String()
    superior = fields.String(allow_none=True)


class Claimed(Schema):
    """Whether the customer is the claimant's now."""

    claimed = fields.Boolean()


class Tell(Inputs):
    """Who hears what about his claim."""

    account_id = fields.Integer(required=True)
    to = fields.String(required=True)
    what = fields.String(required=True, validate=validate.OneOf(["refused", "taken"]))
    opinion = fields.String(load_default="", allow_none=True)


class Which(Inputs):
    """Which customer."""

    account_id = fields.Integer(required=True)
    note = fields.String(load_default="", allow_none=True)


class NoInputs(Inputs):
    """Nothing is asked."""


class Nothing(Schema):
    """No answer."""


class Idle(Schema):
    """Customers whose owners are warned: {account_id, code, name, owner, due}."""

    idle = fields.List(fields.Dict())


class Settled(Schema):
    """Whether the customer went back to the pool."""

    released = fields.Boolean()


def rule(call: AdapterCall) -> dict[str, Any]:
    """Limits, cooling-off and levels; refuses what nobody may allow."""
    row, person = _account(call), _person(call, call.inputs["claimant"])
    try:
        found = pool.claim_rule(call.tx.connection, person.id, row, call.tx.now)
    except NotInPool as error:
        raise BusinessError("POOL_NOT_PUBLIC", error.text("en"), message_zh=error.text("zh")) from error
    except TooSoon as error:
        raise BusinessError("POOL_TOO_SOON", error.text("en"), message_zh=error.text("zh")) from error
    above = organisation.superior(call.tx.connection, person.id)
    return {
        "account_code": row.code,
        "customer": row.short_name or row.name,
        "claimant_name": person.name,
        "way": found.way if above is not None else "automatic",
        "why": f"{found.why_zh}（{found.why_en}）" if found.why_zh else "",
        "superior": above.login if above else None,
    }


def claim(call: AdapterCall) -> dict[str, Any]:
    """The customer becomes the claimant's."""
    row, person = _account(call), _person(call, call.inputs["claimant"])
    try:
        pool.claim(call.tx, person.id, row.id, root=call.root_id)
    except NotInPool as error:
        raise BusinessError("POOL_NOT_PUBLIC", error.text("en"), message_zh=error.text("zh")) from error
    return {"claimed": True}


def tell(call: AdapterCall) -> dict[str, Any]:
    """Tell the claimant that he did not get the customer."""
    row, given = _account(call), call.inputs
    why = "未获同意" if given["what"] == "refused" else "已被他人领用"
    text = f"领用「{row.name}」：{why}。{given['opinion'] or ''}"
    person = _person(call, given["to"])
    leave_message(call.tx, person.id, text, ref=("account", row.id), root=call.root_id)
    return {}


def find_idle(call: AdapterCall) -> dict[str, Any]:
    """Warn the owners of customers that nobody contacted for too long. Each is warned once."""
    today = call.tx.now.astimezone(COMPANY_ZONE).date()
    days = int(parameter(call.tx.connection, "pool.warning_days", 7))
    found = []
    for row in pool.idle(call.tx.connection, call.tx.now, warned=False):
        owner = organisation.person(call.tx.connection, row.owner_id)
        if owner is None or not owner.is_active:
            continue  # a hand-over brings these to somebody else
        changes.edit(call.tx, tables.account, row.id, root=call.root_id, idle_warned_on=today)
        found.append(
            {
                "account_id": row.id,
                "code": row.code,
                "name": row.short_name or row.name,
                "owner": owner.login,
                "due": f"P{days}D",
            }
        )
    return {"idle": found}


def keep(call: AdapterCall) -> dict[str, Any]:
    """The owner contacted the customer: the clock begins anew."""
    row = _account(call)
    changes.edit(
        call.tx, tables.account, row.id, root=call.root_id, idle_warned_on=None, last_contact_at=call.tx.now
    )
    changes.add(
        call.tx,
        tables.account_event,
        root=call.root_id,
        account_id=row.id,
        event_type="note",
        at=call.tx.now,
        title="已联系，保留客户",
        text=call.inputs["note"] or "",
        actor_id=call.tx.by,
    )
    return {}


def settle(call: AdapterCall) -> dict[str, Any]:
    """The grace is over: without a contact since, the customer goes back to the pool."""
    row = changes.row_of(call.tx.connection, tables.account, call.inputs["account_id"], lock=True)
    if row is None or row.deleted_at is not None or row.idle_warned_on is None or row.owner_id is None:
        return {"released": False}  # gone, contacted, or somebody else's since
    contacted = (
        row.last_contact_at is not None
        and row.last_contact_at.astimezone(COMPANY_ZONE).date() >= row.idle_warned_on
    )
    if contacted:
        changes.edit(call.tx, tables.account, row.id, root=call.root_id, idle_warned_on=None)
        return {"released": False}
    former = row.owner_id
    change_owner(call.tx, row.id, None, "release", root=call.root_id)
    text = f"「{row.name}」长期未联系，已回到公共池"
    leave_message(call.tx, former, text, ref=("account", row.id), root=call.root_id)
    return {"released": True}


def _account(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.account, call.inputs["account_id"])
    if row is None or row.deleted_at is not None:
        zh, en = ERRORS["POOL_NOT_FOUND"]
        raise BusinessError("POOL_NOT_FOUND", en, message_zh=zh)
    return row


def _person(call: AdapterCall, login: str) -> Person:
    person = organisation.by_login(call.tx.connection, login)
    if person is None or not person.is_active:
        zh, en = ERRORS["POOL_NOBODY"]
        raise BusinessError("POOL_NOBODY", en, message_zh=zh)
    return person


RULE = Adapter(
    name="crm.pool.rule",
    zh="检查领用规则",
    en="Check the rules of a claim",
    kind="transactional",
    inputs=Claim,
    outputs=Rule,
    run=rule,
    errors=ERRORS,
)
CLAIM = Adapter(
    name="crm.pool.claim",
    zh="领用客户",
    en="Claim a customer",
    kind="transactional",
    inputs=Claim,
    outputs=Claimed,
    run=claim,
    errors=ERRORS,
)
TELL = Adapter(
    name="crm.pool.tell",
    zh="通知领用结果",
    en="Tell how a claim ended",
    kind="transactional",
    inputs=Tell,
    outputs=Nothing,
    run=tell,
    errors=ERRORS,
)
FIND_IDLE = Adapter(
    name="crm.pool.find_idle",
    zh="查找长期未联系客户",
    en="Find customers that nobody contacts",
    kind="transactional",
    inputs=NoInputs,
    outputs=Idle,
    run=find_idle,
)
KEEP = Adapter(
    name="crm.pool.keep",
    zh="登记联系并保留客户",
    en="Record a contact and keep the customer",
    kind="transactional",
    inputs=Which,
    outputs=Nothing,
    run=keep,
    errors=ERRORS,
)
SETTLE = Adapter(
    name="crm.pool.settle",
    zh="到期核对并释放客户",
    en="Release a customer unless it was contacted",
    kind="transactional",
    inputs=Which,
    outputs=Settled,
    run=settle,
)

ADAPTERS = (RULE, CLAIM, TELL, FIND_IDLE, KEEP, SETTLE)
