"""Urging: somebody asks again for what waits; counted at the work item, and not oftener than agreed."""

from __future__ import annotations

from datetime import timedelta

from engine.errors import UrgedAlready
from engine.ports import Actor
from engine.service.context import Context
from engine.service.giving import note, read_item, root_of_item
from engine.service.open_items import demand_open
from engine.store.hot import Hot
from engine.store.types import from_micros
from engine.store.uow import Transaction


def urge(context: Context, tx: Transaction, item_id: int, *, by: Actor, pause: timedelta) -> int:
    """Ask again for an open item; how often that was done by now. Raises NotOpen, NotYet, UrgedAlready.

    The item's revision stays: whoever is just filling it in loses nothing.
    """
    hot = Hot(tx)
    context.lock(hot, root_of_item(hot, item_id))
    item = demand_open(read_item(hot, item_id), by=None, revision=None)
    row = hot.one("SELECT urged, urged_at FROM engine_work_item WHERE id = ?", (item_id,))
    assert row is not None
    last = None if row[1] is None else from_micros(row[1])
    if last is not None and tx.now < last + pause:
        raise UrgedAlready(last=last, following=last + pause)
    number: int = row[0] + 1
    hot.run("UPDATE engine_work_item SET urged = ?, urged_at = ? WHERE id = ?", (number, tx.micros, item_id))
    note(tx, item, "item.urged", {"by": by.login, "to": item.assignee, "number": number})
    return number
