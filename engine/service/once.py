"""Remote calls that the diagram forbids to repeat (`gx:idempotent="false"`).

That such a call begins is committed before it is made. Whoever finds the note on a job that nobody works on any
more knows that the call began and not how it ended: it becomes an incident, and an operator decides.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.service.context import Context
from engine.store.hot import Hot
from engine.store.types import to_micros

if TYPE_CHECKING:
    from engine.service.jobs import Claimed

#: A call that is out this long is taken for interrupted. Longer than the lease of other jobs: what is slow is
#: called again there, here it would end as an incident and its answer would be lost.
LEASE_ONCE = timedelta(minutes=5)


def must_not_repeat(context: Context, job: Claimed) -> bool:
    """Whether the element that makes this call says that a repetition does harm."""
    with context.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT t.element, i.definition_id FROM engine_token t JOIN engine_instance i"
            f" ON i.id = t.instance_id WHERE t.id = {job.row.token_id or 0:d}"
        ).first()
        if row is None:
            return False  # its token is gone: the result will be dropped anyway
        invocation = context.programs.load(connection, row.definition_id).program.node(row.element).invocation
    return invocation is not None and not invocation.idempotent


def note_call(context: Context, job: Claimed) -> bool:
    """Commit that the call begins; false if the job is not ours any more."""
    with context.begin("begin_call", None) as tx:
        changed = Hot(tx).count(
            "UPDATE engine_job SET called_at = ?, lease_until = ? WHERE id = ? AND owner = ? AND attempts = ?",
            (tx.micros, to_micros(tx.now + LEASE_ONCE), job.row.id, job.owner, job.row.attempts),
        )
    return changed == 1
