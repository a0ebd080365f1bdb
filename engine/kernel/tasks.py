"""The work of tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.errors import BusinessError
from engine.ids import new_id
from engine.kernel import outwards
from engine.kernel.arming import arm
from engine.kernel.expressions import mapped, optional, texts, value_of
from engine.kernel.firing import note_time
from engine.kernel.move import Halt, Move
from engine.kernel.program import Assignment, Expr, Invocation, Node, Working
from engine.kernel.requests import (
    Answered,
    Broken,
    Decide,
    DecisionInputs,
    Deferred,
    Failed,
    Invoke,
    Retry,
    Steps,
)
from engine.kernel.results import write_result
from engine.kernel.run import THROWN, Run
from engine.kernel.state import Scope, Wait, WorkItemRow
from engine.kernel.throwing import throw_event
from engine.kernel.timing import deadline, retry_at
from engine.kernel.waiting import wait

NO_ASSIGNMENT = Assignment()


def nothing(run: Run, move: Move) -> Steps[None]:
    """Manual and abstract tasks are passed and logged."""
    finish(run, move)
    yield from ()


def finish(run: Run, move: Move) -> None:
    """The work is done; leaving follows."""
    if move.activity_id is None:
        raise AssertionError(f"{move.node.id} was never begun")
    run.done(move.node, move.scope, move.activity_id)


def user(run: Run, move: Move) -> Steps[None]:
    """A work item for the participants; waits until it is completed."""
    item = yield from _work_item(run, move)
    token = yield from wait(run, move, Wait.WORK_ITEM, _people(item.assignee, item.candidate_users))
    item.token_id, item.activity_id = token.id, token.activity_id
    run.work_items[token.id] = item


def _work_item(run: Run, move: Move) -> Steps[WorkItemRow]:
    node, scope = move.node, move.scope
    given = node.assignment or NO_ASSIGNMENT
    assignee = texts((yield from optional(run, scope, given.assignee)))
    groups = texts((yield from optional(run, scope, given.candidate_groups)))
    title = yield from optional(run, scope, given.title)
    priority = yield from optional(run, scope, given.priority)
    users = texts((yield from optional(run, scope, given.candidate_users)))
    item = WorkItemRow(
        id=new_id(),
        instance_id=scope.instance_id,
        token_id=0,
        activity_id=0,
        element=node.id,
        name=node.name,
        title=None if title is None else str(title),
        form=given.form,
        assignee=assignee[0] if assignee else None,
        candidate_users=users,
        candidate_groups=groups,
        priority=_priority(priority),
    )
    item.due_at = yield from _deadline(run, scope, item, "due", given.due, given.working)
    item.follow_up_at = yield from _deadline(run, scope, item, "follow_up", given.follow_up, given.working)
    return item


def _people(assignee: str | None, candidates: tuple[str, ...]) -> tuple[str, ...]:
    return candidates if assignee is None else (assignee,)


def _priority(value: Any) -> int:
    try:
        return 50 if value is None else int(value)
    except (TypeError, ValueError, ArithmeticError):
        return 50


def _deadline(
    run: Run, scope: Scope, item: WorkItemRow, name: str, expression: Expr | None, working: Working | None
) -> Steps[datetime | None]:
    if expression is None:
        return None
    people = _people(item.assignee, item.candidate_users)
    found = yield from deadline(run, scope, expression, working, people)
    if found is None:
        return None
    if found.basis is not None:
        item.bases[name] = found.basis
    return found.at


def receive(run: Run, move: Move) -> Steps[None]:
    """Waits for its message."""
    if move.node.event is None:
        finish(run, move)
        return
    token = yield from wait(run, move, Wait.SUBSCRIPTION)
    yield from arm(run, move.node, move.node.event, move.scope, token=token)


def send(run: Run, move: Move) -> Steps[None]:
    """Calls its application, or throws its message."""
    invocation, event = move.node.invocation, move.node.event
    if invocation is not None and (invocation.adapter or invocation.script):
        yield from invoke(run, move)
        return
    if event is not None:
        run.record(THROWN, move.scope, move.activity_id, move.node.id)
        if not (yield from throw_event(run, move, event)):
            return
    finish(run, move)


def deliver(run: Run, move: Move) -> Steps[None]:
    """A thrown message that an application delivers."""
    if move.activity_id is None:
        run.begin_visit(move)
    run.record(THROWN, move.scope, move.activity_id, move.node.id)
    yield from invoke(run, move)


def script(run: Run, move: Move) -> Steps[None]:
    """Evaluates a FEEL expression into a variable."""
    invocation = _invocation(move.node)
    if invocation.script is not None:
        try:
            value = yield from value_of(run, move.scope, invocation.script)
        except Halt:
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            code = error.error_code if isinstance(error, BusinessError) else None
            if not (yield from outwards.throw(run, move, outwards.error(code, message))):
                raise Halt("SCRIPT_FAILED", message=message) from error
            return
        yield from note_time(run)
        yield from write_result(run, move.scope, invocation, value)
    finish(run, move)


def decide(run: Run, move: Move) -> Steps[None]:
    """Evaluates a decision of the deployment."""
    invocation = _invocation(move.node)
    if invocation.decision is None:
        yield from invoke(run, move)
        return
    names = yield DecisionInputs(invocation.decision, move.scope.instance_id)
    if names is None:
        raise Halt("DECISION_MISSING", decision=invocation.decision)
    if invocation.inputs:
        inputs = yield from mapped(run, move.scope, invocation.inputs)
    else:
        inputs = yield from run.slice.read(move.scope, names)
    answer = yield Decide(invocation.decision, inputs, move.scope.instance_id)
    if isinstance(answer, Broken):
        raise Halt(answer.code, decision=invocation.decision, message=answer.message)
    yield from write_result(run, move.scope, invocation, answer.value)
    finish(run, move)


def invoke(run: Run, move: Move) -> Steps[None]:
    """Calls an application now, or leaves a job for after the commit."""
    invocation = _invocation(move.node)
    if invocation.script is not None:
        yield from script(run, move)
        return
    if invocation.adapter is None:
        raise Halt("ADAPTER_MISSING", adapter="")
    inputs = yield from _inputs(run, move, invocation)
    answer = yield Invoke(
        invocation.adapter, inputs, move.scope.instance_id, move.activity_id or 0, move.node.id
    )
    yield from note_time(run)
    if isinstance(answer, Answered):
        yield from write_result(run, move.scope, invocation, answer.value)
        yield from outwards.forget(run, move.node, move.scope)
        finish(run, move)
    elif isinstance(answer, Failed):
        refused = outwards.error(answer.code, answer.message, answer.message_zh)
        caught = yield from outwards.throw(run, move, refused)
        if not caught:
            raise Halt("ERROR_UNCAUGHT", error=answer.code, message=answer.message)
    elif isinstance(answer, Deferred | Retry):
        token = yield from wait(run, move, Wait.JOB)
        late = isinstance(answer, Retry)
        run.add_job(
            token,
            "invoke",
            adapter=invocation.adapter,
            inputs=inputs,
            retries=invocation.retries,
            attempts=1 if late else 0,
            due_at=retry_at(run.now, 1) if late else None,
            error=answer.message if isinstance(answer, Retry) else None,
        )
    else:
        raise Halt(answer.code, adapter=invocation.adapter, message=answer.message)


def _inputs(run: Run, move: Move, invocation: Invocation) -> Steps[dict[str, Any]]:
    """Mapped inputs, or else the variables of the local scope."""
    if invocation.inputs:
        return (yield from mapped(run, move.scope, invocation.inputs))
    names = frozenset(mapping.target for mapping in move.node.inputs)
    return (yield from run.slice.read(move.scope, names))


def _invocation(node: Node) -> Invocation:
    return node.invocation or Invocation()
