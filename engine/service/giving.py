"""Who has a work item: the rows that claiming, releasing, assigning and handing over all write."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import NotFound
from engine.service.item_slice import ITEM, Item, to_item
from engine.store.hot import Hot
from engine.store.uow import Transaction

WAITING = "waiting"
WORK_ITEM_SELECTED, WORK_ITEM_CHANGED, WORK_ITEM_REASSIGNED = 20, 21, 23


def root_of_item(hot: Hot, item_id: int) -> int:
    """The root instance of a work item. Raises NotFound."""
    row = hot.one("SELECT root_id FROM engine_work_item WHERE id = ?", (item_id,))
    if row is None:
        raise NotFound(what="work item", id=item_id)
    root_id: int = row[0]
    return root_id


def read_item(hot: Hot, item_id: int) -> Item:
    """A work item, to be read under the lock of its root. Raises NotFound."""
    row = hot.one(f"SELECT {ITEM} FROM engine_work_item WHERE id = ?", (item_id,))
    if row is None:
        raise NotFound(what="work item", id=item_id)
    return to_item(row)


def give(
    tx: Transaction,
    hot: Hot,
    item: Item,
    to: str | None,
    code: int,
    payload: Mapping[str, object],
    *,
    behalf_of: str | None = None,
) -> int:
    """Let somebody have an item, or nobody; its new revision. `code` says in the audit trail how it came.

    What waits for others goes on waiting, with its new holder. `behalf_of`: for whom he has it.
    """
    state = item.state if item.state == WAITING else "offered" if to is None else "claimed"
    hot.run(
        "UPDATE engine_work_item SET assignee = ?, state = ?, claimed_at = ?, behalf_of = ?, revision = revision + 1"
        " WHERE id = ?",
        (to, state, None if to is None else tx.micros, behalf_of, item.id),
    )
    offer(hot, item.id, to is None)
    note(tx, item, code, payload if behalf_of is None else {**payload, "for": behalf_of})
    return item.revision + 1


def offer(hot: Hot, item_id: int, is_open: bool) -> None:
    """Show the item to its candidates, or hide it: what somebody has, nobody else is offered."""
    hot.run("UPDATE engine_candidate SET open = ? WHERE work_item_id = ?", (is_open, item_id))


def note(tx: Transaction, item: Item, code: int | str, payload: Mapping[str, object]) -> None:
    """What happened to an item, in the audit trail of its root."""
    tx.audit(
        code,
        root=item.root_id,
        instance=item.instance_id,
        activity=item.activity_id,
        element=item.element,
        work_item=item.id,
        payload=payload,
    )
