"""Work items: claim, release, assign, complete, and a participant's business error.

The unit of a participant's protection is the item's revision (what the screen showed) and the submission id (one
per form shown): the same submission gets the same answer, a stale one gets a sentence and loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Conflict, EngineError, Expired
from engine.kernel import triggers
from engine.kernel.requests import Steps
from engine.kernel.state import InstanceState
from engine.ports import Actor
from engine.service import facts, signing
from engine.service.context import Context
from engine.service.giving import (
    WORK_ITEM_CHANGED,
    WORK_ITEM_REASSIGNED,
    WORK_ITEM_SELECTED,
    give,
    offer,
    read_item,
    root_of_item,
)
from engine.service.item_slice import Item, ItemSlice, lock_and_read
from engine.service.open_items import demand_open, when
from engine.service.step import Step
from engine.service.timers import fire_overdue
from engine.store.hot import Hot
from engine.store.uow import Transaction

WORK_ITEM_COMPLETED = 18
Before = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What completing a work item led to; the same for every repetition of the submission."""

    work_item_id: int
    instance_id: int
    state: str
    """running | completed | failed: the root instance afterwards."""
    next_items: tuple[int, ...] = ()

    def text(self) -> str:
        """As a submission keeps it."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def complete(
    context: Context,
    tx: Transaction,
    item_id: int,
    values: Mapping[str, Any] | None,
    *,
    by: Actor | None,
    revision: int | None,
    submission: str | None,
    ends: bool = False,
    before: Before | None = None,
) -> Answer | EngineError:
    """Complete a work item. An `Expired` comes back as a value: the timers that beat it must be committed.

    `ends`: what is said ends the visit, whatever others who share it still had to sign. `before`: what is done in
    the same transaction once it is certain that the item is completed now, and before the process goes on.
    """
    hot = Hot(tx)
    given = dict(values or {})
    shown = lock_and_read(tx, hot, item_id, submission, given.keys())
    if shown.answer is not None:
        return _repeated(shown.answer, item_id)
    if shown.is_overdue and shown.root.instance.state is InstanceState.RUNNING:
        fire_overdue(context, tx, hot, shown.item.root_id)
        shown = lock_and_read(tx, hot, item_id, None, given.keys())
        if shown.item.closed_at is not None:
            return Expired(at=when(shown.item.closed_at))
    item = demand_open(shown.item, by=by, revision=revision)
    shown.root.demand_running()
    if before is not None:
        before()
    _close(tx, hot, shown, by)
    step = context.step(tx, hot, shown.root)
    if shown.is_shared:
        _sign(tx, hot, step, shown, given, by=_login(by), ends=ends)
    else:
        step.drive(_complete(step, shown, given))
    state = step.run.slice.instances[item.root_id].state.value
    answer = Answer(item.id, item.instance_id, state, tuple(i.id for i in step.run.work_items.values()))
    if submission is not None:
        _remember(tx, hot, submission, item, by, answer)
    tx.publish(facts.WorkItemClosed(id=item.id, root_id=item.root_id, by=_login(by)))
    return answer


def _complete(step: Step, shown: ItemSlice, values: dict[str, Any]) -> Steps[None]:
    if shown.token is None or shown.scope is None:
        raise AssertionError(f"open work item {shown.item.id} has no token")
    scope = step.run.slice.add_scope(shown.scope)
    step.completed_by_hand.add(shown.token.id)
    program = yield from step.run.slice.program(scope.instance_id)
    if scope.parent_id is None:
        step.run.slice.preload({scope.id: dict(shown.values)}, shown.looked_for, (scope.id,))
    else:
        chain = yield from step.run.slice.chain(scope)
        yield from step.run.slice.fetch(chain, program.names_after(shown.token.element) | values.keys())
    yield from triggers.complete_task(step.run, step.run.slice.add_token(shown.token), values)


def _sign(
    tx: Transaction,
    hot: Hot,
    step: Step,
    shown: ItemSlice,
    values: Mapping[str, Any],
    *,
    by: str | None,
    ends: bool,
) -> None:
    agreed = signing.sign(tx, hot, shown, values, by=by, ends=ends)
    if agreed is not None:
        step.drive(signing.go_on(step, shown.item, agreed))


def throw_error(
    context: Context, tx: Transaction, item_id: int, code: str, message: str, *, by: Actor | None
) -> None:
    """A participant reports a business error; Conflict if the process does not expect it here."""
    hot = Hot(tx)
    root = context.lock(hot, root_of_item(hot, item_id))
    item = demand_open(read_item(hot, item_id), by=by, revision=None)
    step = context.step(tx, hot, root)
    if not step.drive(_throw(step, item, code, message)):
        raise Conflict(
            what=f"the process does not expect the error {code} here", what_zh=f"流程在此处不接受错误 {code}"
        )


def _throw(step: Step, item: Item, code: str, message: str) -> Steps[bool]:
    token = yield from step.run.slice.token(item.token_id)
    if token is None:
        raise AssertionError(f"open work item {item.id} has no token")
    return (yield from triggers.throw_error(step.run, token, code, message))


def claim(context: Context, tx: Transaction, item_id: int, *, by: Actor, revision: int | None) -> int:
    """Take an offered item; returns its new revision. The same person twice is harmless."""
    hot = Hot(tx)
    context.lock(hot, root_of_item(hot, item_id))
    item = demand_open(read_item(hot, item_id), by=None, revision=revision)
    if item.assignee == by.login:
        return item.revision
    if item.assignee is not None:
        raise Conflict(what=f"{item.assignee} has claimed it", what_zh=f"{item.assignee} 已领取该任务")
    return give(tx, hot, item, by.login, WORK_ITEM_SELECTED, {"by": by.login}, behalf_of=by.behalf_of)


def release(context: Context, tx: Transaction, item_id: int, *, by: Actor, revision: int | None) -> int:
    """Give a claimed item back to its candidates; returns its new revision."""
    hot = Hot(tx)
    context.lock(hot, root_of_item(hot, item_id))
    item = demand_open(read_item(hot, item_id), by=by, revision=revision)
    if item.assignee != by.login:
        raise Conflict(what="you have not claimed it", what_zh="您没有领取该任务")
    if not hot.all("SELECT 1 FROM engine_candidate WHERE work_item_id = ? LIMIT 1", (item.id,)):
        raise Conflict(
            what="nobody else could take it; transfer it instead", what_zh="没有其他候选人，请改用转办"
        )
    return give(tx, hot, item, None, WORK_ITEM_CHANGED, {"by": by.login})


def assign(
    context: Context, tx: Transaction, item_id: int, *, to: str, by: Actor, reason: str, revision: int | None
) -> int:
    """Give an item to somebody (transfer, or a supervisor's intervention); returns its new revision."""
    hot = Hot(tx)
    context.lock(hot, root_of_item(hot, item_id))
    item = demand_open(read_item(hot, item_id), by=None, revision=revision, may_wait=True)
    facts_ = {"by": by.login, "from": item.assignee, "to": to, "reason": reason}
    if by.behalf_of is not None:
        facts_["for"] = by.behalf_of
    return give(tx, hot, item, to, WORK_ITEM_REASSIGNED, facts_)


def _close(tx: Transaction, hot: Hot, shown: ItemSlice, by: Actor | None) -> None:
    item = shown.item
    behalf_of = item.behalf_of if by is None or by.behalf_of is None else by.behalf_of
    hot.run(
        "UPDATE engine_work_item SET state = 'completed', closed_at = ?, closed_by = ?, behalf_of = ?,"
        " revision = revision + 1 WHERE id = ?",
        (tx.micros, _login(by), behalf_of, item.id),
    )
    if shown.is_offered:
        offer(hot, item.id, False)
    tx.audit(
        WORK_ITEM_COMPLETED,
        root=item.root_id,
        instance=item.instance_id,
        activity=item.activity_id,
        element=item.element,
        work_item=item.id,
        payload=None if behalf_of is None else {"for": behalf_of},
    )


def _repeated(answer: str, item_id: int) -> Answer:
    stored = json.loads(answer)
    if stored["work_item_id"] != item_id:
        raise Conflict(what="this submission was used for another task", what_zh="该提交已用于另一任务")
    return Answer(**stored | {"next_items": tuple(stored["next_items"])})


def _remember(
    tx: Transaction, hot: Hot, submission: str, item: Item, by: Actor | None, answer: Answer
) -> None:
    hot.run(
        'INSERT INTO engine_submission (id, root_id, work_item_id, "by", at, answer) VALUES (?,?,?,?,?,?)',
        (submission, item.root_id, item.id, _login(by), tx.micros, answer.text()),
    )


def _login(by: Actor | None) -> str | None:
    return None if by is None else by.login
