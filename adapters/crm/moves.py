"""Moving an opportunity through the pipeline: what its process answers, and the move itself.

The pipeline writes nothing of its own: a move completes the open task of the process, or is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from adapters.crm import catalogue, changes, opportunities, pipeline, tables
from adapters.crm.errors import MoveRefused, ReasonMissing
from adapters.crm.processes import OpenItem, Processes
from adapters.crm.records import access
from adapters.crm.records.lookups import codes
from engine import organisation
from engine.errors import Conflict, Invalid
from engine.organisation import Person
from engine.store.uow import Transaction

Kind = Literal["allowed", "approval", "refused"]
WON, LOST = "won", "lost"
TASK = "advance"
#: From this stage on a customer has an offer; from that one on he has accepted it.
OFFERED, ACCEPTED = "negotiate", pipeline.ORDERED
_OFFERS = frozenset({"approved", "sent", "accepted"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What happens if the card is dropped there. `quote_id`: the quote whose approval would start."""

    kind: Kind
    zh: str
    en: str
    url: str = ""
    quote_id: int | None = None

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


def answers(
    connection: Connection, person: Person, processes: Processes, row: Row[Any], *, is_large: bool = False
) -> Mapping[str, Answer]:
    """Every column of the pipeline: what it says to this card.

    `is_large`: what is expected of it would have to be approved before it goes on.
    """
    stages = pipeline.stages(connection)
    columns = [*(stage.code for stage in stages), WON, LOST]
    stop = _stopped(connection, person, processes, row)
    if stop is not None:
        return dict.fromkeys(columns, stop)
    quotes = _quotes(connection, row.id)
    url = processes.url(row.instance_id)
    found = {
        stage.code: _stage_answer(stage, row, quotes, [one.code for one in stages], url) for stage in stages
    }
    found[WON] = _won_answer(connection, row, quotes, url)
    if is_large and not opportunities.is_covered(row):
        found = {to: _approved_first(row, one, to, url) for to, one in found.items()}
    found[LOST] = Answer(
        kind="allowed", zh="可以放：会要求填写原因", en="Allowed: you will be asked for the reason"
    )
    return found


def move(
    tx: Transaction,
    person: Person,
    processes: Processes,
    opportunity_id: int,
    to: str,
    *,
    revision: int,
    reason: str = "",
    note: str = "",
) -> Answer:
    """Drop the card there: the task of the process is completed. Raises Conflict, MoveRefused, ReasonMissing."""
    access.find(tx.connection, person, catalogue.entity("opportunity"), opportunity_id)
    row = changes.row_of(tx.connection, tables.opportunity, opportunity_id, lock=True)
    assert row is not None
    if row.revision != revision:
        raise Conflict(what="the card was moved or changed meanwhile", what_zh="该机会已被他人移动或修改")
    answer = answers(tx.connection, person, processes, row).get(to)
    if answer is None or answer.kind == "refused":
        why = answer or Answer(kind="refused", zh="没有这一列", en="there is no such column")
        raise MoveRefused(no=row.no, why_zh=why.zh, why_en=why.en)
    if to == LOST:
        _demand_reason(tx, row, reason)
    values = _report(to, answer, reason, note)
    if not processes.complete_in(tx, row.instance_id, TASK, values, by=person):
        raise Conflict(what="the process has gone on meanwhile", what_zh="流程已经继续")
    if to == LOST:
        processes.complete_in(tx, row.instance_id, "close_lost", {"reason": reason, "note": note}, by=person)
    return answer


