"""The lists of instances and of incidents, for the one list component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from engine.organisation import Language, Person
from engine.organisation.tables import person as people
from engine.organisation.tables import position as positions
from engine.store.definitions import Definition
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import candidate, incident, instance, work_item
from forms.shell import gettext as _
from forms.shell.listing import Chip, Column, Filter, ListSpec
from worklist import access

_open = work_item.alias("open_item")
_starter = people.alias("starter")
_holder = people.alias("holder")
_titled = work_item.alias("titled")


def state_chips() -> dict[str, Chip]:
    """States of instances as in `screens.md`."""
    return {
        "running": Chip(label=_("Running"), tone="accent", icon="player-play"),
        "suspended": Chip(label=_("Suspended"), icon="player-pause"),
        "completed": Chip(label=_("Completed"), tone="ok", icon="check"),
        "terminated": Chip(label=_("Terminated")),
        "failed": Chip(label=_("Incident"), tone="bad", icon="alert-circle"),
    }


def instances_query(connection: Connection, person: Person) -> Select[Any]:
    """Root instances that a person may see, each with the oldest item that waits in it."""
    first = (
        select(func.min(work_item.c.id))
        .where(work_item.c.root_id == instance.c.id, work_item.c.closed_at.is_(None))
        .correlate(instance)
        .scalar_subquery()
    )
    joined = (
        instance.join(definition, definition.c.id == instance.c.definition_id)
        .outerjoin(_open, _open.c.id == first)
        .outerjoin(_starter, _starter.c.login == instance.c.started_by)
        .outerjoin(_holder, _holder.c.login == _open.c.assignee)
    )
    return select(instance.c.id).select_from(joined).where(access.seen_instances(connection, person))


def instances_spec(lang: Language, definitions: Sequence[Definition]) -> ListSpec:
    """Columns and filters of /monitor/."""
    process = definition.c.title_zh if lang == "zh" else definition.c.title_en
    incidents = _incident_count()
    return ListSpec(
        key="instances",
        title=_("Instances"),
        id=instance.c.id,
        columns=(
            Column(key="title", label=_("Business object"), expression=_title(), sort=False, strong=True),
            Column(key="process", label=_("Process"), expression=process),
            Column(
                key="state", label=_("State"), expression=instance.c.state, kind="chip", chips=state_chips()
            ),
            Column(
                key="step",
                label=_("Current step"),
                expression=_open.c.name,
                kind="chip",
                chips=_steps(lang, definitions),
                sort=False,
            ),
            Column(key="waits_for", label=_("Waiting for"), expression=_waits_for(lang), sort=False),
            Column(key="since", label=_("Since"), expression=_open.c.created_at, kind="datetime", sort=False),
            Column(key="incidents", label=_("Incidents"), expression=incidents, kind="number", sort=False),
            Column(
                key="started_by",
                label=_("Started by"),
                expression=_starter.c.name if lang == "zh" else _starter.c.name_en,
                kind="person",
                sort=False,
            ),
            Column(key="started_at", label=_("Started"), expression=instance.c.started_at, kind="datetime"),
            Column(
                key="ended_at", label=_("Ended"), expression=instance.c.ended_at, kind="datetime", hidden=True
            ),
            Column(
                key="business_key", label=_("Business key"), expression=instance.c.business_key, hidden=True
            ),
            Column(
                key="version", label=_("Version"), expression=definition.c.version, kind="number", hidden=True
            ),
            Column(key="id", label=_("Instance"), expression=instance.c.id, kind="text", hidden=True),
        ),
        filters=(
            Filter(
                key="state",
                label=_("State"),
                expression=instance.c.state,
                kind="choice",
                choices=[(key, chip.label) for key, chip in state_chips().items()],
            ),
            Filter(
                key="process",
                label=_("Process"),
                expression=definition.c.key,
                kind="choice",
                choices=[(one.key, one.title_zh if lang == "zh" else one.title_en) for one in definitions],
            ),
            Filter(key="trouble", label=_("Has incidents"), expression=incidents > 0, kind="bool"),
            Filter(key="waits_for", label=_("Waiting for"), expression=_waits_for(lang)),
            Filter(
                key="started_by",
                label=_("Started by"),
                expression=_starter.c.name if lang == "zh" else _starter.c.name_en,
            ),
            Filter(key="started", label=_("Started"), expression=instance.c.started_at, kind="date"),
        ),
        search=(instance.c.business_key, _title()),
        default_sort="-id",
        cards=("title", "state", "process", "waits_for"),
        row_url=lambda row: f"/monitor/{row['id']}",
        empty_title=_("No instance yet"),
        empty_text=_("Submit a quote: its approval appears here at once."),
    )


def incidents_query(connection: Connection, person: Person) -> Select[Any]:
    """Open incidents in instances that a person may see."""
    root = instance
    return (
        select(incident.c.id)
        .select_from(
            incident.join(root, root.c.id == incident.c.root_id).join(
                definition, definition.c.id == root.c.definition_id
            )
        )
        .where(incident.c.resolved_at.is_(None), access.seen_instances(connection, person))
    )


def incidents_spec(lang: Language, definitions: Sequence[Definition]) -> ListSpec:
    """Columns and filters of /monitor/incidents."""
    process = definition.c.title_zh if lang == "zh" else definition.c.title_en
    return ListSpec(
        key="incidents",
        title=_("Incidents"),
        id=incident.c.id,
        columns=(
            Column(key="number", label=_("Number"), expression=incident.c.id, kind="text", strong=True),
            Column(key="code", label=_("Code"), expression=incident.c.code, kind="chip", sort=False),
            Column(key="title", label=_("Business object"), expression=_title(), sort=False),
            Column(key="process", label=_("Process"), expression=process),
            Column(key="element", label=_("Element"), expression=incident.c.element, sort=False),
            Column(key="at", label=_("Since"), expression=incident.c.at, kind="datetime"),
        ),
        filters=(
            Filter(key="code", label=_("Code"), expression=incident.c.code),
            Filter(
                key="process",
                label=_("Process"),
                expression=definition.c.key,
                kind="choice",
                choices=[(one.key, one.title_zh if lang == "zh" else one.title_en) for one in definitions],
            ),
            Filter(key="at", label=_("Since"), expression=incident.c.at, kind="date"),
        ),
        search=(incident.c.code, incident.c.element),
        extra={"root": incident.c.root_id},
        default_sort="-number",
        cards=("title", "code", "process", "at"),
        row_url=lambda row: f"/monitor/{row['root']}?tab=incidents",
        empty_title=_("No open incident"),
        empty_text=_("Everything runs. What fails for good appears here with a way to repair it."),
    )


def _title() -> ColumnElement[Any]:
    """The title of the newest work item, else the business key."""
    newest = (
        select(_titled.c.title)
        .where(_titled.c.root_id == instance.c.id, _titled.c.title.is_not(None))
        .order_by(_titled.c.id.desc())
        .limit(1)
        .correlate(instance)
        .scalar_subquery()
    )
    return func.coalesce(newest, instance.c.business_key)


def _incident_count() -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(incident.c.root_id == instance.c.id, incident.c.resolved_at.is_(None))
        .correlate(instance)
        .scalar_subquery()
    )


def _waits_for(lang: Language) -> ColumnElement[Any]:
    """The holder's name, else the position it is offered to, else the person it is offered to."""
    holder = _holder.c.name if lang == "zh" else _holder.c.name_en
    position = positions.c.name if lang == "zh" else positions.c.name_en
    person = people.c.name if lang == "zh" else people.c.name_en
    offered = (
        select(
            func.min(
                func.coalesce(case((candidate.c.kind == "group", position), else_=person), candidate.c.name)
            )
        )
        .select_from(
            candidate.outerjoin(
                positions, and_(candidate.c.kind == "group", positions.c.code == candidate.c.name)
            ).outerjoin(people, and_(candidate.c.kind == "user", people.c.login == candidate.c.name))
        )
        .where(candidate.c.work_item_id == _open.c.id)
        .correlate(_open)
        .scalar_subquery()
    )
    return func.coalesce(holder, _open.c.assignee, offered)


def _steps(lang: Language, definitions: Sequence[Definition]) -> dict[str, Chip]:
    """Names of steps as the packages translate them."""
    texts: dict[str, str] = {}
    for one in definitions:
        texts |= {msgid: text for msgid, text in one.messages.get(lang, {}).items() if text}
    return {msgid: Chip(label=text, tone="outline") for msgid, text in texts.items()}
