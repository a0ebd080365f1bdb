"""What people do with cases at the service desk: the commands behind its pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import feedback, knowledge
from adapters.crm.catalogue import entity
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.notices import tell_all
from adapters.crm.processes import Processes
from adapters.crm.records import access
from adapters.crm.records.commands import refuse_locked
from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction

COMPLAINTS, REVIEWS = "complaint_handling", "knowledge_review"
SAID = ("confirmed", "dissatisfied", "withdrawn")


def take_in(
    tx: Transaction,
    processes: Processes,
    person: Person,
    values: dict[str, Any],
    *,
    handler_id: int | None = None,
) -> int:
    """Register a case, for somebody if a handler is named; complaints begin their process with it."""
    access.demand_parent(tx.connection, person, entity("feedback"), values)
    feedback_id = feedback.register(tx, **values)
    if handler_id is not None:
        assign(tx, person, feedback_id, handler_id)
    if values["type"] in feedback.LED_BY_PROCESS:
        no = feedback.row(tx.connection, feedback_id).no
        processes.start_in(tx, COMPLAINTS, {"feedback_id": feedback_id}, business_key=no, by=person)
    else:
        feedback.promise_at_desk(tx, feedback_id)
    return feedback_id


def find(tx: Transaction, person: Person, feedback_id: int, action: str = "edit") -> Row[Any]:
    """A case that may be worked on. Raises NotFound, NotGranted, CaseClosed."""
    case = access.find(tx.connection, person, entity("feedback"), feedback_id, action)
    refuse_locked(entity("feedback"), case)
    return case


def add_note(tx: Transaction, person: Person, feedback_id: int, text: str, *, from_customer: bool) -> None:
    """Keep what somebody said or found out."""
    find(tx, person, feedback_id)
    feedback.note(tx, feedback_id, "customer" if from_customer else "note", _needed("text", text))


def customer_said(
    tx: Transaction,
    processes: Processes,
    person: Person,
    feedback_id: int,
    word: str,
    *,
    said: str,
    satisfaction: int | None,
) -> None:
    """Hand what the customer said to the process. Raises CaseStateRefused where it does not wait for that."""
    case = find(tx, person, feedback_id)
    if word not in SAID:
        raise InvalidFields([Fault(field="word", zh="请从列表中选择", en="choose one from the list")])
    if word == "dissatisfied":
        _needed("said", said)
    values: dict[str, Any] = {"said": said, "satisfaction": satisfaction}
    if case.instance_id is None or not processes.message_in(
        tx, case.instance_id, f"complaint.{word}", values
    ):
        feedback.demand_state(case)
    if word == "dissatisfied":
        feedback.note(tx, feedback_id, "dissatisfied", said)


def assign(tx: Transaction, person: Person, feedback_id: int, handler_id: int | None) -> None:
    """Say who handles a case, before its process has asked somebody."""
    case = find(tx, person, feedback_id, "assign")
    handler = None if handler_id is None else organisation.person(tx.connection, handler_id)
    if handler is None or not handler.is_active:
        raise InvalidFields([Fault(field="handler", zh="请从列表中选择", en="choose one from the list")])
    led = case.type in feedback.LED_BY_PROCESS
    feedback.demand_state(case, *(("new",) if led else tuple(feedback.OPEN)))
    state = "assigned" if case.state == "new" and not led else case.state
    if feedback.change(tx, feedback_id, handler_id=handler.id, state=state):
        feedback.note(tx, feedback_id, "assigned", handler.name)


def escalate(tx: Transaction, person: Person, feedback_id: int, why: str) -> None:
    """Hand a case that needs no process to the superior of whoever handles it, who is told."""
    case = find(tx, person, feedback_id)
    _demand_simple(case)
    feedback.demand_state(case, *feedback.OPEN)
    reason = _needed("why", why)
    handler = organisation.person(tx.connection, case.handler_id) if case.handler_id else person
    above = (
        organisation.person(tx.connection, handler.superior_id) if handler and handler.superior_id else None
    )
    if above is None or not above.is_active:
        raise InvalidFields([Fault(field="why", zh="没有可以升级到的上级", en="there is nobody above")])
    level = min((case.level or 1) + 1, feedback.TOP_LEVEL - 1)
    feedback.change(tx, feedback_id, handler_id=above.id, level=level)
    feedback.note(tx, feedback_id, "escalated", f"{above.name}：{reason}")
    tell_all(
        tx,
        [above],
        zh=f"服务反馈 {case.no} 已升级给您：{reason}",
        en=f"Case {case.no} was escalated to you: {reason}",
        about=("feedback", feedback_id),
    )


def answer(tx: Transaction, person: Person, feedback_id: int, text: str) -> None:
    """Answer a question, a suggestion or a request that needs no process."""
    case = find(tx, person, feedback_id)
    _demand_simple(case)
    values = {} if case.handler_id else {"handler_id": person.id}
    feedback.change(tx, feedback_id, responded_at=case.responded_at or tx.now, solution=text, **values)
    feedback.answered(tx, feedback_id, _needed("answer", text))


def close(tx: Transaction, person: Person, feedback_id: int, satisfaction: int | None) -> None:
    """Close a case that needs no process."""
    case = find(tx, person, feedback_id, "close")
    _demand_simple(case)
    values = {} if satisfaction is None else {"satisfaction": satisfaction}
    feedback.close(tx, feedback_id, **values)


def reopen(tx: Transaction, person: Person, feedback_id: int, said: str) -> None:
    """Take up an answered or closed case again that needs no process."""
    case = access.find(tx.connection, person, entity("feedback"), feedback_id, "edit")
    _demand_simple(case)
    feedback.demand_state(case, "closed", "waiting_customer", "solved", "confirmed")
    feedback.reopen(tx, feedback_id, said=_needed("said", said), round_no=case.reopen_count + 1, root=None)


def use_knowledge(tx: Transaction, person: Person, feedback_id: int, knowledge_id: int) -> None:
    """Note that an item holds the answer; it counts as useful."""
    find(tx, person, feedback_id)
    item = access.find(tx.connection, person, entity("knowledge"), knowledge_id)
    if feedback.change(tx, feedback_id, knowledge_id=item.id):
        feedback.note(tx, feedback_id, "knowledge", item.title)
    knowledge.vote(tx, item.id, person.id, useful=True)


def draft_knowledge(tx: Transaction, person: Person, feedback_id: int) -> int:
    """A knowledge item from a case that has a solution; its id."""
    organisation.demand(tx.connection, person, "knowledge", "add")
    case = access.find(tx.connection, person, entity("feedback"), feedback_id)
    if not (case.solution or case.answer):
        feedback.demand_state(case)
    return knowledge.draft_of_case(tx, case, person.id)


def submit_knowledge(tx: Transaction, processes: Processes, person: Person, knowledge_id: int) -> None:
    """Hand an item to its review. Raises KnowledgeStateRefused while one is under way."""
    item = access.find(tx.connection, person, entity("knowledge"), knowledge_id, "edit")
    knowledge.demand_state(item, "draft", "retired")
    processes.start_in(
        tx, REVIEWS, {"knowledge_id": knowledge_id}, business_key=f"KB-{knowledge_id}", by=person
    )


def _demand_simple(case: Row[Any]) -> None:
    if case.type in feedback.LED_BY_PROCESS:
        feedback.demand_state(case)


def _needed(field: str, text: str) -> str:
    if not text.strip():
        raise InvalidFields([Fault(field=field, zh="请填写", en="Please fill this in")])
    if len(text) > _LONGEST:
        raise InvalidFields(
            [Fault(field=field, zh=f"最多 {_LONGEST} 个字", en=f"at most {_LONGEST} characters")]
        )
    return text.strip()


_LONGEST = 8000
