"""A table of rules of one kind: what is stored, saving it as a whole, its history, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.discounting.errors import ChangedSince, NothingChanged
from adapters.crm.pricing import Kind
from engine.errors import Conflict, NotFound
from engine.organisation import Person, demand
from engine.store.uow import Transaction

rule, revision = tables.discount_rule, tables.discount_revision
KINDS: tuple[Kind, ...] = ("volume", "position", "customer", "agent")
#: The columns that make a rule; `id` is 0 for a new one.
COLUMNS = (
    "note", "note_en", "position_code", "account_id", "level", "product_id", "category_id", "basis", "scope",
    "from_value", "to_value", "ratio", "unit_price", "currency", "valid_from", "valid_to", "approved_instance_id",
)  # fmt: skip
_AMOUNTS = ("from_value", "to_value", "ratio", "unit_price")
_DAYS = ("valid_from", "valid_to")

Values = Mapping[str, Any]
"""A rule by column, with its `id`."""


def stored(connection: Connection, kind: Kind) -> list[dict[str, Any]]:
    """The living rules of a kind, in the order people read them."""
    query = select(rule).where(rule.c.kind == kind, rule.c.deleted_at.is_(None))
    rows = connection.execute(query.order_by(rule.c.valid_from, rule.c.from_value, rule.c.id)).all()
    return [{"id": row.id, **{name: row._mapping[name] for name in COLUMNS}} for row in rows]


def stamp(connection: Connection, kind: Kind) -> str:
    """What the table of a kind is at: changes with every saved rule, also with one edited on its own page."""
    query = select(rule.c.id, rule.c.revision).where(rule.c.kind == kind, rule.c.deleted_at.is_(None))
    found = connection.execute(query.order_by(rule.c.id)).all()
    return f"{len(found)}-{sum(row.revision for row in found)}-{max((row.id for row in found), default=0)}"


def save(
    tx: Transaction, person: Person, kind: Kind, wanted: Sequence[Values], *, seen: str, reason: str
) -> int:
    """Make the table what was typed; the revision's id. The rules must have been checked.

    Raises Conflict when somebody saved in between, NothingChanged, NotGranted.
    """
    _lock(tx)
    if stamp(tx.connection, kind) != seen:
        raise Conflict(what="the table was saved meanwhile", what_zh="该折扣表已被他人保存")
    return _write(tx, person, kind, wanted, reason=reason)


def undo(tx: Transaction, person: Person, revision_id: int) -> int:
    """Bring back what the table was before a revision; the new revision's id.

    Raises ChangedSince when the table is no longer what the revision made of it.
    """
    _lock(tx)
    row = changes.row_of(tx.connection, revision, revision_id)
    if row is None:
        raise NotFound(what="revision", what_zh="折扣变更", id=revision_id)
    now = stored(tx.connection, row.kind)
    if plain(now) != row.after:
        raise ChangedSince()
    return _write(tx, person, row.kind, [read(one) for one in row.before], reason=row.reason, undoes=row.id)


def history(connection: Connection, kind: Kind, *, limit: int = 20) -> Sequence[Row[Any]]:
    """The revisions of a kind, the newest first."""
    query = select(revision).where(revision.c.kind == kind).order_by(revision.c.id.desc())
    return connection.execute(query.limit(limit)).all()


def plain(rules: Sequence[Values]) -> list[dict[str, Any]]:
    """Rules as JSON: amounts as text, days in ISO 8601, in the order of their ids."""
    kept = ("id", *COLUMNS)
    return [changes.plain({name: one[name] for name in kept}) for one in sorted(rules, key=lambda x: x["id"])]


def read(saved: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a revision as values again."""
    found: dict[str, Any] = {name: saved.get(name) for name in ("id", *COLUMNS)}
    for name in _AMOUNTS:
        found[name] = None if found[name] is None else Decimal(found[name])
    for name in _DAYS:
        found[name] = None if found[name] is None else date.fromisoformat(found[name])
    return found


def _write(
    tx: Transaction,
    person: Person,
    kind: Kind,
    wanted: Sequence[Values],
    *,
    reason: str,
    undoes: int | None = None,
) -> int:
    before = {one["id"]: one for one in stored(tx.connection, kind)}
    gone = before.keys() - {one["id"] for one in wanted}
    for row_id in sorted(gone):
        demand(tx.connection, person, "discount", "delete")
        changes.edit(tx, rule, row_id, deleted_at=tx.now)
    touched = [_put(tx, person, kind, one, known=one["id"] in before) for one in wanted]
    if not gone and not any(touched):
        raise NothingChanged()
    return changes.add(
        tx,
        revision,
        kind=kind,
        reason=reason,
        before=plain(list(before.values())),
        after=plain(stored(tx.connection, kind)),
        undoes_id=undoes,
    )


def _put(tx: Transaction, person: Person, kind: Kind, one: Values, *, known: bool) -> bool:
    """One rule as it shall be; whether anything differed."""
    values = {name: one.get(name) for name in COLUMNS}
    if one["id"] == 0:
        demand(tx.connection, person, "discount", "add")
        changes.add(tx, rule, kind=kind, **values)
        return True
    demand(tx.connection, person, "discount", "edit")
    row = changes.row_of(tx.connection, rule, one["id"])
    if row is None or row.kind != kind:
        raise NotFound(what="rule", what_zh="折扣规则", id=one["id"])
    changed = changes.edit(tx, rule, one["id"], deleted_at=None, **values)
    return changed or not known


def _lock(tx: Transaction) -> None:
    """Two people saving tables at once wait for each other: any row that both lock will do."""
    first = tx.connection.execute(select(rule.c.id).order_by(rule.c.id).limit(1).with_for_update())
    first.first()
