"""Keeping reports: each belongs to a version and to the text that it had then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from engine.ids import new_id
from engine.store.uow import Transaction
from engine.store.values import decode, encode
from processes.approval import content, policies
from processes.approval.backtest import tables
from processes.approval.backtest.filters import Filters
from processes.approval.backtest.report import Asked, Cell, Changed, Passing, Report
from processes.approval.backtest.slots import Slot
from processes.approval.model import Flow
from processes.approval.policies import Version

MOST_KEPT = 5
"""Reports of one version besides those that belong to a release: older ones go."""

_SUMS = ("unasked", "fewer", "more", "newly")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A report with what was asked. `fits`: the version still says what was tried."""

    id: int
    version: int
    base: int | None
    filters: Filters
    report: Report
    by: int | None
    at: datetime
    fits: bool


def keep(tx: Transaction, version: Version, base: int | None, filters: Filters, report: Report) -> int:
    """Store a report with its version; its id."""
    table, identity = tables.backtest, new_id()
    tx.connection.execute(
        insert(table).values(
            id=identity,
            policy=version.policy,
            version=version.version,
            base=base,
            content_sha256=digest(version.flow),
            asked=encode(asdict(filters)),
            report=dump(report),
            by=tx.by,
            at=tx.now,
        )
    )
    mine = (
        table.c.policy == version.policy,
        table.c.version == version.version,
        table.c.attached.is_(False),
    )
    ids = tx.connection.scalars(select(table.c.id).where(*mine).order_by(table.c.id.desc())).all()
    if len(ids) > MOST_KEPT:
        tx.connection.execute(delete(table).where(*mine, table.c.id <= ids[MOST_KEPT]))
    return identity


def latest(connection: Connection, version: Version) -> Kept | None:
    """The last report about a version; `fits` tells whether it is about what the version says now."""
    table = tables.backtest
    query = (
        select(table)
        .where(table.c.policy == version.policy, table.c.version == version.version)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _kept(row, version)


def fitting(connection: Connection, version: Version) -> list[Kept]:
    """The reports about what a version says now, the newest first."""
    table = tables.backtest
    query = select(table).where(
        table.c.policy == version.policy,
        table.c.version == version.version,
        table.c.content_sha256 == digest(version.flow),
    )
    return [_kept(row, version) for row in connection.execute(query.order_by(table.c.id.desc()))]


def attach(tx: Transaction, identity: int) -> None:
    """A report belongs to a release now: it is kept for good."""
    table = tables.backtest
    tx.connection.execute(update(table).where(table.c.id == identity).values(attached=True))


def of_id(connection: Connection, version: Version, identity: int) -> Kept | None:
    """One report of a version."""
    table = tables.backtest
    query = select(table).where(
        table.c.id == identity, table.c.policy == version.policy, table.c.version == version.version
    )
    row = connection.execute(query).first()
    return None if row is None else _kept(row, version)


def of_policy(connection: Connection, policy: str) -> list[Kept]:
    """The reports of all versions of a flow, the latest first."""
    table = tables.backtest
    query = select(table).where(table.c.policy == policy).order_by(table.c.id.desc())
    known = [policies.draft(connection, policy), *policies.versions(connection, policy)]
    by_number = {one.version: one for one in known if one is not None}
    rows = connection.execute(query)
    return [_kept(row, by_number[row.version]) for row in rows if row.version in by_number]


def digest(flow: Flow) -> str:
    """sha256 of what a version says."""
    return sha256(content.dump(flow).encode()).hexdigest()


def dump(report: Report) -> str:
    """The report as text."""
    plain = {name: getattr(report, name) for name in _plain(Report)}
    lists = ("matrix", "slots", "asked", "cases")
    rows = {name: [_fields(each) for each in plain[name]] for name in lists}
    sums = {name: _fields(plain[name]) for name in _SUMS}
    return encode({**plain, **rows, **sums, "undecided": list(report.undecided.items())})


def load(text: str) -> Report:
    """The report of a text made by `dump`."""
    raw: dict[str, Any] = decode(text)
    return Report(
        **{
            **raw,
            "undecided": {tuple(key): count for key, count in raw["undecided"]},
            "matrix": [Cell(**_routes(each)) for each in raw["matrix"]],
            "slots": [Slot(**{**each, "seats": tuple(each["seats"])}) for each in raw["slots"]],
            "asked": [Asked(**each) for each in raw["asked"]],
            "weeks": [(monday, counts) for monday, counts in raw["weeks"]],
            "cases": [Changed(**_routes(each)) for each in raw["cases"]],
            **{name: Passing(**raw[name]) for name in _SUMS},
        }
    )


def _fields(value: Cell | Slot | Asked | Changed | Passing) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _plain(type(value))}


def _plain(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _routes(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {**raw, "old": tuple(raw["old"]), "new": tuple(raw["new"])}


def _kept(row: Row[Any], version: Version) -> Kept:
    return Kept(
        id=row.id,
        version=row.version,
        base=row.base,
        filters=Filters(**decode(row.asked)),
        report=load(row.report),
        by=row.by,
        at=row.at,
        fits=row.content_sha256 == digest(version.flow),
    )
