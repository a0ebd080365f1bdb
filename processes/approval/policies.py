"""Approval flows in the store: which there are, which version is in force, what a version says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from engine.store.schema import runtime
from processes.approval import content, tables
from processes.approval.errors import NothingReleased, PolicyDisabled, PolicyNotFound, VersionNotFound
from processes.approval.model import Flow

State = Literal["draft", "released", "taken_back"]
Standing = Literal["draft", "scheduled", "in_force", "retired", "taken_back"]
#: What a release means for approvals that run: they keep their version, take this one from the next point on, or
#: are in addition asked again at the point where they wait.
Running = Literal["new", "ahead", "waiting"]
RUNNING: tuple[Running, ...] = ("new", "ahead", "waiting")


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """An approval flow; what it asks is in its versions."""

    key: str
    document_type: str
    name: str
    name_en: str
    enabled: bool
    priority: int

    @property
    def is_first(self) -> bool:
        """Whether it is the flow that its type came with: diagrams that name it ask all flows of the type."""
        return self.key == self.document_type

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version. `by` is a person's id; `at` when it was released, or the draft last saved.

    It is in force in [`valid_from`, `valid_to`); without the former since ever: that is how a flow is installed.
    `backtest`: the id of the report it was released with.
    `replaced_by`: the version because of which it was taken back before its moment, None where somebody did that.
    """

    id: int
    policy: str
    version: int
    state: State
    revision: int
    reason: str
    by: int | None
    at: datetime
    valid_from: datetime | None
    text: str
    running: Running = "ahead"
    valid_to: datetime | None = None
    restored_from: int | None = None
    backtest: int | None = None
    taken_back_at: datetime | None = None
    taken_back_by: int | None = None
    taken_back_reason: str = ""
    replaced_by: int | None = None

    @property
    def token(self) -> str:
        """What an editor has seen: another draft, or another save of this one, has another token."""
        return f"{self.id}.{self.revision}"

    @property
    def flow(self) -> Flow:
        """The points it asks for."""
        return content.load(self.text)

    def standing(self, at: datetime) -> Standing:
        """What it is at a moment."""
        if self.state != "released":
            return self.state
        if self.valid_from is not None and self.valid_from > at:
            return "scheduled"
        return "in_force" if self.valid_to is None or self.valid_to > at else "retired"


def policies(connection: Connection) -> list[Policy]:
    """All flows, by type in the order they are asked."""
    table = tables.policy
    query = select(table).order_by(table.c.document_type, table.c.priority, table.c.key)
    return [_policy(row) for row in connection.execute(query)]


def of_type(connection: Connection, document_type: str) -> list[Policy]:
    """The flows of a type in the order they are asked."""
    table = tables.policy
    query = select(table).where(table.c.document_type == document_type)
    return [_policy(row) for row in connection.execute(query.order_by(table.c.priority, table.c.key))]


def without_flow(connection: Connection, document_type: str) -> Literal["approve", "refuse"]:
    """What happens to documents of a type that none of its flows is for."""
    table = tables.policy_type
    said = connection.scalar(select(table.c.without_flow).where(table.c.document_type == document_type))
    return "approve" if said == "approve" else "refuse"


def policy(connection: Connection, key: str) -> Policy:
    """The flow of this key. Raises PolicyNotFound."""
    row = connection.execute(select(tables.policy).where(tables.policy.c.key == key)).first()
    if row is None:
        raise PolicyNotFound(key=key)
    return _policy(row)


def version(connection: Connection, key: str, number: int) -> Version:
    """One version of a flow. Raises VersionNotFound."""
    found = _first(connection, _versions(key).where(tables.policy_version.c.version == number))
    if found is None:
        raise VersionNotFound(key=key, version=number)
    return found


def versions(connection: Connection, key: str) -> list[Version]:
    """All versions that were ever released, the latest first."""
    query = _versions(key).where(tables.policy_version.c.state != "draft")
    return [_version(row) for row in connection.execute(query)]


def released(connection: Connection, key: str, at: datetime) -> Version | None:
    """The version in force at a moment; None before the first one is."""
    return _first(connection, _versions(key).where(*_holds(at)))


def coming(connection: Connection, key: str, at: datetime) -> list[Version]:
    """The versions that were released for a later moment, the next one first."""
    table = tables.policy_version
    query = _versions(key).where(table.c.state == "released", table.c.valid_from > at)
    return [_version(row) for row in connection.execute(query)][::-1]


def before(connection: Connection, key: str, effective: datetime, at: datetime) -> Version | None:
    """The version in whose place one would be that is released now (`at`) for the moment `effective`."""
    table = tables.policy_version
    earlier = or_(table.c.valid_from.is_(None), table.c.valid_from < effective, table.c.valid_from <= at)
    return _first(connection, _versions(key).where(table.c.state == "released", earlier))


def draft(connection: Connection, key: str) -> Version | None:
    """The draft of the next version, if there is one."""
    return _first(connection, _versions(key).where(tables.policy_version.c.state == "draft"))


def in_force(connection: Connection, key: str, at: datetime) -> Version:
    """The version that documents of this moment start with.

    Raises PolicyNotFound, PolicyDisabled, NothingReleased.
    """
    if not policy(connection, key).enabled:
        raise PolicyDisabled(key=key)
    found = released(connection, key, at)
    if found is None:
        raise NothingReleased(key=key)
    return found


def running(connection: Connection, key: str) -> dict[int, int]:
    """Version → approvals that still run by it: they keep it whatever is released."""
    evaluation, instance = tables.evaluation, runtime.instance
    latest = (
        select(evaluation.c.instance_id, func.max(evaluation.c.version).label("version"))
        .where(evaluation.c.policy == key)
        .join(
            instance,
            and_(instance.c.id == evaluation.c.instance_id, instance.c.state.in_(("running", "suspended"))),
        )
        .group_by(evaluation.c.instance_id)
        .subquery()
    )
    query = select(latest.c.version, func.count()).group_by(latest.c.version)
    return {row[0]: row[1] for row in connection.execute(query)}


def _holds(at: datetime) -> tuple[ColumnElement[bool], ...]:
    table = tables.policy_version
    ends = or_(table.c.valid_to.is_(None), table.c.valid_to > at)
    began = or_(table.c.valid_from.is_(None), table.c.valid_from <= at)
    return table.c.state == "released", began, ends


def _versions(key: str) -> Select[Any]:
    table = tables.policy_version
    return select(table).where(table.c.policy == key).order_by(table.c.version.desc())


def _first(connection: Connection, query: Select[Any]) -> Version | None:
    row = connection.execute(query.limit(1)).first()
    return None if row is None else _version(row)


def _policy(row: Row[Any]) -> Policy:
    return Policy(
        key=row.key,
        document_type=row.document_type,
        name=row.name,
        name_en=row.name_en,
        enabled=row.enabled,
        priority=row.priority,
    )


def _version(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        policy=row.policy,
        version=row.version,
        state=row.state,
        revision=row.revision,
        reason=row.reason,
        by=row.by,
        at=row.at,
        valid_from=row.valid_from,
        text=row.content,
        running=row.running,
        valid_to=row.valid_to,
        restored_from=row.restored_from,
        backtest=row.backtest,
        taken_back_at=row.taken_back_at,
        taken_back_by=row.taken_back_by,
        taken_back_reason=row.taken_back_reason,
        replaced_by=row.replaced_by,
    )
