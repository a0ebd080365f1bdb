"""What is asked of people's input before a command: the values of a form, a receiver, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from engine import organisation
from engine.errors import NotOpen
from worklist.case import Case
from worklist.decisions import LONGEST_OPINION, OPINION, demand_opinion
from worklist.errors import CannotReceive, OpinionMissing, OwnRequest, ReasonMissing
from worklist.items import Item
from worklist.task_form import NO_FORM, TaskForm

SHORTEST_REASON = 2


def closed(item: Item) -> NotOpen:
    done = item.state == "completed"
    assert item.closed_at is not None
    return NotOpen(
        by=item.closed_by or "–",
        at=item.closed_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        what="completed" if done else "cancelled",
        what_zh="已完成" if done else "已取消",
        state=item.state,
    )


def checked(case: Case, submitted: Mapping[str, Any]) -> dict[str, Any]:
    """A task without a form takes no values: a diagram says by its form what people may write.

    Whoever was asked for an opinion gives that and nothing else.
    """
    if case.asks_opinion:
        opinion = str(submitted.get(OPINION) or "").strip()[:LONGEST_OPINION]
        if not opinion:
            raise OpinionMissing
        return {OPINION: opinion}
    form = case.form or TaskForm(form=NO_FORM, rights={})
    values = form.accept(submitted, current=case.values)
    demand_opinion(case.decision, values)
    return values


def receiver_of(connection: Connection, case: Case, login: str) -> str:
    found = organisation.by_login(connection, login.strip())
    if found is None or not found.is_active or found.login == case.item.assignee:
        raise CannotReceive(name=login if found is None else found.name)
    if case.decision_of_task and found.login in (case.item.started_by, case.applicant):
        raise OwnRequest(name=found.name)
    return found.login


def reason_of(text: str) -> str:
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    return reason[:500]
