"""The loop that is woken every few seconds: fires timers, works jobs, delivers what waits in the inbox."""

from __future__ import annotations

import logging

from engine.errors import EngineError
from engine.service import jobs
from engine.service.context import Context
from engine.service.messages import deliver_waiting
from engine.service.start_timers import fire_starts
from engine.service.timers import due_roots, fire_overdue
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.values import decode

log = logging.getLogger("guanxi.due")


def run_due(context: Context, *, owner: str, limit: int = 100) -> int:
    """Everything that is due now, at most `limit` of each kind. Returns how much was done."""
    done = fire_starts(context, limit=limit)
    done += _timers(context, limit)
    done += _inbox(context, limit)
    return done + run_jobs(context, owner=owner, limit=limit)


def run_background(context: Context, *, owner: str) -> int:
    """One comparison with the second engine. Returns how much was done."""
    return run_jobs(context, owner=owner, limit=1, background=True)


def run_jobs(context: Context, *, owner: str, limit: int = 100, background: bool = False) -> int:
    """Claim and do due jobs. One that fails unexpectedly is postponed and never stops the others."""
    claimed = jobs.claim(context, owner=owner, limit=limit, background=background)
    for job in claimed:
        try:
            jobs.work(context, job)
        except EngineError as error:
            log.info("job postponed", extra={"action": job.row.kind, "job": job.row.id, "code": error.code})
            jobs.fail(context, job, error.text("en"))
        except Exception as error:
            log.exception("job failed", extra={"action": job.row.kind, "job": job.row.id})
            jobs.fail(context, job, f"{type(error).__name__}: {error}")
    return len(claimed)


def _timers(context: Context, limit: int) -> int:
    with context.begin("look_for_timers", None) as tx:
        roots = due_roots(Hot(tx), to_micros(tx.now), limit)
    fired = 0
    for root_id in roots:
        try:
            with context.begin("fire_timers", None) as tx:
                fired += fire_overdue(context, tx, Hot(tx), root_id)
        except EngineError as error:
            log.info("timers wait", extra={"action": "fire_timers", "root": root_id, "code": error.code})
    return fired


def _inbox(context: Context, limit: int) -> int:
    with context.begin("look_at_inbox", None) as tx:
        hot = Hot(tx)
        hot.run(
            "DELETE FROM engine_inbox WHERE consumed_at IS NULL AND expires_at IS NOT NULL AND expires_at < ?",
            (to_micros(tx.now),),
        )
        rows = hot.all(
            "SELECT b.id, b.variables FROM engine_inbox b WHERE b.consumed_at IS NULL AND EXISTS ("
            " SELECT 1 FROM engine_subscription s WHERE s.kind = 'message' AND s.name = b.name)"
            " ORDER BY b.id LIMIT ?",
            (limit,),
        )
    delivered = 0
    for message_id, variables in rows:
        try:
            with context.begin("deliver_waiting", None) as tx:
                delivered += deliver_waiting(context, tx, message_id, decode(variables))
        except EngineError as error:
            log.info("message waits", extra={"action": "deliver", "message": message_id, "code": error.code})
    return delivered
