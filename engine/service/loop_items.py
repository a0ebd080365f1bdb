"""Adding items to a running multi-instance activity, and removing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import Conflict, NotFound
from engine.kernel import triggers
from engine.kernel.move import Halt
from engine.kernel.state import Token
from engine.service.context import Context
from engine.service.loading import TOKEN, to_token
from engine.service.locking import root_of
from engine.service.step import Step
from engine.store.hot import Hot
from engine.store.uow import Transaction
from engine.store.values import encode


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An item of a multi-instance activity, by the value of its element."""

    instance_id: int
    element: str
    value: Any
    by: str | None = None


def add(context: Context, tx: Transaction, change: Change) -> None:
    """One more item. Raises NotFound where no such activity runs, Conflict where it does not loop."""
    step, token = looping(context, tx, change.instance_id, change.element)
    _record(tx, step, "item.added", token, change)
    try:
        step.drive(triggers.add_item(step.run, token, change.value))
    except Halt as halt:
        raise _no_loop(change.element) from halt


def remove(context: Context, tx: Transaction, change: Change) -> None:
    """One item less, at work or before its turn. Raises NotFound where no item to come or open has this value."""
    step, token = looping(context, tx, change.instance_id, change.element)
    _record(tx, step, "item.removed", token, change)
    try:
        removed = step.drive(triggers.remove_item(step.run, token, change.value))
    except Halt as halt:
        raise _no_loop(change.element) from halt
    if not removed:
        raise NotFound(what="open item", id=change.value)


def _record(tx: Transaction, step: Step, word: str, token: Token, change: Change) -> None:
    tx.audit(
        word,
        root=step.root_id,
        instance=change.instance_id,
        activity=token.activity_id,
        element=change.element,
        payload={"value": encode(change.value, name=change.element), "by": change.by},
    )


def looping(context: Context, tx: Transaction, instance_id: int, element: str) -> tuple[Step, Token]:
    """A step on a running multi-instance activity, with the token that waits for it. Raises NotFound, Conflict."""
    hot = Hot(tx)
    root = context.lock(hot, root_of(hot, instance_id))
    rows = hot.all(
        f"SELECT {TOKEN} FROM engine_token WHERE instance_id = ? AND element = ? AND wait = 'child_scope'"
        " AND NOT EXISTS (SELECT 1 FROM engine_scope s WHERE s.id = scope_id AND s.kind = 'item'"
        " AND s.element = ?) ORDER BY id LIMIT 2",  # the items of a sub-process have tokens of its name, too
        (instance_id, element, element),
    )
    if not rows:
        raise NotFound(what="running activity", id=element)
    if len(rows) > 1:
        raise Conflict(
            what=f"{element} runs several times at once", what_zh=f"{element} 同时运行了多次，无法确定"
        )
    step = context.step(tx, hot, root)
    return step, step.run.slice.add_token(to_token(rows[0]))


def _no_loop(element: str) -> Conflict:
    return Conflict(what=f"{element} is not a multi-instance activity", what_zh=f"{element} 不是多实例活动")