def _demand_reason(tx: Transaction, row: Row[Any], reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(no=row.no)
    if reason not in codes(tx.connection, "close_reason"):
        raise Invalid(
            field="reason", message=f"unknown reason {reason}", message_zh=f"没有这个原因：{reason}"
        )


def _report(to: str, answer: Answer, reason: str, note: str) -> dict[str, Any]:
    """What the task is completed with."""
    empty = dict.fromkeys(("amount", "probability", "close_on", "next_on"))
    said = {
        "result": note,
        "next_step": "",
        **empty,
        "to_stage": None,
        "reason": reason or None,
        "note": note,
    }
    if to == LOST:
        return {**said, "decision": "lost"}
    if to == WON:
        return {**said, "decision": "direct_order", "to_stage": ACCEPTED}
    decision = "quote" if answer.kind == "approval" else "continue"
    return {**said, "decision": decision, "to_stage": to}


def _stopped(connection: Connection, person: Person, processes: Processes, row: Row[Any]) -> Answer | None:
    """Why the card cannot go anywhere now, for this person."""
    if row.state != "open":
        zh, en = opportunities.STATES[row.state]
        return Answer(kind="refused", zh=f"不能移动：{zh}", en=f"Not moved any more: {en.lower()}")
    if row.instance_id is None:
        return Answer(kind="refused", zh="这个机会没有流程", en="This opportunity has no process")
    url = processes.url(row.instance_id)
    items = processes.items(connection, [row.instance_id])
    task = next((one for one in items if one.element == TASK), None)
    if task is None:
        return _elsewhere(connection, processes, row.instance_id, items, url)
    if task.assignee is not None and task.assignee != person.login:
        zh, en = _called(connection, task.assignee)
        return Answer(kind="refused", zh=f"等待{zh}处理", en=f"Waits for {en}", url=url)
    return None


def _elsewhere(
    connection: Connection, processes: Processes, root_id: int, items: Sequence[OpenItem], url: str
) -> Answer:
    places = processes.places(connection, root_id)
    place = items[0].name if items else (places[-1].name if places else "")
    waits = _called(connection, items[0].assignee) if items and items[0].assignee else ("", "")
    zh = f"流程在「{place}」" + (f"，等待{waits[0]}" if waits[0] else "")
    en = f"The process is at “{place}”" + (f", waiting for {waits[1]}" if waits[1] else "")
    return Answer(kind="refused", zh=zh, en=en, url=url)


def _called(connection: Connection, login: str) -> tuple[str, str]:
    person = organisation.by_login(connection, login)
    return (login, login) if person is None else (person.label("zh"), person.label("en"))


def _quotes(connection: Connection, opportunity_id: int) -> Sequence[Any]:
    quote = tables.quote
    query = select(quote.c.id, quote.c.no, quote.c.state).where(
        quote.c.opportunity_id == opportunity_id, quote.c.deleted_at.is_(None)
    )
    return connection.execute(query.order_by(quote.c.id.desc())).all()


def _stage_answer(
    stage: pipeline.Stage, row: Row[Any], quotes: Sequence[Any], order: list[str], url: str
) -> Answer:
    if stage.code == row.stage:
        return Answer(kind="allowed", zh="当前阶段", en="The present stage")
    states = {one.state for one in quotes}
    if stage.code == ACCEPTED and "accepted" not in states:
        return Answer(
            kind="refused", zh="没有客户已接受的报价", en="No quote was accepted by the customer", url=url
        )
    if stage.code == OFFERED and not states & _OFFERS:
        return _offer_first(quotes, row)
    back = row.stage in order and order.index(stage.code) < order.index(row.stage)
    if back:
        return Answer(kind="allowed", zh=f"可以放：退回「{stage.zh}」", en=f"Allowed: back to {stage.en}")
    return Answer(
        kind="allowed",
        zh=f"可以放：推进到「{stage.zh}」，把握 {stage.probability:.0%}",
        en=f"Allowed: on to {stage.en}, {stage.probability:.0%}",
    )


def _offer_first(quotes: Sequence[Any], row: Row[Any]) -> Answer:
    """To negotiate there must be an offer: a draft is submitted by dropping the card."""
    draft = next((one for one in quotes if one.state in ("draft", "returned", "withdrawn")), None)
    if draft is None:
        return Answer(
            kind="refused",
            zh="还没有报价：先为这个机会做一份",
            en="No quote yet: make one for this opportunity first",
            url=f"/crm/quotes/new?account={row.account_id}&opportunity={row.id}",
        )
    return Answer(
        kind="approval",
        zh=f"需要审批：放下即提交报价 {draft.no}",
        en=f"Needs approval: dropping submits quote {draft.no}",
        url=f"/crm/quotes/{draft.id}",
        quote_id=draft.id,
    )


def _approved_first(row: Row[Any], answer: Answer, to: str, url: str) -> Answer:
    """A large amount: the step is kept, and the opportunity waits until it is approved."""
    if answer.kind == "refused" or to in (row.stage, LOST):
        return answer
    amount = f"{row.expected_amount:,.0f} {row.currency}"
    return Answer(
        kind="approval",
        zh=f"需要审批：预计金额 {amount} 尚未批准，放下后先送审",
        en=f"Needs approval: {amount} has not been approved; dropping submits it",
        url=url,
    )


def _won_answer(connection: Connection, row: Row[Any], quotes: Sequence[Any], url: str) -> Answer:
    order = tables.order
    ordered = connection.scalar(
        select(order.c.id).where(order.c.opportunity_id == row.id, order.c.deleted_at.is_(None)).limit(1)
    )
    if ordered is None and not any(one.state == "accepted" for one in quotes):
        return Answer(
            kind="refused",
            zh="没有客户已接受的报价或订单",
            en="Neither an accepted quote nor an order",
            url=url,
        )
    return Answer(
        kind="allowed",
        zh="可以放：开始订单执行，订单完成后即赢单",
        en="Allowed: starts the order; won when it is closed",
    )
