"""Starting, suspending, resuming and cancelling instances; an operator's retry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import BusinessError, Conflict, Invalid, NotFound, StartRefused
from engine.ids import new_id
from engine.kernel import triggers
from engine.kernel.program import Program
from engine.kernel.starting import StartedBy, conditional_starts
from engine.kernel.state import Instance, InstanceState, Token
from engine.ports import Actor
from engine.service.context import Context
from engine.service.facts import Order
from engine.service.loading import TOKEN, to_token
from engine.service.locking import lock_root, root_of
from engine.service.step import Step
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction

STARTED, STATE_CHANGED = 2, 3


def start(
    context: Context,
    tx: Transaction,
    *,
    key: str,
    variables: Mapping[str, Any] | None,
    business_key: str | None,
    by: Actor | None,
    definition_id: int | None = None,
    started_by: StartedBy | None = None,
    refusable: bool = False,
) -> int:
    """Start an instance of the latest version of `key` (or of one definition), or by an event.

    Raises NotFound, Invalid where only events start it.

    `refusable`: somebody waits for the answer. An application that refuses in the first step, and that the
    diagram does not catch, then raises StartRefused and nothing remains; else it leaves an incident.
    """
    if definition_id is None:
        loaded = context.programs.latest(tx.connection, key)
        if loaded is None:
            raise NotFound(what="process definition", id=key)
    else:
        loaded = context.programs.load(tx.connection, definition_id)
    if started_by is None and _waits_for_an_event(loaded.program):
        raise Invalid(
            field="definition",
            message="this process is started by an event, not by hand",
            message_zh="该流程由事件启动，不能手动启动",
        )
    instance = Instance(id=new_id(), definition_id=loaded.definition.id, business_key=business_key)
    step = Step(
        tx=tx,
        hot=Hot(tx),
        root_id=instance.id,
        programs=context.programs,
        adapters=context.adapters,
        clock=context.store.clock,
        parameters=context.parameters,
        started_by=None if by is None else by.login,
        business_key=business_key,
    )
    tx.new_stream(instance.id)
    values = dict(variables or {}) | dict.fromkeys(loaded.program.initiators, by.login if by else None)
    step.drive(triggers.start(step.run, instance, loaded.program, values, started_by))
    if refusable:
        _demand_not_refused(step)
    return instance.id


def _waits_for_an_event(program: Program) -> bool:
    """Whether nothing of a process begins by hand."""
    return bool(program.start_events) and not program.scopes[0].starts and not conditional_starts(program)


def _demand_not_refused(step: Step) -> None:
    """Raises StartRefused where an incident of the step comes from an application's refusal."""
    for incident in step.run.incidents.values():
        refusal = step.refusals.get(incident.activity_id)
        if refusal is None:
            continue
        said, said_zh = refusal.text("en"), refusal.text("zh")
        if isinstance(refusal, BusinessError) and refusal.message:
            said, said_zh = refusal.message, refusal.message_zh
        raise StartRefused(message=said, message_zh=said_zh, element=incident.element) from refusal


def suspend(context: Context, tx: Transaction, instance_id: int, *, reason: str, by: Actor | None) -> None:
    """Hold a root instance: its work items stay but refuse, its timers and jobs wait."""
    hot = Hot(tx)
    root = context.lock(hot, root_of(hot, instance_id))
    _hold(tx, hot, root.instance, InstanceState.SUSPENDED, reason, by)


def resume(context: Context, tx: Transaction, instance_id: int, *, by: Actor | None) -> None:
    """Let a held instance go on; what fell due meanwhile happens next."""
    hot = Hot(tx)
    root = lock_root(hot, root_of(hot, instance_id))
    if root.instance.state is not InstanceState.SUSPENDED:
        raise Conflict(what="the instance is not suspended", what_zh="该实例并未挂起")
    _hold(tx, hot, root.instance, InstanceState.RUNNING, "", by)


def cancel(context: Context, tx: Transaction, instance_id: int, *, reason: str, by: Actor | None) -> None:
    """End an instance with everything in it. Suspended ones may be cancelled too."""
    hot = Hot(tx)
    root_id = root_of(hot, instance_id)
    root = lock_root(hot, root_id)
    if root.instance.ended_at is not None or root.instance.state not in (
        InstanceState.RUNNING,
        InstanceState.SUSPENDED,
    ):
        raise Conflict(what="the instance has ended already", what_zh="该实例已经结束")
    if instance_id != root_id:
        raise Conflict(
            what="a called instance ends with its caller; cancel the caller",
            what_zh="子流程实例随其调用者结束，请取消调用者",
        )
    step = context.step(tx, hot, root)
    step.order = Order(by=None if by is None else by.login, reason=reason)
    step.drive(triggers.cancel(step.run, root.instance))
    hot.run(
        "UPDATE engine_instance SET held_by = ?, held_reason = ?, held_at = ? WHERE id = ?",
        (None if by is None else by.login, reason, to_micros(tx.now), root_id),
    )
    tx.audit(
        STATE_CHANGED, root=root_id, instance=root_id, payload=_held(InstanceState.TERMINATED, reason, by)
    )


def retry(context: Context, tx: Transaction, incident_id: int, *, by: Actor | None) -> None:
    """Try again what an incident stopped. Raises NotFound, Conflict if it is resolved already."""
    hot = Hot(tx)
    row = hot.one("SELECT root_id FROM engine_incident WHERE id = ?", (incident_id,))
    if row is None:
        raise NotFound(what="incident", id=incident_id)
    root = context.lock(hot, row[0])
    token = _incident_token(hot, incident_id)
    step = context.step(tx, hot, root)
    tx.audit(
        "incident.retried",
        root=root.instance.id,
        instance=token.instance_id,
        activity=token.activity_id,
        element=token.element,
        payload={"by": None if by is None else by.login},
    )
    step.run.slice.add_token(token)
    step.drive(triggers.try_again(step.run, token))


def _incident_token(hot: Hot, incident_id: int) -> Token:
    columns = ", ".join(f"t.{name.strip()}" for name in TOKEN.split(","))
    row = hot.one(
        f"SELECT {columns} FROM engine_incident i JOIN engine_token t ON t.id = i.token_id"
        " WHERE i.id = ? AND i.resolved_at IS NULL",
        (incident_id,),
    )
    if row is None:
        raise Conflict(what="the incident has been resolved already", what_zh="该异常已被处理")
    return to_token(row)


def _hold(
    tx: Transaction, hot: Hot, instance: Instance, state: InstanceState, reason: str, by: Actor | None
) -> None:
    login = None if by is None else by.login
    holding = state is InstanceState.SUSPENDED
    hot.run(
        "UPDATE engine_instance SET state = ?, held_by = ?, held_reason = ?, held_at = ? WHERE id = ?",
        (
            state.value,
            login if holding else None,
            reason if holding else None,
            to_micros(tx.now) if holding else None,
            instance.id,
        ),
    )
    tx.audit(STATE_CHANGED, root=instance.id, instance=instance.id, payload=_held(state, reason, by))


def _held(state: InstanceState, reason: str, by: Actor | None) -> dict[str, object]:
    return {"state": state.value, "reason": reason, "by": None if by is None else by.login}
