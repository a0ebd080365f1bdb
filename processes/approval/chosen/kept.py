"""The route that an applicant chose for a document, before its approval begins and while it is corrected."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.store.schema import runtime
from engine.store.uow import Transaction
from processes.approval import tables as approval_tables
from processes.approval.chosen import content, tables
from processes.approval.chosen.choice import NOTHING, Choice
from processes.approval.chosen.errors import RouteChanged, RouteRuns


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What is kept for a document; revision 0: nothing yet."""

    choice: Choice = NOTHING
    revision: int = 0


def of_document(connection: Connection, document_type: str, document_id: int | None) -> Kept:
    """What the applicant chose for a document so far."""
    table = tables.route
    query = select(table.c.content, table.c.revision).where(
        table.c.document_type == document_type, table.c.document_id == document_id
    )
    row = None if document_id is None else connection.execute(query).first()
    return Kept() if row is None else Kept(choice=content.load(row.content), revision=row.revision)


def keep(tx: Transaction, document_type: str, document_id: int, choice: Choice, *, seen: int) -> None:
    """Keep what was chosen. `seen` is the revision that was shown.

    The same choice again changes nothing. Raises RouteChanged where somebody kept another one meanwhile, RouteRuns
    while the document is in approval.
    """
    current = of_document(tx.connection, document_type, document_id)
    if current.choice == choice:
        return
    if current.revision != seen:
        raise RouteChanged(what="the route was changed", what_zh="审批路线已被修改")
    if runs(tx.connection, document_type, document_id):
        raise RouteRuns(what="the document is in approval", what_zh="单据正在审批")
    values = {"content": content.dump(choice), "revision": seen + 1, "by": tx.by or 0, "at": tx.now}
    table = tables.route
    if seen == 0:
        _first(tx, document_type, document_id, values)
        return
    changed = tx.connection.execute(
        update(table)
        .where(
            table.c.document_type == document_type,
            table.c.document_id == document_id,
            table.c.revision == seen,
        )
        .values(**values)
    )
    if changed.rowcount != 1:
        raise RouteChanged(what="the route was changed", what_zh="审批路线已被修改")


def forget(tx: Transaction, document_type: str, document_id: int) -> None:
    """Throw away what was chosen for a document that is thrown away."""
    table = tables.route
    mine = (table.c.document_type == document_type, table.c.document_id == document_id)
    tx.connection.execute(delete(table).where(*mine))


def runs(connection: Connection, document_type: str, document_id: int) -> bool:
    """Whether an approval of the document runs now."""
    asked, instance = approval_tables.evaluation, runtime.instance
    query = (
        select(instance.c.state)
        .join(asked, asked.c.instance_id == instance.c.id)
        .where(asked.c.document_type == document_type, asked.c.document_id == document_id)
        .order_by(asked.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query) in ("running", "suspended")


def _first(tx: Transaction, document_type: str, document_id: int, values: dict[str, object]) -> None:
    try:
        tx.connection.execute(
            insert(tables.route).values(document_type=document_type, document_id=document_id, **values)
        )
    except IntegrityError as error:
        raise RouteChanged(what="the route was changed", what_zh="审批路线已被修改") from error
