"""Several people at one visit of a user task: adding signers, delegating, removing them, and who is next.

A visit has one item of its own. Others are added to it: before its holder, beside him, or after him; or he asks one
of them for an opinion and decides himself (docs/adr/0014). The task goes on when the last of them is done, or at once
when one of them says what ends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import Conflict
from engine.kernel import triggers
from engine.kernel.requests import Steps
from engine.ports import Actor
from engine.service import facts, signers
from engine.service.context import Context
from engine.service.giving import WORK_ITEM_SELECTED, give, note, read_item, root_of_item
from engine.service.item_slice import Item, ItemSlice
from engine.service.open_items import demand_open
from engine.service.signers import DELEGATE, FIRST, OWN, Kind, Signer
from engine.service.step import Step
from engine.store.hot import Hot
from engine.store.uow import Transaction

DEEPEST = 2
"""How often one item may be delegated on: to somebody, and by him once more."""
MOST = 20
"""Signers of one visit that are open at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Adding:
    """Who is added to an item, how, and why."""

    item_id: int
    kind: Kind
    people: Sequence[str]
    reason: str = ""


def add(
    context: Context, tx: Transaction, adding: Adding, *, by: Actor, revision: int | None
) -> tuple[int, ...]:
    """Add people to the visit of an item that `by` has, or takes by this; the new items. Raises NotOpen, Conflict."""
    hot = Hot(tx)
    context.lock(hot, root_of_item(hot, adding.item_id))
    item = demand_open(read_item(hot, adding.item_id), by=by, revision=revision)
    if adding.kind != DELEGATE and item.slot != 0:
        raise Conflict(
            what="who was added cannot add others; transfer or delegate it instead",
            what_zh="被加签人不能再加签，可转办或委派",
        )
    if item.assignee is None:
        give(tx, hot, item, by.login, WORK_ITEM_SELECTED, {"by": by.login}, behalf_of=by.behalf_of)
        item = replace(item, assignee=by.login)
    if item.slot == 0:
        signers.own(hot, item)
    present = signers.of_visit(hot, item.activity_id)
    people = _demand_new(item, adding, present)
    made = signers.put(tx, hot, item, adding.kind, people, by=by.login, reason=adding.reason)
    if adding.kind in FIRST:
        signers.wait(hot, item.id)
    word = "signer.delegated" if adding.kind == DELEGATE else "signer.added"
    payload = {"by": by.login, "kind": adding.kind, "people": people, "reason": adding.reason}
    note(tx, item, word, payload)
    return made


def remove(context: Context, tx: Transaction, item_id: int, *, by: Actor, reason: str = "") -> None:
    """Take an added signer out who has not signed yet. Raises NotOpen, Conflict for the task's own item.

    What he was delegated by others goes with him. If nobody is left to sign, the task goes on.
    """
    hot = Hot(tx)
    root = context.lock(hot, root_of_item(hot, item_id))
    item = read_item(hot, item_id)
    demand_open(item, by=None, revision=None, may_wait=True)
    one = signers.signer(hot, item_id)
    if one is None or one.kind == OWN:
        raise Conflict(
            what="only signers who were added can be removed", what_zh="只能减去加签的人，原审批人不可减签"
        )
    for each in _with_delegates(one, signers.of_visit(hot, item.activity_id)):
        signers.cancel(tx, hot, each.item_id)
    note(tx, item, "signer.removed", {"by": by.login, "who": one.person, "reason": reason})
    present = signers.of_visit(hot, item.activity_id)
    _open_next(tx, hot, present)
    if all(each.closed for each in present):
        step = context.step(tx, hot, root)
        step.drive(go_on(step, item, present[0].values))


def sign(
    tx: Transaction, hot: Hot, shown: ItemSlice, values: Mapping[str, Any], *, by: str | None, ends: bool
) -> Mapping[str, Any] | None:
    """What the task goes on with now that this item was closed; None while others still have to sign.

    `ends`: what was said ends the visit at once.
    """
    item = shown.item
    signers.keep(hot, item.id, values)
    present = signers.of_visit(hot, item.activity_id)
    one = next(each for each in present if each.item_id == item.id)
    if ends and one.kind != DELEGATE:
        return values
    if one.kind == DELEGATE:
        note(tx, item, "signer.resolved", {"by": by, "for": one.by})
    elif not all(each.closed for each in present):
        tx.publish(
            facts.WorkItemSigned(id=item.id, root_id=item.root_id, kind=one.kind, by=by or "", values=values)
        )
    _open_next(tx, hot, present)
    if all(each.closed for each in present):
        return present[0].values
    return None


def _demand_new(item: Item, adding: Adding, present: Sequence[Signer]) -> list[str]:
    """The people to add. Raises Conflict for one who has it, and where too many would sign."""
    people = list(dict.fromkeys(adding.people))
    at_work = {one.assignee or one.person for one in present if not one.closed}
    twice = [one for one in people if one in at_work or one == item.assignee]
    if twice:
        raise Conflict(what=f"{twice[0]} has to sign it already", what_zh=f"{twice[0]} 已在待签人员中")
    if len(people) + sum(not one.closed for one in present) > MOST:
        raise Conflict(what=f"at most {MOST} may sign at once", what_zh=f"同时加签最多 {MOST} 人")
    if adding.kind == DELEGATE and _depth(item.id, present) >= DEEPEST:
        raise Conflict(
            what="it has been delegated on already; give your opinion, or have it taken back",
            what_zh="该任务已转委派过一次，请直接填写意见，或由委派人收回",
        )
    return people


def _depth(item_id: int, present: Sequence[Signer]) -> int:
    """How many delegations lie between an item and the one that was not delegated."""
    by_id = {one.item_id: one for one in present}
    one, depth = by_id.get(item_id), 0
    while one is not None and one.kind == DELEGATE:
        one, depth = by_id.get(one.of_item or 0), depth + 1
    return depth


def _with_delegates(one: Signer, present: Sequence[Signer]) -> list[Signer]:
    """A signer, and the open ones who give their opinion to him."""
    found = [one]
    for each in found:
        found += [
            other
            for other in present
            if other.of_item == each.item_id and other.kind == DELEGATE and not other.closed
        ]
    return found


def go_on(step: Step, item: Item, values: Mapping[str, Any]) -> Steps[None]:
    """The task is done with these values; who still had to sign need not any more."""
    token = yield from step.run.slice.token(item.token_id)
    if token is None:
        raise AssertionError(f"open work item {item.id} has no token")
    yield from triggers.complete_task(step.run, token, dict(values))


def _open_next(tx: Transaction, hot: Hot, present: Sequence[Signer]) -> None:
    """Whoever waited for somebody who is done, and for nobody else, has his turn."""
    by_id = {one.item_id: one for one in present}
    for one in present:
        if one.closed or one.state != "waiting":
            continue
        behind = one.kind == "after" and not by_id[one.of_item or 0].closed
        first = any(
            other.of_item == one.item_id and other.kind in FIRST and not other.closed for other in present
        )
        if not behind and not first:
            signers.turn(tx, hot, one)
