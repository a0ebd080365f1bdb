"""What asking waiting points again would do, before anybody releases it: the same questions, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.errors import EngineError
from engine.organisation import Language, Person
from engine.store.schema import runtime
from processes.approval.chosen import pinned
from processes.approval.documents import DocumentType
from processes.approval.model import Flow
from processes.approval.record_lines import called
from processes.approval.running.again import StoppedByIncident
from processes.approval.running.asking import outcome
from processes.approval.running.queue import running
from processes.approval.running.waiting import Waiting, has_incident, waiting

MOST = 500
"""Approvals that are looked at, the oldest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One approval: the document (empty where the reader may not see it), its point, what becomes of its tasks.

    `what`: as of a plan; `failed` where it cannot be asked, with the reason. People are named for the reader.
    """

    instance_id: int
    root_id: int
    document: str
    point: str
    what: str
    lose: Sequence[str] = ()
    get: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """How many approvals run, what would become of those that wait, and those that would not stay as they are."""

    running: int
    looked_at: int
    became: Mapping[str, int]
    lines: Sequence[Line]

    @property
    def lose(self) -> int:
        """How many tasks would be cancelled."""
        return sum(len(line.lose) for line in self.lines)

    @property
    def get(self) -> int:
        """How many people would get one."""
        return sum(len(line.get) for line in self.lines)


def preview(
    connection: Connection, key: str, flow: Flow, document: DocumentType, person: Person, lang: Language
) -> Preview:
    """What a version with this flow would do. Approvals that do not wait for people are left out."""
    found = running(connection, key)
    lines: list[Line] = []
    for instance_id in found[:MOST]:
        now = waiting(connection, instance_id)
        if now is not None:
            mine = pinned.adjusted_for(connection, instance_id, flow)
            lines.append(_line(connection, now, mine, document, person, lang))
    return Preview(
        running=len(found),
        looked_at=min(len(found), MOST),
        became=Counter(line.what for line in lines),
        lines=[line for line in lines if line.what != "stays"],
    )


def _line(
    connection: Connection, now: Waiting, flow: Flow, document: DocumentType, person: Person, lang: Language
) -> Line:
    what, why, lose, get = "failed", "", tuple[str, ...](), tuple[str, ...]()
    try:
        _demand_running(connection, now)
        plan = outcome(connection, now, flow, document, keep=False).plan
        what, lose, get = plan.what, plan.lose, plan.get
    except EngineError as error:
        why = error.text(lang)
    identity = now.entered.document_id
    title = document.called(connection, person, [identity], lang).get(identity, ("", ""))[0]
    name = now.point["name"] if lang == "zh" else now.point["name_en"]
    return Line(
        instance_id=now.entered.instance_id,
        root_id=now.root_id,
        document=title,
        point=f"{now.point['number']} {name}",
        what=what,
        lose=[called(connection, login, lang) for login in lose],
        get=[called(connection, login, lang) for login in get],
        why=why,
    )


class Held(EngineError):
    """The process is suspended."""

    zh = "流程已挂起。"
    status = 409


def _demand_running(connection: Connection, now: Waiting) -> None:
    state = connection.scalar(select(runtime.instance.c.state).where(runtime.instance.c.id == now.root_id))
    if state != "running":
        raise Held
    if has_incident(connection, now.entered.instance_id):
        raise StoppedByIncident
