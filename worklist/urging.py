"""Urging those who have a task: by whoever asked for it, or somebody who may give it away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from adapters.crm.notices import tell_all
from adapters.crm.parameters import parameter
from engine import organisation
from engine.organisation import Person
from engine.service import Actor
from processes.approval.standing.telling import tell_substitutes
from worklist import access
from worklist.case import Case
from worklist.checking import closed
from worklist.errors import NotPermittedHere
from worklist.service import Worklist

PAUSE = "urge.hours"
"""The parameter: hours between two times of urging the same task."""
HOURS = 4


def may_urge(connection: Connection, person: Person, case: Case) -> bool:
    """Whether a person may ask for a task to be done: never the one who has it."""
    item = case.item
    if not item.is_open or item.state == "waiting" or item.assignee == person.login:
        return False
    asked = person.login in (item.started_by, case.applicant)
    return asked or access.may_assign(connection, person, item.started_by)


def urge(worklist: Worklist, person: Person, item_id: int) -> int:
    """Leave everybody who has, or is offered, a task a message; how often that was done by now.

    Raises NotFound, NotOpen, NotYours, NotPermittedHere, UrgedAlready.
    """
    with worklist.store.begin(by=person.id, action="urge") as tx:
        case = worklist.case(tx.connection, person, item_id)
        if not case.item.is_open:
            raise closed(case.item)
        if not may_urge(tx.connection, person, case):
            raise worklist.refused(tx.connection, case, "urge", who=case.applicant)
        if "urge" not in case.permitted:
            raise NotPermittedHere(action_zh="催办", action_en="urge")
        pause = timedelta(hours=float(parameter(tx.connection, PAUSE, HOURS)))
        number = worklist.engine.urge_in(tx, item_id, by=Actor(person.login, person.id), pause=pause)
        title = case.item.title or case.item.business_key or case.item.element
        holders, root = list(_holders(tx.connection, case)), case.item.root_id
        zh = f"{person.label('zh')}催办（第 {number} 次）：{title}"
        en = f"{person.label('en')} urges you ({number}): {title}"
        tell_all(tx, holders, zh=zh, en=en, about=("instance", root), root=root)
        tell_substitutes(tx, item_id, holders, zh=zh, en=en, root=root)
    return number


def _holders(connection: Connection, case: Case) -> Iterator[Person]:
    names = [case.item.assignee] if case.item.assignee else [o.name for o in case.offered if o.kind == "user"]
    for login in names:
        found = organisation.by_login(connection, login)
        if found is not None:
            yield found
    if case.item.assignee is None:
        for one in case.offered:
            if one.kind == "group":
                yield from organisation.holders(connection, one.name)
