"""Jobs: remote calls, retries, continuations and deliveries, each in transactions of its own.

Claimed in one transaction (with a lease), called with none open, recorded in another under the instance's lock
and the fence: a job whose lease somebody else took over, or whose token is gone, drops its result.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.errors import BusinessError, TransientError
from engine.ids import new_id
from engine.kernel import triggers
from engine.kernel.requests import Failed, Steps
from engine.kernel.run import Run
from engine.kernel.starting import StartedBy
from engine.kernel.state import InstanceState, JobRow, Token
from engine.kernel.timing import retry_at
from engine.ports import Adapter, AdapterCall
from engine.service import messages, once, second_opinion
from engine.service.context import Context
from engine.service.correlating import Message
from engine.service.instances import start
from engine.service.loading import JOB, to_job
from engine.service.locking import lock_root
from engine.service.step import Step, describe
from engine.store.failpoints import failpoint
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction
from engine.store.values import encode

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job this worker holds until its lease ends."""

    row: JobRow
    root_id: int | None
    owner: str
    was_called: bool = False
    """A call that must not be repeated had begun when somebody else lost it."""


def worker_name() -> str:
    """Who claims: unique per process and loop."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:12]}"


def claim(context: Context, *, owner: str, limit: int, background: bool = False) -> list[Claimed]:
    """Take due jobs, the oldest first. Jobs of suspended instances wait.

    Comparisons take seconds: they are claimed with `background`, everything else without.
    """
    kind = "=" if background else "<>"
    with context.begin("claim_jobs", None) as tx:
        hot = Hot(tx)
        now = to_micros(tx.now)
        skip = " FOR UPDATE OF j SKIP LOCKED" if hot.postgresql else ""
        columns = ", ".join(f"j.{name.strip()}" for name in JOB.split(","))
        rows = hot.all(
            f"SELECT {columns}, j.root_id, j.called_at FROM engine_job j"
            " LEFT JOIN engine_instance i ON i.id = j.root_id"
            " WHERE j.due_at <= ? AND (j.lease_until IS NULL OR j.lease_until < ?)"
            f" AND j.kind {kind} ? AND (i.id IS NULL OR i.state = 'running')"
            f" ORDER BY j.due_at, j.id LIMIT ?{skip}",
            (now, now, second_opinion.KIND, limit),
        )
        hot.many(
            "UPDATE engine_job SET owner = ?, lease_until = ?, attempts = attempts + 1 WHERE id = ?",
            [(owner, to_micros(tx.now + LEASE), row[0]) for row in rows],
        )
        return [Claimed(_claimed(row), row[11], owner, row[12] is not None) for row in rows]


def _claimed(row: Any) -> JobRow:
    job = to_job(row)
    job.attempts += 1
    return job


def work(context: Context, job: Claimed) -> None:
    """Do one claimed job."""
    _KINDS[job.row.kind](context, job)


def _continue(context: Context, job: Claimed) -> None:
    _record(context, job, _with_token(job, triggers.try_again))


def _invoke(context: Context, job: Claimed) -> None:
    adapter = context.adapters.get(job.row.adapter or "")
    if adapter is None:
        _give_up(context, job, "ADAPTER_MISSING", job.row.adapter or "")
        return
    if adapter.kind == "transactional":
        # it answered "not now" within its step: the retry makes the step's call again, in a new step
        _again_in_step(context, job)
        return
    if once.must_not_repeat(context, job):
        if job.was_called:
            _give_up(context, job, "CALL_INTERRUPTED", job.row.error or "")
            return
        if not once.note_call(context, job):
            return
    _call(context, job, adapter)


def _call(context: Context, job: Claimed, adapter: Adapter) -> None:
    call = AdapterCall(
        name=job.row.adapter or "",
        inputs=job.row.inputs,
        idempotency_key=str(job.row.activity_id),
        instance_id=job.row.instance_id,
        root_id=job.root_id,
    )
    try:
        answer = adapter(call)
    except BusinessError as error:
        refused = Failed(error.error_code, error.message, error.message_zh)
        _record(context, job, _with_token(job, lambda run, token: triggers.fail_job(run, token, refused)))
        return
    except TransientError as error:
        fail(context, job, error.message, error.retry_after, did_nothing=True)
        return
    except Exception as error:
        _give_up(context, job, "ADAPTER_FAILED", describe(error))
        return
    failpoint("job_called_before_record")
    _record(context, job, _with_token(job, lambda run, token: triggers.answer_job(run, token, answer)))


def _again_in_step(context: Context, job: Claimed) -> None:
    """A transactional call that could not answer before: same visit, same key, in a step of its own."""
    adapter = context.adapters[job.row.adapter or ""]
    try:
        with context.begin("retry_adapter", None) as tx:
            hot = Hot(tx)
            root = lock_root(hot, job.root_id or 0)
            if not _mine(hot, job) or root.instance.state is not InstanceState.RUNNING:
                return
            answer = adapter(
                AdapterCall(
                    name=job.row.adapter or "",
                    inputs=job.row.inputs,
                    idempotency_key=str(job.row.activity_id),
                    transaction=tx,
                    instance_id=job.row.instance_id,
                    root_id=job.root_id,
                    business_key=root.instance.business_key or "",
                    started_by=root.started_by,
                )
            )
            step = context.step(tx, hot, root)
            step.drive(_with_token(job, lambda run, token: triggers.answer_job(run, token, answer))(step))
    except BusinessError as error:
        refused = Failed(error.error_code, error.message, error.message_zh)
        _record(context, job, _with_token(job, lambda run, token: triggers.fail_job(run, token, refused)))
    except TransientError as error:
        fail(context, job, error.message, error.retry_after)
    except Exception as error:
        _give_up(context, job, "ADAPTER_FAILED", describe(error))


def _message(context: Context, job: Claimed) -> None:
    with context.begin("deliver_message", None) as tx:
        hot = Hot(tx)
        if not _take(hot, job):
            return
        inputs = job.row.inputs
        message = Message(
            name=inputs["name"],
            correlation=inputs["correlation"] or {},
            variables=inputs["variables"],
            dedupe=f"job-{job.row.id}",
            ttl=timedelta(days=30),
        )
        messages.deliver(context, tx, message, by=None)


def _signal(context: Context, job: Claimed) -> None:
    name, variables = job.row.inputs["name"], job.row.inputs["variables"]
    with context.begin("broadcast_signal", None) as tx:
        hot = Hot(tx)
        if _take(hot, job):
            broadcast(tx, hot, name, variables, apart_from=job.row.inputs["from"])


def _wake(context: Context, job: Claimed) -> None:
    with context.begin("deliver_signal", None) as tx:
        if _take(Hot(tx), job):
            inputs = job.row.inputs
            messages.wake_subscription(context, tx, inputs["subscription"], inputs["variables"])


def _start(context: Context, job: Claimed) -> None:
    with context.begin("start_instance", None) as tx:
        hot = Hot(tx)
        if _take(hot, job):
            inputs = job.row.inputs
            begun = messages.half_started(hot, inputs["definition"], inputs["element"], inputs["name"])
            if begun is not None and messages.wake_subscription(context, tx, begun, inputs["variables"]):
                return
            start(
                context,
                tx,
                key="",
                definition_id=inputs["definition"],
                started_by=StartedBy(element=inputs["element"], kind="signal", name=inputs["name"]),
                variables=inputs["variables"],
                business_key=None,
                by=None,
            )


def _compare(context: Context, job: Claimed) -> None:
    """Ask the second engine, with no transaction open; its verdict is recorded if the job is still ours."""
    definition: int = job.row.inputs["definition"]
    verdict = None
    if context.second_opinion is not None:
        last = job.row.attempts >= job.row.retries
        verdict = second_opinion.ask(context.store, context.second_opinion, definition, last=last)
    with context.begin("second_opinion", None) as tx:
        if _take(Hot(tx), job) and verdict is not None:
            second_opinion.answer(tx, definition, verdict)


def broadcast(tx: Transaction, hot: Hot, name: str, variables: dict[str, Any], *, apart_from: int = 0) -> int:
    """One job for every place that listens, one for every definition the signal starts. Returns how many.

    The listeners of the instance that threw it (`apart_from`) have heard it already.
    """
    now = to_micros(tx.now)
    jobs = [
        ("wake", {"subscription": one, "variables": variables})
        for one in messages.signal_targets(hot, name, apart_from)
    ]
    jobs += [
        ("start", {"definition": definition, "element": element, "name": name, "variables": variables})
        for definition, element in messages.signal_starts(hot, name)
    ]
    hot.many(
        "INSERT INTO engine_job (id, kind, inputs, due_at, attempts, retries) VALUES (?,?,?,?,0,5)",
        [(new_id(), kind, encode(inputs, name=name), now) for kind, inputs in jobs],
    )
    return len(jobs)


def _with_token(job: Claimed, answer: Callable[[Run, Token], Steps[None]]) -> Callable[[Step], Steps[None]]:
    def trigger(step: Step) -> Steps[None]:
        token_id = job.row.token_id
        token = None if token_id is None else (yield from step.run.slice.token(token_id))
        if token is not None:
            yield from answer(step.run, token)

    return trigger


def _record(context: Context, job: Claimed, trigger: Callable[[Step], Steps[None]]) -> None:
    """Write the result, unless the job is not ours any more or its instance has ended."""
    with context.begin("record_job", None) as tx:
        hot = Hot(tx)
        root = lock_root(hot, job.root_id or 0)
        if not _mine(hot, job) or root.instance.state is not InstanceState.RUNNING:
            return
        step = context.step(tx, hot, root)
        step.drive(trigger(step))


def _mine(hot: Hot, job: Claimed) -> bool:
    row = hot.one("SELECT owner, attempts FROM engine_job WHERE id = ?", (job.row.id,))
    return row is not None and row[0] == job.owner and row[1] == job.row.attempts


def _take(hot: Hot, job: Claimed) -> bool:
    """Remove a delivery job that is still ours: its effect is in this same transaction."""
    return (
        hot.count(
            "DELETE FROM engine_job WHERE id = ? AND owner = ? AND attempts = ?",
            (job.row.id, job.owner, job.row.attempts),
        )
        == 1
    )


def fail(
    context: Context,
    job: Claimed,
    message: str,
    retry_after: float | None = None,
    *,
    did_nothing: bool = False,
) -> None:
    """Try again later, or, where no retries are left, leave it to an operator.

    `did_nothing`: the application itself said so, hence even a call that must not be repeated may be made again.
    """
    if job.row.attempts < job.row.retries:
        _postpone(context, job, message, retry_after, did_nothing=did_nothing)
    elif job.row.token_id is not None:
        code = "RETRIES_EXHAUSTED"
        _record(context, job, _with_token(job, lambda run, token: _incident(run, token, code, job, message)))
    else:
        _postpone(context, job, message, 3600)


def _give_up(context: Context, job: Claimed, code: str, message: str) -> None:
    _record(context, job, _with_token(job, lambda run, token: _incident(run, token, code, job, message)))


def _incident(run: Run, token: Token, code: str, job: Claimed, message: str) -> Steps[None]:
    facts = {"adapter": job.row.adapter or job.row.kind, "message": message, "attempts": job.row.attempts}
    triggers.turn_into_incident(run, token, code, **facts)
    yield from ()


def _postpone(
    context: Context, job: Claimed, message: str, retry_after: float | None, *, did_nothing: bool = False
) -> None:
    with context.begin("postpone_job", None) as tx:
        hot = Hot(tx)
        due = retry_at(tx.now, job.row.attempts)
        if retry_after:
            due = max(due, tx.now + timedelta(seconds=retry_after))
        hot.run(
            "UPDATE engine_job SET due_at = ?, error = ?, owner = NULL, lease_until = NULL"
            f"{', called_at = NULL' if did_nothing else ''} WHERE id = ? AND owner = ? AND attempts = ?",
            (to_micros(due), message, job.row.id, job.owner, job.row.attempts),
        )


_KINDS: dict[str, Callable[[Context, Claimed], None]] = {
    "continue": _continue,
    "invoke": _invoke,
    "message": _message,
    "signal": _signal,
    "wake": _wake,
    "start": _start,
    second_opinion.KIND: _compare,
}
