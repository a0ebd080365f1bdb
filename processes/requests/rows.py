"""Reading requests: one, those a person may see, and what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, false, or_, select

from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.schema.runtime import work_item
from engine.store.values import decode
from processes.approval.circulation.reading import copied_to
from processes.approval.standing.reach import held_by, of_principals
from processes.requests.packaging import PREFIX
from processes.requests.tables import request

#: state → Chinese, English, tone of its chip
STATES: dict[str, tuple[str, str, str]] = {
    "draft": ("草稿", "Draft", "outline"),
    "in_approval": ("审批中", "In approval", "accent"),
    "returned": ("已退回", "Returned", "warn"),
    "approved": ("已批准", "Approved", "ok"),
    "filed": ("已备案", "Filed", "ok"),
    "rejected": ("已驳回", "Rejected", "bad"),
    "withdrawn": ("已撤回", "Withdrawn", ""),
    "cancelled": ("已终止", "Cancelled", ""),
}
OPEN = ("in_approval", "returned")
CORRECTED = ("returned", "withdrawn")
"""Its applicant may change it and submit it again."""


def of(connection: Connection, request_id: int, *, lock: bool = False) -> Row[Any]:
    """One request, whoever asks. Raises NotFound."""
    query = select(request).where(request.c.id == request_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
    if row is None:
        raise missing(request_id)
    return row


def find(connection: Connection, person: Person, request_id: int) -> Row[Any]:
    """One request that a person may see. Raises NotFound."""
    query = select(request).where(request.c.id == request_id, visible(connection, person))
    row = connection.execute(query).first()
    if row is None:
        raise missing(request_id)
    return row


def sees(connection: Connection, person: Person, key: str, request_id: int) -> bool | None:
    """Whether a person sees the request of this kind and id; None where `key` is no kind of request."""
    if not key.startswith(PREFIX):
        return None
    mine = (request.c.id == request_id, request.c.key == key, visible(connection, person))
    return bool(connection.scalar(select(exists().where(*mine))))


def missing(request_id: int) -> NotFound:
    """The refusal that does not tell whether there is one."""
    return NotFound(what="request", what_zh="申请", id=request_id)


def visible(connection: Connection, person: Person) -> ColumnElement[bool]:
    """Whose requests a person sees, as a condition: his own; those he is or was asked about; those he files;

    those of people whose processes he supervises; and those he has a copy of. A draft is its applicant's alone.
    """
    scope = organisation.may(connection, person, "instance", "view")
    supervised: ColumnElement[bool] = false()
    if scope is not None:
        supervised = organisation.condition(person, scope, owner=request.c.applicant_id)
    others = and_(
        request.c.state != "draft",
        or_(
            supervised,
            _worked(connection, person),
            _filed(person),
            copied_to(person, request.c.instance_id),
        ),
    )
    return or_(request.c.applicant_id == person.id, others)


def submitted(
    connection: Connection, person: Person, key: str, words: str, *, limit: int
) -> Sequence[Row[Any]]:
    """The latest submitted requests of a kind that a person may see, by what stands in their titles."""
    query = select(request).where(
        request.c.key == key, request.c.no.is_not(None), visible(connection, person)
    )
    for word in words.split()[:5]:
        query = query.where(request.c.title.icontains(word, autoescape=True))
    return connection.execute(query.order_by(request.c.id.desc()).limit(limit)).all()


def among(connection: Connection, person: Person, ids: Collection[int]) -> Sequence[Row[Any]]:
    """Those of these requests that a person may see."""
    query = select(request).where(request.c.id.in_(ids), visible(connection, person))
    return connection.execute(query).all()


def values(row: Row[Any]) -> dict[str, Any]:
    """What was filled in."""
    return cast(dict[str, Any], decode(row.content))


def drafts(connection: Connection, person: Person, *, limit: int = 20) -> Sequence[Row[Any]]:
    """What a person began and has not submitted, the latest first."""
    query = select(request).where(request.c.applicant_id == person.id, request.c.no.is_(None))
    return connection.execute(query.order_by(request.c.updated_at.desc()).limit(limit)).all()


def lately_used(connection: Connection, person: Person, *, limit: int) -> list[str]:
    """The kinds that a person asked for last, each once."""
    query = select(request.c.key).where(request.c.applicant_id == person.id).order_by(request.c.id.desc())
    return list(dict.fromkeys(connection.scalars(query.limit(200))))[:limit]


def _worked(connection: Connection, person: Person) -> ColumnElement[bool]:
    """Whether he worked on it, somebody did in his place, or it waits for him or one he stands in for."""
    standings = organisation.principals(connection, person.id, datetime.now(UTC))
    asked = or_(held_by(person), of_principals(person, standings))
    return exists().where(
        work_item.c.root_id == request.c.instance_id,
        or_(
            work_item.c.closed_by == person.login,
            work_item.c.behalf_of == person.login,
            and_(work_item.c.closed_at.is_(None), asked),
        ),
    )


def _filed(person: Person) -> ColumnElement[bool]:
    """Approved requests that one of the person's positions files."""
    named = (request.c.filing.contains(f",{code},", autoescape=True) for code in sorted(person.positions))
    return and_(request.c.state.in_(("approved", "filed")), or_(false(), *named))
