"""Choosing in an ad-hoc sub-process: begin an activity, once more, or say that it is not needed."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from engine.errors import Conflict, NotFound
from engine.kernel import ad_hoc
from engine.kernel.move import Halt
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Token, Wait
from engine.ports import Actor
from engine.service.context import Context
from engine.service.loading import TOKEN, to_token
from engine.service.locking import root_of
from engine.service.programs import Loaded, Programs
from engine.service.step import Step
from engine.store.hot import Hot, Row
from engine.store.schema import runtime
from engine.store.uow import Transaction
from engine.store.values import decode

Trigger = Callable[[Run, Token, str], Steps[None]]

_REFUSALS = {
    "NOT_A_CHOICE": ("“{element}” cannot be chosen here", "此处不能选择“{element}”"),
    "AD_HOC_ENDING": ("“{element}” is about to end", "“{element}”即将结束"),
    "AD_HOC_BUSY": ("another activity of “{element}” is at work", "“{element}”中另有活动正在进行"),
    "BEGUN_BEFORE": ("“{element}” has been begun meanwhile", "“{element}”已经开始"),
    "SKIPPED_BEFORE": ("“{element}” was done or skipped before", "“{element}”已完成或已跳过"),
    "NOT_AD_HOC": ("“{element}” is not an open ad-hoc sub-process", "“{element}”不是打开的即席子流程"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An activity that somebody may begin or skip."""

    token_id: int
    """The waiting token of its ad-hoc sub-process."""
    instance_id: int
    inside: str
    """The ad-hoc sub-process."""
    element: str
    name: str | None
    left: bool
    """Neither done nor skipped so far: it may be skipped."""
    at_work: bool
    """Begun and not yet done."""
    may_begin: bool


def choices(programs: Programs, connection: Connection, root_id: int) -> list[Choice]:
    """What may be chosen in a root instance and what it called, in the order of the diagrams."""
    token, scope, instance = runtime.token, runtime.scope, runtime.instance
    query = (
        select(scope, instance.c.definition_id)
        .join(token, token.c.id == scope.c.token_id)
        .join(instance, instance.c.id == scope.c.instance_id)
        .where(token.c.root_id == root_id, token.c.wait == Wait.AD_HOC.value, scope.c.open)
        .order_by(token.c.id)
    )
    found: list[Choice] = []
    for row in connection.execute(query).all():
        at_work = set(connection.scalars(select(token.c.element).where(token.c.scope_id == row.id)))
        found += _choices(programs.load(connection, row.definition_id), row, at_work)
    return found


def _choices(loaded: Loaded, scope: Any, at_work: Container[str]) -> list[Choice]:
    program, local = loaded.program, decode(scope.local)
    node = program.node(scope.element)
    busy = node.ordering == "Sequential" and scope.tokens > 0
    inside = [program.nodes[index] for index in program.scopes[node.body or 0].starts]
    return [
        Choice(
            token_id=scope.token_id,
            instance_id=scope.instance_id,
            inside=node.id,
            element=inner.id,
            name=inner.name,
            left=inner.id in local[ad_hoc.LEFT],
            at_work=inner.id in at_work,
            may_begin=not busy and not local.get(ad_hoc.ENDING),
        )
        for inner in inside
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Which activity of which instance; `token_id` where its ad-hoc sub-process is open several times.

    `again`: begin what was begun before once more.
    """

    instance_id: int
    element: str
    token_id: int | None = None
    again: bool = False


def begin(context: Context, tx: Transaction, chosen: Chosen, *, by: Actor | None) -> None:
    """Begin an activity. Raises NotFound, Conflict."""
    trigger = partial(ad_hoc.begin, again=chosen.again)
    _act(context, tx, chosen, trigger, "activity.chosen", by)


def skip(context: Context, tx: Transaction, chosen: Chosen, *, by: Actor | None) -> None:
    """Say that an activity is not needed. Raises NotFound, Conflict."""
    _act(context, tx, chosen, ad_hoc.skip, "activity.skipped", by)


def _act(
    context: Context, tx: Transaction, chosen: Chosen, trigger: Trigger, word: str, by: Actor | None
) -> None:
    hot = Hot(tx)
    root = context.lock(hot, root_of(hot, chosen.instance_id))
    step = context.step(tx, hot, root)
    token = step.run.slice.add_token(_token(step, hot, chosen))
    tx.audit(
        word,
        root=root.instance.id,
        instance=chosen.instance_id,
        element=chosen.element,
        payload={"by": None if by is None else by.login},
    )
    try:
        step.drive(trigger(step.run, token, chosen.element))
    except Halt as halt:
        en, zh = _REFUSALS[halt.code]
        what = {"what": en.format_map(halt.facts), "what_zh": zh.format_map(halt.facts)}
        raise Conflict(**what) from halt


def _token(step: Step, hot: Hot, chosen: Chosen) -> Token:
    """The token of the ad-hoc sub-process that holds the element."""
    program = step.loaded(step.loader.instance(chosen.instance_id)).program
    node = program.node_by_id.get(chosen.element)
    around = None if node is None else program.scopes[node.scope].node
    rows: list[Row] = []
    if around is not None:
        rows = hot.all(
            f"SELECT {TOKEN} FROM engine_token WHERE instance_id = ? AND element = ? AND wait = 'ad_hoc'",
            (chosen.instance_id, program.nodes[around].id),
        )
    open_ones = [to_token(row) for row in rows if chosen.token_id in (None, row[0])]
    if not open_ones:
        raise NotFound(what="choice", id=chosen.element)
    if len(open_ones) > 1:
        raise Conflict(
            what=f"“{chosen.element}” is open {len(open_ones)} times, name the token",
            what_zh=f"“{chosen.element}”同时打开了 {len(open_ones)} 次，请指明令牌",
        )
    return open_ones[0]
