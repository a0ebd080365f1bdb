"""Which work items somebody may do for those he stands in for, as conditions on `engine_work_item`.

Each is a look at a primary key beside the item: a page of the worklist stays one statement, whatever rules there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from engine.organisation import Person, Reach, Standing
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import candidate, instance, work_item
from processes.approval.standing.subjects import DOCUMENT, PROCESS
from processes.approval.tables import decision, subject

WAITING = "waiting"


def covered(person: Person, standings: Iterable[Standing]) -> ColumnElement[bool]:
    """Whether an item of their principal is one that `person` may do in his place.

    Never what he applied for himself; at a point that asks for other eyes never what he has decided about, or
    decides himself.
    """
    ways = [and_(true(), *map(_within, one.reaches)) for one in standings]
    return and_(work_item.c.state != WAITING, ~_his_own_request(person), or_(false(), *ways))


def held_by(person: Person) -> ColumnElement[bool]:
    """Whether an open item is his, or offered to him and to be had."""
    offered = (
        exists()
        .where(
            candidate.c.work_item_id == work_item.c.id,
            or_(
                (candidate.c.kind == "user") & (candidate.c.name == person.login),
                (candidate.c.kind == "group") & candidate.c.name.in_(sorted(person.positions) or [""]),
            ),
        )
        .correlate(work_item)
    )
    has_it = and_(work_item.c.assignee.is_not(None), work_item.c.assignee == person.login)  # never unknown
    return or_(has_it, and_(work_item.c.assignee.is_(None), offered))


def of_principals(person: Person, standings: Sequence[Standing]) -> ColumnElement[bool]:
    """Whether an open item is one that `person` may do for somebody."""
    ways = [and_(held_by(principal), covered(person, each)) for principal, each in by_principal(standings)]
    return or_(false(), *ways)


def by_principal(standings: Iterable[Standing]) -> list[tuple[Person, list[Standing]]]:
    """The ways in which somebody stands in for each person."""
    found: dict[int, tuple[Person, list[Standing]]] = {}
    for one in standings:
        found.setdefault(one.principal.id, (one.principal, []))[1].append(one)
    return list(found.values())


def _within(reach: Reach) -> ColumnElement[bool]:
    parts = []
    if reach.kinds:
        parts.append(_is_of(reach.kinds))
    if reach.over is not None:
        parts.append(_subject(subject.c.comparable, subject.c.amount > reach.over))
    if reach.up_to is not None:
        parts.append(
            ~_subject(
                subject.c.amount.is_not(None), or_(~subject.c.comparable, subject.c.amount > reach.up_to)
            )
        )
    return and_(true(), *parts)


def _is_of(kinds: Iterable[str]) -> ColumnElement[bool]:
    types = sorted(kind.removeprefix(DOCUMENT) for kind in kinds if kind.startswith(DOCUMENT))
    processes = sorted(kind.removeprefix(PROCESS) for kind in kinds if kind.startswith(PROCESS))
    ways: list[ColumnElement[bool]] = []
    if types:
        ways.append(_subject(subject.c.document_type.in_(types)))
    if processes:
        root = instance.alias("substituted_root")
        run_by = select(definition.c.key).where(definition.c.id == root.c.definition_id).scalar_subquery()
        ways.append(
            exists().where(root.c.id == work_item.c.root_id, run_by.in_(processes)).correlate(work_item)
        )
    return or_(false(), *ways)


def _his_own_request(person: Person) -> ColumnElement[bool]:
    others = work_item.alias("other_item")
    decided = (
        exists()
        .where(
            decision.c.root_id == work_item.c.root_id,
            decision.c.document_type == subject.c.document_type,
            decision.c.document_id == subject.c.document_id,
            decision.c.person == person.login,
        )
        .correlate(work_item, subject)
    )
    asked = (
        exists()
        .where(
            others.c.instance_id == work_item.c.instance_id,
            others.c.closed_at.is_(None),
            others.c.assignee == person.login,
        )
        .correlate(work_item, subject)
    )
    return _subject(or_(subject.c.applicant == person.login, and_(subject.c.fresh, or_(decided, asked))))


def _subject(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    found = exists().where(subject.c.instance_id == work_item.c.instance_id, *conditions)
    return found.correlate(work_item)
