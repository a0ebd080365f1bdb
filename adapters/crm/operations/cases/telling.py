"""People are told about a case: what is grave, what is late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.contract import Adapter
from adapters.crm import feedback, notices
from adapters.crm.operations.cases.declaring import application
from adapters.crm.operations.cases.schemas import CaseId, Nothing, Notice
from engine import organisation
from engine.organisation import Person
from engine.ports import AdapterCall

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
    tell(call, given["reason"], _heads(call, people) if given["heads"] else people)
    return {}


def breach(call: AdapterCall) -> dict[str, Any]:
    """Mark the case whose solution is late, and tell the service manager."""
    if feedback.breach(call.tx, call.inputs["feedback_id"], root=call.root_id):
        tell(call, "late", notices.holders(call.tx, ["service_manager"]))
    return {}


def week(call: AdapterCall) -> dict[str, Any]:
    """Tell the general manager about a case that is not closed yet."""
    if feedback.row(call.tx.connection, call.inputs["feedback_id"]).state not in feedback.DONE:
        tell(call, "week", notices.holders(call.tx, ["general_manager"]))
    return {}


def tell(call: AdapterCall, reason: str, people: list[Person]) -> None:
    """Tell them in both languages; some reasons are noted in the case."""
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


ADAPTERS: tuple[Adapter, ...] = (
    application("notify", "通知相关人员", "Tell people about a case", Notice, Nothing, notify),
    application("breach", "标记解决超时", "Mark a late solution", CaseId, Nothing, breach),
    application("week", "七天未办结时通知", "Tell about a case open for a week", CaseId, Nothing, week),
)
