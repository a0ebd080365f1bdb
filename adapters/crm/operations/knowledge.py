"""Applications of the knowledge review."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, feedback, knowledge, notices, tables
from adapters.crm.errors import KnowledgeStateRefused
from engine import organisation
from engine.errors import BusinessError, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import AdapterCall

ERRORS = {
    "KNOWLEDGE_NOT_FOUND": ("知识不存在", "the knowledge item does not exist"),
    "KNOWLEDGE_STATE": ("知识的状态不允许这一步", "the item's state does not allow this step"),
}


class FromCase(Inputs):
    """The case an item is written from."""

    feedback_id = fields.Integer(required=True)


class KnowledgeId(Schema):
    """Which item."""

    knowledge_id = fields.Integer()


class Item(Inputs):
    """Which item."""

    knowledge_id = fields.Integer(required=True)


class Nothing(Schema):
    """No outputs."""


class Mark(Inputs):
    """Which item, and the state it comes to."""

    knowledge_id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["review", "draft", "published", "retired"]))
    note = fields.String(allow_none=True, load_default="")
    title = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=200))
    question = fields.String(allow_none=True, load_default=None)
    answer = fields.String(allow_none=True, load_default=None)
    keywords = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500))


class KnowledgeFacts(Schema):
    """What the process knows of an item."""

    knowledge_id = fields.Integer()
    knowledge_state = fields.String()
    title = fields.String()
    question = fields.String()
    answer = fields.String()
    keywords = fields.String()
    author = fields.String(allow_none=True)
    valid_until = fields.AwareDateTime(allow_none=True)


def of_case(call: AdapterCall) -> dict[str, Any]:
    """A draft from what was learnt in a case; the same one when repeated."""
    case = feedback.row(call.tx.connection, call.inputs["feedback_id"])
    author = case.handler_id or call.tx.by or case.received_by_id
    if author is None:
        managers = organisation.holders(call.tx.connection, "service_manager")
        author = managers[0].id
    return {"knowledge_id": knowledge.draft_of_case(call.tx, case, author, root=call.root_id)}


def mark(call: AdapterCall) -> dict[str, Any]:
    """Bring the item to a state, with what the author or the reviewer wrote."""
    given = call.inputs
    texts: dict[str, Any] = {
        name: given[name].strip()
        for name in ("title", "question", "answer", "keywords")
        if given[name] and given[name].strip()
    }
    try:
        row = _moved(call, given["knowledge_id"], given["state"], texts)
    except NotFound as error:
        raise BusinessError("KNOWLEDGE_NOT_FOUND", error.text("en"), message_zh=error.text("zh")) from error
    except KnowledgeStateRefused as error:
        raise BusinessError("KNOWLEDGE_STATE", error.text("en"), message_zh=error.text("zh")) from error
    return _facts(call, row)


def look(call: AdapterCall) -> dict[str, Any]:
    """The item as it is now."""
    return _facts(call, knowledge.row(call.tx.connection, call.inputs["knowledge_id"]))


def remind(call: AdapterCall) -> dict[str, Any]:
    """Tell the service managers that an item waits."""
    row = knowledge.row(call.tx.connection, call.inputs["knowledge_id"])
    notices.tell_all(
        call.tx,
        notices.holders(call.tx, ["service_manager"]),
        zh=f"知识评审已过时限：{row.title}",
        en=f"The review of an item is late: {row.title}",
        about=("knowledge", row.id),
        root=call.root_id,
    )
    return {}


def _facts(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    author = organisation.person(call.tx.connection, row.author_id)
    ends = row.valid_to and datetime.combine(row.valid_to, time(9), COMPANY_ZONE)
    return {
        "knowledge_id": row.id,
        "knowledge_state": row.state,
        "title": row.title,
        "question": row.question,
        "answer": row.answer,
        "keywords": row.keywords,
        "author": author.login if author else None,
        "valid_until": ends,
    }


def _moved(call: AdapterCall, knowledge_id: int, state: str, texts: dict[str, Any]) -> Any:
    if texts:
        changes.edit(call.tx, tables.knowledge, knowledge_id, root=call.root_id, **texts)
    if state == "review":
        return knowledge.move(
            call.tx, knowledge_id, "review", root=call.root_id, instance_id=call.instance_id
        )
    decided = {"reviewer_id": call.tx.by, "review_note": call.inputs["note"] or ""} if call.tx.by else {}
    if state == "published":
        knowledge.publish(call.tx, knowledge_id, root=call.root_id)
    return knowledge.move(call.tx, knowledge_id, state, root=call.root_id, **decided)


ADAPTERS: tuple[Adapter, ...] = (
    Adapter(
        name="crm.knowledge.draft",
        zh="由服务单起草知识",
        en="Draft an item from a case",
        kind="transactional",
        inputs=FromCase,
        outputs=KnowledgeId,
        run=of_case,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.knowledge.look",
        zh="查看知识状态",
        en="Look at an item",
        kind="transactional",
        inputs=Item,
        outputs=KnowledgeFacts,
        run=look,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.knowledge.remind",
        zh="催办知识评审",
        en="Remind of a review",
        kind="transactional",
        inputs=Item,
        outputs=Nothing,
        run=remind,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.knowledge.mark",
        zh="标记知识状态",
        en="Mark an item's state",
        kind="transactional",
        inputs=Mark,
        outputs=KnowledgeFacts,
        run=mark,
        errors=ERRORS,
    ),
)
