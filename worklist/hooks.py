"""What the composition root hands to the worklist: answers that other folders know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from engine.organisation import Language, Person
from engine.store.definitions import all_latest
from processes.approval.standing.subjects import process_kind
from processes.requests.corrections import Corrections


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One line of "why did this come to me": `icon` is a Tabler name, `details` are shown when they are opened."""

    text: str
    note: str = ""
    icon: str = "arrow-right"
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the approval record."""

    name: str
    position: str = ""
    verb: str = ""
    tone: str = ""
    at: datetime | None = None
    opinion: str = ""
    spent: timedelta | None = None
    on_behalf: str = ""
    state: Literal["done", "now", "future"] = "done"
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One approval point of a called approval, listed at its call activity.

    `state`: done, now, pred (entered if nothing changes), skipped.
    """

    number: int
    name: str
    state: Literal["done", "now", "pred", "skipped"]
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a substitute may be chosen for: a type of document (`document:quote`), or a process (`process:…`)."""

    code: str
    title: str
    group: Literal["document", "process"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """When somebody will be away, as far as is known: an approved leave. `substitute`: the login he named."""

    since: date
    until: date
    substitute: str
    title: str


Kinds = Callable[[Connection, Language], Sequence[Kind]]
Absences = Callable[[Connection, Person, date], Sequence[Absence]]
Reasons = Callable[[Connection, int, Language], Sequence[Reason]]
Record = Callable[[Connection, int, Language], Sequence[Entry]]
Points = Callable[[Connection, int, Language], Sequence[Point]]
Facts = Callable[[Connection, int, Language, Collection[str]], Sequence[tuple[str, str]]]


def _nothing(_connection: Connection, _id: int, _language: Language) -> tuple[()]:
    return ()


def _processes(connection: Connection, language: Language) -> Sequence[Kind]:
    """Every published process."""
    return [
        Kind(
            code=process_kind(one.key),
            title=(one.title_zh if language == "zh" else one.title_en) or one.key,
            group="process",
        )
        for one in all_latest(connection)
    ]


def _no_absences(_connection: Connection, _person: Person, _today: date) -> tuple[()]:
    return ()


def _no_facts(
    _connection: Connection, _root_id: int, _language: Language, _hidden: Collection[str]
) -> tuple[()]:
    return ()


def _no_panel(_values: Mapping[str, Any]) -> str:
    return ""


def _diagram_url(definition_id: int) -> str:
    return f"/definitions/{definition_id}/diagram.bpmn"


def _instance_url(root_id: int) -> str:
    return f"/monitor/{root_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hooks:
    """All of them; what is left out shows nothing.

    `reasons(connection, activity_id, lang)`: why this visit of a user task came about.
    `record(connection, root_id, lang)`: decisions taken in this instance, the oldest first.
    `points(connection, instance_id, lang)`: approval points of one called approval instance.
    `panel(values)`: URL of an HTML fragment with the record that a task is about, by the variables it sees; empty
    for none.
    `corrections`: what approvers may change in the form of the document that a task is about.
    `facts(connection, root_id, lang, hidden)`: label and value of what is known of the document in approval, without
    the hidden ones, for those who may not open it.
    `kinds(connection, lang)`: what substitutes may be limited to. `absences(connection, person, today)`: when
    somebody is away from that day on.
    `diagram_url(definition_id)`: URL of the BPMN file. `instance_url(root_id)`: page of an instance.
    """

    reasons: Reasons = _nothing
    record: Record = _nothing
    points: Points = _nothing
    kinds: Kinds = _processes
    absences: Absences = _no_absences
    panel: Callable[[Mapping[str, Any]], str] = _no_panel
    corrections: Corrections | None = None
    facts: Facts = _no_facts
    diagram_url: Callable[[int], str] = _diagram_url
    instance_url: Callable[[int], str] = _instance_url
