"""Other people for a multi-instance activity that runs: one command, whatever becomes of its items."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Conflict, NotFound
from engine.kernel import triggers
from engine.kernel.loop_reshaping import Reshape
from engine.kernel.move import Halt
from engine.ports import Actor
from engine.service.context import Context
from engine.service.giving import WORK_ITEM_REASSIGNED, give, note, read_item
from engine.service.item_slice import Item
from engine.service.loop_items import looping
from engine.store.hot import Hot
from engine.store.uow import Transaction

_ITEM = """SELECT w.id FROM engine_work_item w JOIN engine_token t ON t.id = w.token_id
 JOIN engine_scope s ON s.id = t.scope_id
 WHERE (s.id = ? OR s.parent_id = ?) AND w.slot = 0 AND w.closed_at IS NULL"""
_OFFER = "INSERT INTO engine_candidate (kind, name, work_item_id, open, due_at) VALUES ('user', ?, ?, ?, ?)"


def reshape(
    context: Context, tx: Transaction, instance_id: int, element: str, wanted: Reshape, *, by: Actor | None
) -> None:
    """Let other people share a running activity; whose elements are lists of logins.

    Work items that are kept keep what was typed into them. Raises NotFound where it does not run, Suspended,
    Conflict.
    """
    step, token = looping(context, tx, instance_id, element)
    hot = step.hot
    before = {tuple(now): tuple(old) for old, now in wanted.changed}
    try:
        kept = step.drive(triggers.reshape(step.run, token, wanted))
    except Halt as halt:
        raise Conflict(
            what=f"{element} is not a multi-instance activity", what_zh=f"{element} 不是多实例活动"
        ) from halt
    for (now, old), scope_id in zip(before.items(), kept, strict=True):
        row = hot.one(_ITEM, (scope_id, scope_id))
        if row is None:
            raise NotFound(what="open item", id=scope_id)
        _offer_to(tx, hot, read_item(hot, row[0]), old, now, by)


def _offer_to(
    tx: Transaction, hot: Hot, item: Item, before: Sequence[str], now: Sequence[str], by: Actor | None
) -> None:
    """Whoever has it keeps it, if he is still asked or it was handed to him; else those who are asked now get it."""
    said = {"by": None if by is None else by.login, "from": list(before), "to": list(now)}
    stays = item.assignee is not None and (item.assignee in now or item.assignee not in before)
    hot.run("DELETE FROM engine_candidate WHERE work_item_id = ? AND kind = 'user'", (item.id,))
    if len(now) > 1:
        row = hot.one("SELECT due_at FROM engine_work_item WHERE id = ?", (item.id,))
        for login in now:
            hot.run(_OFFER, (login, item.id, False, None if row is None else row[0]))
    if stays:
        note(tx, item, WORK_ITEM_REASSIGNED, said)
        return
    give(tx, hot, item, now[0] if len(now) == 1 else None, WORK_ITEM_REASSIGNED, said)
