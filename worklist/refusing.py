"""Why somebody may not do something with a task: it is closed, waits for others, or is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from worklist import participants, signers
from worklist.access import Rights
from worklist.checking import closed
from worklist.errors import NoLongerSubstitute, NotYours, Taken, Waits
from worklist.items import Candidate, Item
from worklist.signers import WAITING, Signer

ACTS = {
    "claim": ("领取", "claim"),
    "release": ("退回", "release"),
    "complete": ("办理", "complete"),
    "transfer": ("转办", "transfer"),
    "urge": ("催办", "urge"),
    "remove_signer": ("减去", "remove a signer of"),
}


def demand(
    connection: Connection,
    item: Item,
    offered: list[Candidate],
    rights: Rights,
    action: str,
    first: Sequence[Signer] | None = None,
) -> None:
    """Raises why it is not allowed: NotOpen, NoLongerSubstitute, Waits, Taken, NotYours.

    `first`: who comes first, where that is known.
    """
    if getattr(rights, action):
        return
    if not item.is_open:
        raise closed(item)
    if rights.stood_in is not None:
        raise NoLongerSubstitute(name_zh=rights.stood_in.name, name_en=rights.stood_in.name_en)
    if item.state == WAITING and action in ("claim", "complete", "release"):
        waited = first if first is not None else signers.open_first(connection, [item.id]).get(item.id, [])
        people = [one.person for one in waited] or [item.started_by]
        raise Waits(
            who_zh="、".join(participants.label(connection, one, "zh") for one in people),
            who_en=", ".join(participants.label(connection, one, "en") for one in people),
        )
    if item.assignee is not None and action in ("claim", "complete"):
        raise Taken(
            name_zh=participants.label(connection, item.assignee, "zh"),
            name_en=participants.label(connection, item.assignee, "en"),
        )
    zh, en = ACTS[action]
    raise NotYours(
        action_zh=zh,
        action_en=en,
        who_zh=participants.waits_for(connection, item.assignee, offered, "zh"),
        who_en=participants.waits_for(connection, item.assignee, offered, "en"),
    )
