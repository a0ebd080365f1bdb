"""Whether a work item is still to be done, and by whom: asked under the lock of its root."""

from __future__ import annotations

from datetime import datetime

from engine.errors import Conflict, NotOpen, NotYet
from engine.ports import Actor
from engine.service.giving import WAITING
from engine.service.item_slice import Item


def demand_open(item: Item, *, by: Actor | None, revision: int | None, may_wait: bool = False) -> Item:
    """Refuse in words what the screen showed but has passed. `may_wait`: others may have to come first.

    Whoever stands in for the holder may do what he may.
    """
    if item.closed_at is not None:
        done = item.state == "completed"
        raise NotOpen(
            by=item.closed_by or "–",
            at=when(item.closed_at),
            what="completed" if done else "cancelled",
            what_zh="已完成" if done else "已取消",
            state=item.state,
        )
    if revision is not None and revision != item.revision:
        raise Conflict(
            what="the work item has changed meanwhile", what_zh="该任务已被更改", revision=item.revision
        )
    if by is not None and item.assignee is not None and item.assignee not in (by.login, by.behalf_of):
        raise Conflict(what=f"{item.assignee} has claimed it", what_zh=f"{item.assignee} 已领取该任务")
    if item.state == WAITING and not may_wait:
        raise NotYet
    return item


def when(moment: datetime) -> str:
    """A moment in a refusal."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
