"""Timers and subscriptions: what a waiting token or an open scope can be woken by."""

from __future__ import annotations

import json
from typing import Any

from engine.ids import new_id
from engine.kernel.expressions import mapped
from engine.kernel.program import Event, EventKind, Node, Program, ScopeDef
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, Subscription, TimerRow, Token
from engine.kernel.timing import first_due

NEEDS_NOTHING = frozenset(
    {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION, EventKind.CANCEL, EventKind.NONE}
)
"""Events that are found when something is thrown; nothing is armed for them."""


def arm_boundaries(
    run: Run, node: Node, scope: Scope, token: Token, people: tuple[str, ...] = ()
) -> Steps[None]:
    """Arm the boundary events of an activity whose token waits; `people` have its work item."""
    nodes = run.program_of(scope).nodes
    for index in node.boundaries:
        boundary = nodes[index]
        if boundary.event is not None:
            yield from arm(run, boundary, boundary.event, scope, token=token, people=people)


def arm_scope(run: Run, program: Program, body: ScopeDef, scope: Scope) -> Steps[None]:
    """Arm the event sub-processes of a scope that opens."""
    for index in body.event_sub_processes:
        inner = program.nodes[index].body
        if inner is None:
            continue
        for start in program.scopes[inner].starts:
            node = program.nodes[start]
            if node.event is not None:
                yield from arm(run, node, node.event, scope)


def arm(
    run: Run,
    node: Node,
    event: Event,
    scope: Scope,
    *,
    token: Token | None = None,
    part: str = "",
    people: tuple[str, ...] = (),
) -> Steps[None]:
    """Arm one event, owned by the token, or by the scope where no token is given.

    `part`: its position where it is one of several of the node. `people` have the work item of the token.
    """
    if event.kind in NEEDS_NOTHING:
        return
    if event.parts:
        for position, one in enumerate(event.parts):
            yield from arm(run, node, one, scope, token=token, part=str(position), people=people)
        return
    owner = {"token_id": token.id} if token is not None else {"scope_id": scope.id}
    rows = run.armed.setdefault(token.id if token is not None else scope.id, [])
    if event.kind is EventKind.TIMER and event.timer is not None:
        due = yield from first_due(run, scope, event.timer, people, may_be_none=node.attached_to is not None)
        if due is None:
            return
        run.first_due = due.at if run.first_due is None else min(run.first_due, due.at)
        rows.append(
            TimerRow(
                id=new_id(),
                instance_id=scope.instance_id,
                element=node.id,
                due_at=due.at,
                remaining=due.remaining,
                interval=due.interval,
                basis=due.basis,
                **owner,
            )
        )
        return
    if event.kind is EventKind.CONDITIONAL:
        run.writes_seen = -1  # it may hold already
    keys = yield from mapped(run, scope, event.correlation)
    rows.append(
        Subscription(
            id=new_id(),
            instance_id=scope.instance_id,
            element=node.id,
            kind=event.kind.value,
            # a condition has no name: it is known by its place in the node
            name=part if event.kind is EventKind.CONDITIONAL else event.name or "",
            correlation=correlation_text(keys) if keys else None,
            **owner,
        )
    )


def correlation_text(keys: dict[str, Any]) -> str:
    """Correlation keys as one comparable text: sorted names, values as plain text."""
    return json.dumps({name: _plain(keys[name]) for name in sorted(keys)}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """1, 1.0 and "1" are the same key: senders rarely agree on types."""
    if value is None or isinstance(value, bool):
        return value
    text = str(value)
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text
