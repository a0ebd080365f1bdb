"""The sales funnel (12.1), from opportunities and the log of their stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from adapters.crm import tables
from adapters.crm.analysis.measures import share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.records.lookups import codes
from engine.organisation.snapshot import COMPANY_ZONE

opportunity, log = tables.opportunity, tables.opportunity_stage_log
GROUP = ("机会", "Opportunities")


def begin_of(frame: Frame) -> datetime:
    """The first moment of the period."""
    return datetime.combine(frame.since, time(), COMPANY_ZONE)


def end_of(frame: Frame) -> datetime:
    """The moment after the period."""
    return datetime.combine(frame.until, time(), COMPANY_ZONE) + timedelta(days=1)


def _funnel(frame: Frame) -> Sequence[Row]:
    """Per stage: what stands there now, and of what entered it in the period how much went further."""
    stages = codes(frame.connection, "opportunity_stage")
    now = _standing(frame)
    entered = _entered(frame)
    gone = _lost_at(frame)
    order = list(stages)
    rows = []
    for place, stage in enumerate(order):
        count, amount, weighted, age = now.get(stage, (0, Decimal(0), Decimal(0), None))
        came = entered[stage]
        further = {one for later in order[place + 1 :] for one in entered[later]} & came
        rows.append(
            {
                "name": frame.word(stages[stage]),
                "count": count,
                "amount": amount,
                "weighted": weighted,
                "age": age,
                "entered": len(came),
                "conversion": share(len(further), len(came)) if place + 1 < len(order) else None,
                "lost": gone.get(stage, 0),
                "url": f"/crm/records/opportunities/?f.stage={stage}&f.state=open",
            }
        )
    return rows


def _standing(frame: Frame) -> dict[str, tuple[int, Decimal, Decimal, Decimal | None]]:
    query = select(
        opportunity.c.stage,
        opportunity.c.expected_amount,
        opportunity.c.probability,
        opportunity.c.created_at,
    ).where(frame.within("opportunity"), opportunity.c.state == "open")
    found: dict[str, list[Any]] = defaultdict(list)
    for row in frame.connection.execute(query):
        found[row.stage].append(row)
    end = end_of(frame)
    return {
        stage: (
            len(rows),
            sum((row.expected_amount or Decimal(0) for row in rows), Decimal(0)),
            sum(
                ((row.expected_amount or Decimal(0)) * (row.probability or Decimal(0)) for row in rows),
                Decimal(0),
            ),
            round(Decimal(sum(max(0, (end - row.created_at).days) for row in rows)) / len(rows), 1),
        )
        for stage, rows in found.items()
    }


def _entered(frame: Frame) -> dict[str, set[int]]:
    """stage → the opportunities that came to it in the period."""
    query = (
        select(log.c.to_stage, log.c.opportunity_id)
        .join(opportunity, opportunity.c.id == log.c.opportunity_id)
        .where(frame.within("opportunity"), log.c.at >= begin_of(frame), log.c.at < end_of(frame))
    )
    found: dict[str, set[int]] = defaultdict(set)
    for stage, one in frame.connection.execute(query):
        found[stage].add(one)
    return found


def _lost_at(frame: Frame) -> dict[str, int]:
    """stage → how many were lost there in the period."""
    query = select(opportunity.c.stage, func.count().label("lost")).where(closed(frame, "lost"))
    return {row.stage: row.lost for row in frame.connection.execute(query.group_by(opportunity.c.stage))}


def closed(frame: Frame, *states: str) -> ColumnElement[bool]:
    """Opportunities closed so in the period, within reach."""
    return (
        frame.within("opportunity")
        & opportunity.c.state.in_(states)
        & (opportunity.c.archived_at >= begin_of(frame))
        & (opportunity.c.archived_at < end_of(frame))
    )


FUNNEL = Report(
    key="funnel",
    zh="销售漏斗",
    en="Sales funnel",
    about_zh="各阶段现有的机会，以及期内进入该阶段的机会中继续推进的比例。加权＝金额×赢率。",
    about_en="What stands in each stage and how much of it went further. Weighted = amount × probability.",
    group=GROUP,
    resource="opportunity",
    columns=(
        Column(key="name", zh="阶段", en="Stage", kind="text"),
        Column(key="count", zh="机会数", en="Opportunities", total=True),
        Column(key="amount", zh="金额", en="Amount", kind="money", total=True),
        Column(key="weighted", zh="加权金额", en="Weighted", kind="money", total=True),
        Column(key="age", zh="平均天数", en="Average days", kind="days"),
        Column(key="entered", zh="期内进入", en="Entered", total=True),
        Column(key="conversion", zh="转化率", en="Conversion", kind="ratio"),
        Column(key="lost", zh="期内输单", en="Lost in the period", total=True),
    ),
    chart=Chart(kind="funnel", by="name", bars=("entered",)),
    read=_funnel,
)
