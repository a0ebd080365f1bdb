"""Applications of the complaint process: each brings the case to where the process is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row, select

from adapters.contract import Adapter, Inputs, Operation
from adapters.crm import changes, feedback, notices, tables, tasks
from adapters.crm.catalogue.feedback import CHANNELS, TYPES
from adapters.crm.errors import OtherInstance
from engine import organisation
from engine.errors import BusinessError, EngineError, NotFound
from engine.organisation import Person
from engine.ports import AdapterCall

ERRORS = {
    "CASE_NOT_FOUND": ("服务单不存在", "the case does not exist"),
    "CASE_CUSTOMER": ("客户不存在", "the customer does not exist"),
    "CASE_INCOMPLETE": ("所选措施缺少资料", "what an action needs is missing"),
    "CASE_OTHER_INSTANCE": ("服务单属于另一个流程实例", "the case belongs to another process instance"),
}
_SUBJECT = 80


class CaseId(Inputs):
    """Which case."""

    feedback_id = fields.Integer(required=True)


class Registered(Inputs):
    """A case that exists, or what somebody wrote or said."""

    feedback_id = fields.Integer(allow_none=True, load_default=None)
    type = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*TYPES]))
    channel = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*CHANNELS]))
    account_id = fields.Integer(allow_none=True, load_default=None)
    contact_id = fields.Integer(allow_none=True, load_default=None)
    subject = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=200))
    text = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=8000))
    product_id = fields.Integer(allow_none=True, load_default=None)
    order_id = fields.Integer(allow_none=True, load_default=None)
    phone = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=40))
    email = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=200))


class CaseFacts(Schema):
    """What the process knows of a case."""

    feedback_id = fields.Integer()
    feedback_no = fields.String()
    feedback_type = fields.String()
    feedback_state = fields.String()
    subject = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    customer_en = fields.String()
    customer_level = fields.String()
    contract = fields.Boolean()
    contact_name = fields.String()
    contact_email = fields.String()
    language = fields.String()
    order_id = fields.Integer(allow_none=True)
    archive_id = fields.Integer(allow_none=True)
    level = fields.Integer()
    reopen_count = fields.Integer()
    duplicate_of = fields.Integer(allow_none=True)
    duplicate_no = fields.String()


class CaseState(Schema):
    """Where the case stands."""

    feedback_state = fields.String()


class Merged(CaseId):
    """Which case goes into which."""

    duplicate_of = fields.Integer(required=True)


class Classified(CaseId):
    """What the service desk found out."""

    category = fields.String(required=True)
    severity = fields.Integer(required=True, validate=validate.Range(1, 4))
    urgency = fields.Integer(required=True, validate=validate.Range(1, 3))
    claimed_loss = fields.Decimal(allow_none=True, load_default=None)
    mood = fields.String(allow_none=True, load_default="")


class Promise(CaseId):
    """What the decision table gives: durations in working time, and the position that handles the case."""

    respond_in = fields.String(required=True)
    solve_in = fields.String(required=True)
    handler_position = fields.String(required=True)


class Promised(Schema):
    """When it has to be kept, and by whom if that is known."""

    respond_due = fields.AwareDateTime()
    solve_due = fields.AwareDateTime()
    respond_in = fields.String()
    handler = fields.String(allow_none=True)
    handler_position = fields.String()
    feedback_state = fields.String()


class Notice(CaseId):
    """Who is told, and why: `escalated` after a deadline, `critical`, `late`, `week`."""

    reason = fields.String(required=True, validate=validate.OneOf(["critical", "escalated", "department"]))
    positions = fields.List(fields.String(), required=True)
    heads = fields.Boolean(load_default=False)  # tell those above the positions instead


class Nothing(Schema):
    """No outputs."""


class Accepted(CaseId):
    """What the handler plans."""

    plan = fields.String(required=True)
    first_answer = fields.String(allow_none=True, load_default="")
    departments = fields.List(fields.String(), allow_none=True, load_default=None)


class Handled(Schema):
    """Who handles the case from now on."""

    handler = fields.String(allow_none=True)
    handler_name = fields.String()
    departments = fields.List(fields.String())
    feedback_state = fields.String()


class Finding(CaseId):
    """What a department found."""

    department = fields.String(required=True)
    finding = fields.String(required=True)
    cause = fields.String(required=True)
    proposal = fields.String(required=True)
    evidence = fields.String(allow_none=True, load_default="")


class Solution(CaseId):
    """What is to be done about it."""

    root_cause = fields.String(required=True)
    solution = fields.String(required=True)
    compensation_kind = fields.String(allow_none=True, load_default="")
    compensation_amount = fields.Decimal(allow_none=True, load_default=None)
    actions = fields.List(fields.String(), allow_none=True, load_default=None)


class Solved(Schema):
    """What was chosen; nothing where the form said nothing."""

    compensation_amount = fields.Decimal(allow_none=True)
    actions = fields.List(fields.String())


class Answer(CaseId):
    """What the customer is told."""

    answer = fields.String(required=True)


class Satisfied(CaseId):
    """What the customer says about the answer."""

    satisfaction = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(1, 5))
    said = fields.String(allow_none=True, load_default="")


class Reopened(CaseId):
    """How often the case was reopened before, and what the customer said."""

    reopen_count = fields.Integer(required=True)
    said = fields.String(allow_none=True, load_default="")


class Level(Schema):
    """The level that the case comes to; actions are chosen anew."""

    level = fields.Integer()
    reopen_count = fields.Integer()
    feedback_state = fields.String()
    compensation_amount = fields.Decimal(allow_none=True)
    actions = fields.List(fields.String())


class Decision(CaseId):
    """What the general manager decides."""

    decision = fields.String(
        required=True, validate=validate.OneOf(["new_handler", "compensation", "legal", "close"])
    )
    reason = fields.String(allow_none=True, load_default="")
    new_position = fields.String(allow_none=True, load_default=None)
    handler_position = fields.String(required=True)
    respond_in = fields.String(required=True)


class Summary(CaseId):
    """What is learnt from the case."""

    root_cause = fields.String(required=True)
    prevention = fields.String(required=True)
    cost = fields.Decimal(allow_none=True, load_default=None)


class Revisit(CaseId):
    """What the customer says days later."""

    still_satisfied = fields.String(required=True, validate=validate.OneOf(["yes", "no", "skipped"]))
    comment = fields.String(allow_none=True, load_default="")


class Revisited(Schema):
    """How often the customer was asked since the case was closed."""

    revisits = fields.Integer()


def register(call: AdapterCall) -> dict[str, Any]:
    """Take the case into this process, registering it first if it only exists as words."""
    given = call.inputs
    try:
        feedback_id = given["feedback_id"] or _own(call) or _registered(call)
        case = feedback.adopt(call.tx, feedback_id, _instance(call), root=call.root_id)
    except (NotFound, OtherInstance) as error:
        raise _business(error) from error
    other = feedback.open_case_like(call.tx.connection, case, call.tx.now)
    return {
        **feedback.facts(call.tx.connection, case),
        "feedback_state": case.state,
        "level": case.level,
        "reopen_count": case.reopen_count,
        "duplicate_of": None if other is None else other.id,
        "duplicate_no": "" if other is None else other.no,
    }


def _instance(call: AdapterCall) -> int:
    assert call.instance_id is not None
    return call.instance_id


def _own(call: AdapterCall) -> int | None:
    """The case that this instance has registered already."""
    mine = tables.feedback.c.instance_id == call.instance_id
    found: int | None = call.tx.connection.scalar(select(tables.feedback.c.id).where(mine))
    return found


def _registered(call: AdapterCall) -> int:
    given = call.inputs
    party = None
    if given["account_id"] is not None:
        party = changes.row_of(call.tx.connection, tables.account, given["account_id"])
    if party is None or party.deleted_at is not None:
        raise BusinessError(
            "CASE_CUSTOMER", ERRORS["CASE_CUSTOMER"][1], message_zh=ERRORS["CASE_CUSTOMER"][0]
        )
    text = (given["text"] or "").strip() or "–"
    contact = changes.row_of(call.tx.connection, tables.contact, given["contact_id"] or 0)
    return feedback.register(
        call.tx,
        root=call.root_id,
        type=given["type"] or "complaint",
        channel=given["channel"] or "call",
        account_id=party.id,
        contact_id=contact.id if contact is not None and contact.account_id == party.id else None,
        subject=given["subject"] or text.splitlines()[0][:_SUBJECT],
        content=text,
        product_id=given["product_id"],
        order_id=given["order_id"],
        phone=given["phone"] or "",
        email=given["email"] or "",
        instance_id=_instance(call),
    )


def acknowledged(call: AdapterCall) -> dict[str, Any]:
    """The customer knows that the case arrived."""
    feedback.note(call.tx, call.inputs["feedback_id"], "acknowledged", "", root=call.root_id)
    return {}


def merge(call: AdapterCall) -> dict[str, Any]:
    """Close the case as part of another."""
    feedback.merge(call.tx, call.inputs["feedback_id"], call.inputs["duplicate_of"], root=call.root_id)
    return {"feedback_state": "closed"}


def classify(call: AdapterCall) -> dict[str, Any]:
    """Keep what the service desk found out."""
    given = dict(call.inputs)
    feedback_id = given.pop("feedback_id")
    given["mood"] = given["mood"] or ""
    if feedback.change(call.tx, feedback_id, root=call.root_id, **given):
        feedback.note(call.tx, feedback_id, "classified", "", root=call.root_id)
    return {}


def promise(call: AdapterCall) -> dict[str, Any]:
    """Promise times, and name the position that keeps them."""
    given = call.inputs
    case = feedback.promise(
        call.tx,
        given["feedback_id"],
        respond_in=given["respond_in"],
        solve_in=given["solve_in"],
        position=given["handler_position"],
        root=call.root_id,
    )
    handler = organisation.person(call.tx.connection, case.handler_id) if case.handler_id else None
    return {
        "respond_due": case.respond_due_at,
        "solve_due": case.solve_due_at,
        "respond_in": given["respond_in"],
        "handler": handler.login if handler else None,
        "handler_position": given["handler_position"],
        "feedback_state": case.state,
    }


_NOTICES: Mapping[str, tuple[str, str, str]] = {
    "critical": ("严重投诉", "Critical complaint", ""),
    "escalated": ("已过处理时限，请督办", "A step is late, please see to it", "reminder"),
    "department": ("部门调查已过时限，请督办", "An investigation is late, please see to it", "reminder"),
    "late": ("已过承诺的解决时限", "The promised time for the solution has passed", "escalated"),
    "week": ("七天仍未办结", "Open for seven days", "escalated"),
}


def notify(call: AdapterCall) -> dict[str, Any]:
    """Tell people about the case, and note it there."""
    given = call.inputs
    people = notices.holders(call.tx, given["positions"])
    _tell(call, given["reason"], _heads(call, people) if given["heads"] else people)
    return {}


def _tell(call: AdapterCall, reason: str, people: list[Person]) -> None:
    case = feedback.row(call.tx.connection, call.inputs["feedback_id"])
    zh, en, kind = _NOTICES[reason]
    head = f"{case.no} · {case.subject}"
    notices.tell_all(
        call.tx,
        people,
        zh=f"{zh}：{head}",
        en=f"{en}: {head}",
        about=("feedback", case.id),
        root=call.root_id,
    )
    if kind:
        names = "、".join(dict.fromkeys(person.name for person in people))
        feedback.note(call.tx, case.id, kind, names, root=call.root_id)


def _heads(call: AdapterCall, people: list[Person]) -> list[Person]:
    """Those directly above."""
    found = [organisation.superior(call.tx.connection, person.id) for person in people]
    return [person for person in found if person is not None]


def accept(call: AdapterCall) -> dict[str, Any]:
    """The one who planned handles the case."""
    given = call.inputs
    departments = given["departments"] or []
    feedback.accept(
        call.tx,
        given["feedback_id"],
        plan=given["plan"],
        first_answer=given["first_answer"] or "",
        departments=departments,
        root=call.root_id,
    )
    case = feedback.row(call.tx.connection, given["feedback_id"])
    handler = organisation.person(call.tx.connection, case.handler_id) if case.handler_id else None
    return {
        "handler": handler.login if handler else None,
        "handler_name": handler.name if handler else "",
        "departments": departments,
        "feedback_state": case.state,
    }


def finding(call: AdapterCall) -> dict[str, Any]:
    """Keep what a department found."""
    given = call.inputs
    parts = (given["finding"], given["cause"], given["proposal"], given["evidence"] or "")
    feedback.note(call.tx, given["feedback_id"], "finding", "\n".join(filter(None, parts)), root=call.root_id)
    return {}


def solve(call: AdapterCall) -> dict[str, Any]:
    """Keep cause and solution."""
    given = call.inputs
    _demand_complete(feedback.row(call.tx.connection, given["feedback_id"]), given)
    changed = feedback.change(
        call.tx,
        given["feedback_id"],
        root=call.root_id,
        cause=given["root_cause"],
        solution=given["solution"],
        compensation_kind=given["compensation_kind"] or "",
        compensation_amount=given["compensation_amount"],
    )
    if changed:
        feedback.note(call.tx, given["feedback_id"], "solution", given["solution"], root=call.root_id)
    return {
        "compensation_amount": given["compensation_amount"],
        "actions": given["actions"] or [],
    }


def _demand_complete(case: Row[Any], given: Mapping[str, Any]) -> None:
    """A return needs an order, a repair the unit, a payment its amount."""
    missing = {
        "return": case.order_id is None,
        "repair": case.archive_id is None,
        "payment": not given["compensation_amount"],
    }
    if any(missing.get(one) for one in given["actions"] or []):
        zh, en = ERRORS["CASE_INCOMPLETE"]
        raise BusinessError("CASE_INCOMPLETE", en, message_zh=zh)


def answer(call: AdapterCall) -> dict[str, Any]:
    """The customer is answered."""
    feedback.answered(call.tx, call.inputs["feedback_id"], call.inputs["answer"], root=call.root_id)
    return {"feedback_state": "waiting_customer"}


def confirm(call: AdapterCall) -> dict[str, Any]:
    """The customer is satisfied, or at least does not object."""
    given = call.inputs
    values = {} if given["satisfaction"] is None else {"satisfaction": given["satisfaction"]}
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, state="confirmed", **values):
        feedback.note(call.tx, given["feedback_id"], "confirmed", given["said"] or "", root=call.root_id)
    return {"feedback_state": "confirmed"}


def withdraw(call: AdapterCall) -> dict[str, Any]:
    """The customer takes the complaint back."""
    given = call.inputs
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, state="confirmed"):
        feedback.note(call.tx, given["feedback_id"], "withdrawn", given["said"] or "", root=call.root_id)
    return {"feedback_state": "confirmed"}


def reopen(call: AdapterCall) -> dict[str, Any]:
    """Once more, one level higher."""
    given = call.inputs
    case = feedback.reopen(
        call.tx,
        given["feedback_id"],
        said=given["said"] or "",
        round_no=given["reopen_count"] + 1,
        root=call.root_id,
    )
    # What was paid or sent for the former answer must not be paid or sent again.
    return {
        "level": case.level,
        "reopen_count": case.reopen_count,
        "feedback_state": case.state,
        "compensation_amount": None,
        "actions": [],
    }


def decide(call: AdapterCall) -> dict[str, Any]:
    """What the general manager decided; whoever is to handle the case next has the whole time to respond."""
    given = call.inputs
    feedback_id, position = given["feedback_id"], given["new_position"] or given["handler_position"]
    feedback.note(call.tx, feedback_id, "escalated", given["reason"] or given["decision"], root=call.root_id)
    case = feedback.respond_again(call.tx, feedback_id, given["respond_in"], root=call.root_id)
    if given["decision"] == "legal":
        for person in organisation.holders(call.tx.connection, "legal")[:1]:
            tasks.add(
                call.tx,
                kind="other",
                root=call.root_id,
                subject=f"{case.no} {case.subject}"[:200],
                content=given["reason"] or case.content,
                account_id=case.account_id,
                feedback_id=case.id,
                owner_id=person.id,
                assigner_id=call.tx.by,
            )
    handler = None
    if given["decision"] == "new_handler":
        feedback.change(call.tx, feedback_id, root=call.root_id, handler_position=position, handler_id=None)
    elif case.handler_id is not None:
        known = organisation.person(call.tx.connection, case.handler_id)
        handler = known.login if known else None
    return {
        "respond_due": case.respond_due_at,
        "handler_position": position,
        "handler": handler,
    }


class Decided(Schema):
    """Who goes on with the case, and until when he has to respond."""

    respond_due = fields.AwareDateTime()
    handler_position = fields.String()
    handler = fields.String(allow_none=True)


def breach(call: AdapterCall) -> dict[str, Any]:
    """Mark the case whose solution is late, and tell the service manager."""
    if feedback.breach(call.tx, call.inputs["feedback_id"], root=call.root_id):
        _tell(call, "late", notices.holders(call.tx, ["service_manager"]))
    return {}


def week(call: AdapterCall) -> dict[str, Any]:
    """Tell the general manager about a case that is not closed yet."""
    if feedback.row(call.tx.connection, call.inputs["feedback_id"]).state not in feedback.DONE:
        _tell(call, "week", notices.holders(call.tx, ["general_manager"]))
    return {}


def summary(call: AdapterCall) -> dict[str, Any]:
    """Keep what was learnt."""
    given = call.inputs
    values = {"cause": given["root_cause"], "prevention": given["prevention"]}
    if given["cost"] is not None:
        values["cost"] = given["cost"]
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, **values):
        feedback.note(call.tx, given["feedback_id"], "summary", given["prevention"], root=call.root_id)
    return {}


def close(call: AdapterCall) -> dict[str, Any]:
    """Close the case; preventing it next time is a task of whoever handled it."""
    case = feedback.row(call.tx.connection, call.inputs["feedback_id"])
    managers = organisation.holders(call.tx.connection, "service_manager")
    owner = case.handler_id or (managers[0].id if managers else case.received_by_id)
    if case.prevention and owner is not None:
        tasks.add(
            call.tx,
            kind="service",
            root=call.root_id,
            subject=f"{case.no} {case.subject}"[:200],
            content=case.prevention,
            account_id=case.account_id,
            feedback_id=case.id,
            owner_id=owner,
            assigner_id=call.tx.by,
        )
    feedback.close(call.tx, case.id, root=call.root_id)
    return {"feedback_state": "closed"}


def revisit(call: AdapterCall) -> dict[str, Any]:
    """What the customer said days later, and how often he was asked since the case was closed."""
    given = call.inputs
    feedback_id = given["feedback_id"]
    feedback.change(call.tx, feedback_id, root=call.root_id, revisited_at=call.tx.now)
    feedback.note(call.tx, feedback_id, "revisit", given["comment"] or "", root=call.root_id)
    closed_at = feedback.row(call.tx.connection, feedback_id).closed_at
    done = [one for one in feedback.actions(call.tx.connection, feedback_id) if one.kind == "revisit"]
    return {"revisits": sum(1 for one in done if closed_at is None or one.at >= closed_at)}


def _business(error: EngineError) -> BusinessError:
    code = "CASE_NOT_FOUND" if isinstance(error, NotFound) else "CASE_OTHER_INSTANCE"
    return BusinessError(code, error.text("en"), message_zh=error.text("zh"))


def _adapter(
    name: str, zh: str, en: str, inputs: type[Schema], outputs: type[Schema], run: Operation
) -> Adapter:
    return Adapter(
        name=f"crm.feedback.{name}",
        zh=zh,
        en=en,
        kind="transactional",
        inputs=inputs,
        outputs=outputs,
        run=run,
        errors=ERRORS,
    )


ADAPTERS: tuple[Adapter, ...] = (
    _adapter("create", "登记服务反馈", "Register a case", Registered, CaseFacts, register),
    _adapter("acknowledged", "记录已确认收到", "Note the acknowledgement", CaseId, Nothing, acknowledged),
    _adapter("merge", "并入已有服务单", "Merge into an open case", Merged, CaseState, merge),
    _adapter("classify", "记录分类", "Classify a case", Classified, Nothing, classify),
    _adapter("promise", "确定时限与处理职位", "Promise times", Promise, Promised, promise),
    _adapter("notify", "通知相关人员", "Tell people about a case", Notice, Nothing, notify),
    _adapter("accept", "受理并记录计划", "Accept a case", Accepted, Handled, accept),
    _adapter("finding", "记录调查结果", "Keep a finding", Finding, Nothing, finding),
    _adapter("solve", "记录解决方案", "Keep the solution", Solution, Solved, solve),
    _adapter("answer", "记录答复", "Note the answer", Answer, CaseState, answer),
    _adapter("confirm", "记录客户确认", "Note the confirmation", Satisfied, CaseState, confirm),
    _adapter("withdraw", "记录客户撤回", "Note the withdrawal", Satisfied, CaseState, withdraw),
    _adapter("reopen", "重新打开", "Reopen a case", Reopened, Level, reopen),
    _adapter("decide", "记录升级决定", "Note the decision", Decision, Decided, decide),
    _adapter("breach", "标记解决超时", "Mark a late solution", CaseId, Nothing, breach),
    _adapter("week", "七天未办结时通知", "Tell about a case open for a week", CaseId, Nothing, week),
    _adapter("summarise", "记录总结", "Keep the summary", Summary, Nothing, summary),
    _adapter("close", "关闭服务单", "Close a case", CaseId, CaseState, close),
    _adapter("revisit", "记录回访", "Keep the revisit", Revisit, Revisited, revisit),
)
