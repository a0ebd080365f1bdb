"""Who shares the visit of a user task: the rows of those who were added to it (docs/adr/0014)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.ids import new_id
from engine.service.giving import WAITING, offer
from engine.service.item_slice import Item
from engine.store.hot import Hot, Row
from engine.store.uow import Transaction
from engine.store.values import decode, encode

Kind = Literal["own", "before", "parallel", "after", "delegate"]
OWN: Final[Kind] = "own"
DELEGATE: Final[Kind] = "delegate"
FIRST: Final = ("before", DELEGATE)
"""Those for whom the item waits that they were added to."""

_SIGNER = """SELECT s.work_item_id, s.activity_id, s.kind, s.of_item, s.person, s."by", s.answer, w.state,
 w.assignee, w.closed_at FROM engine_signer s JOIN engine_work_item w ON w.id = s.work_item_id"""
_ITEM = """INSERT INTO engine_work_item (id, root_id, instance_id, definition_id, token_id, activity_id, slot,
 element, name, title, form, assignee, state, priority, due_at, created_at, claimed_at, revision, business_key,
 started_by, bases)
 SELECT ?, root_id, instance_id, definition_id, token_id, activity_id, (SELECT MAX(slot) + 1 FROM engine_work_item
 WHERE activity_id = ?), element, name, title, form, ?, ?, priority, due_at, ?, ?, 0, business_key, started_by, bases
 FROM engine_work_item WHERE id = ?"""
_ADD = """INSERT INTO engine_signer (work_item_id, activity_id, kind, of_item, person, "by", reason)
 VALUES (?,?,?,?,?,?,?)"""


@dataclass(frozen=True, slots=True)
class Signer:
    """One who shares a visit, with the state of his work item."""

    item_id: int
    activity_id: int
    kind: Kind
    of_item: int | None
    person: str | None
    by: str | None
    answer: str | None
    state: str
    assignee: str | None
    closed: bool

    @property
    def values(self) -> dict[str, Any]:
        """What he filled in, once he is done."""
        return {} if self.answer is None else dict(decode(self.answer))


def of_visit(hot: Hot, activity_id: int) -> list[Signer]:
    """All who share a visit, in the order in which they came; the task's own first."""
    rows = hot.all(f"{_SIGNER} WHERE s.activity_id = ? ORDER BY w.slot", (activity_id,))
    return [_signer(row) for row in rows]


def signer(hot: Hot, item_id: int) -> Signer | None:
    """The signer of an item; None where nobody shares its visit."""
    row = hot.one(f"{_SIGNER} WHERE s.work_item_id = ?", (item_id,))
    return None if row is None else _signer(row)


def own(hot: Hot, item: Item) -> None:
    """Note that the visit of the task's own item is shared from now on."""
    if signer(hot, item.id) is None:
        hot.run(_ADD, (item.id, item.activity_id, OWN, None, None, None, ""))


def put(
    tx: Transaction, hot: Hot, item: Item, kind: Kind, people: Iterable[str], *, by: str, reason: str
) -> tuple[int, ...]:
    """An item for each of these people at the visit of `item`; the ids. Who comes after has nothing to do yet."""
    waits = kind == "after"
    made = []
    for person in people:
        made.append(new_id())
        holder, since = (None, None) if waits else (person, tx.micros)
        state = WAITING if waits else "claimed"
        hot.run(_ITEM, (made[-1], item.activity_id, holder, state, tx.micros, since, item.id))
        hot.run(_ADD, (made[-1], item.activity_id, kind, item.id, person, by, reason))
    return tuple(made)


def keep(hot: Hot, item_id: int, values: Mapping[str, Any]) -> None:
    """What somebody who shares a visit filled in."""
    text = encode(dict(values), name="answer")
    hot.run("UPDATE engine_signer SET answer = ? WHERE work_item_id = ?", (text, item_id))


def wait(hot: Hot, item_id: int) -> None:
    """Others come first."""
    hot.run(
        "UPDATE engine_work_item SET state = ?, revision = revision + 1 WHERE id = ? AND closed_at IS NULL",
        (WAITING, item_id),
    )


def turn(tx: Transaction, hot: Hot, one: Signer) -> None:
    """His turn: he has it, as he had it before or as it was meant for him."""
    hot.run(
        "UPDATE engine_work_item SET state = 'claimed', assignee = COALESCE(assignee, ?), claimed_at = ?,"
        " revision = revision + 1 WHERE id = ? AND state = ?",
        (one.person, tx.micros, one.item_id, WAITING),
    )


def cancel(tx: Transaction, hot: Hot, item_id: int) -> None:
    """Nobody needs it any more."""
    hot.run(
        "UPDATE engine_work_item SET state = 'cancelled', closed_at = ?, revision = revision + 1 WHERE id = ?",
        (tx.micros, item_id),
    )
    offer(hot, item_id, False)


def _signer(row: Row) -> Signer:
    known: list[Any] = [*row[:9], row[9] is not None]
    return Signer(*known)
