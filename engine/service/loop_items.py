"""Adding items to a running multi-instance activity, and removing them."""

from __future__ import annotations

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


def add(context: Context, tx: Transaction, instance_id: int, element: str, value: Any) -> None:
    """One more item. Raises NotFound where no such activity runs, Conflict where it does not loop."""
    step, token = _looping(context, tx, instance_id, element)
    try:
        step.drive(triggers.add_item(step.run, token, value))
    except Halt as halt:
        raise _no_loop(element) from halt


def remove(context: Context, tx: Transaction, instance_id: int, element: str, value: Any) -> None:
    """One item less. Raises NotFound where no open item has this value."""
    step, token = _looping(context, tx, instance_id, element)
    try:
        removed = step.drive(triggers.remove_item(step.run, token, value))
    except Halt as halt:
        raise _no_loop(element) from halt
    if not removed:
        raise NotFound(what="open item", id=value)


def _looping(context: Context, tx: Transaction, instance_id: int, element: str) -> tuple[Step, Token]:
    hot = Hot(tx)
    root = context.lock(hot, root_of(hot, instance_id))
    row = hot.one(
        f"SELECT {TOKEN} FROM engine_token WHERE instance_id = ? AND element = ? AND wait = 'child_scope'"
        " ORDER BY id LIMIT 1",
        (instance_id, element),
    )
    if row is None:
        raise NotFound(what="running activity", id=element)
    step = context.step(tx, hot, root)
    return step, step.run.slice.add_token(to_token(row))


def _no_loop(element: str) -> Conflict:
    return Conflict(what=f"{element} is not a multi-instance activity", what_zh=f"{element} 不是多实例活动")
