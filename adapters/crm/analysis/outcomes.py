"""How opportunities ended: against which competitors (12.2.4), and why they were lost (12.2.5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import Table, select

from adapters.crm import tables
from adapters.crm.analysis.measures import share
from adapters.crm.analysis.pipeline import closed, opportunity
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import SALES, called
from adapters.crm.records.lookups import Codebook

_LOST = "/crm/records/opportunities/?f.state=lost"


@dataclass(kw_only=True, slots=True)
class Rival:
    """What became of the opportunities in which one competitor was met."""

    won: int = 0
    lost: int = 0
    gone: Decimal = Decimal(0)
    reasons: Counter[str] = field(default_factory=Counter)


def _competition(frame: Frame) -> Sequence[Row]:
    met: dict[int, Rival] = defaultdict(Rival)
    for row in frame.connection.execute(select(opportunity).where(closed(frame, "won", "lost"))):
        for one in row.competitor_ids or []:
            rival = met[int(one)]
            if row.state == "won":
                rival.won += 1
            else:
                rival.lost += 1
                rival.gone += row.expected_amount or Decimal(0)
                rival.reasons[row.close_reason] += 1
    names, book = _names(frame, tables.competitor, met), Codebook(frame.connection)
    rows = [
        {
            "name": names.get(one, f"#{one}"),
            "won": rival.won,
            "lost": rival.lost,
            "rate": share(rival.won, rival.won + rival.lost),
            "amount": rival.gone,
            "reason": _main_reason(book, rival, frame.lang),
            "url": f"/crm/competitors/{one}",
        }
        for one, rival in met.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["lost"])), str(row["name"])))


def _main_reason(book: Codebook, rival: Rival, lang: str) -> str:
    """Why most of them were lost, and how many."""
    if not rival.reasons:
        return "–"
    reason, count = min(rival.reasons.items(), key=lambda one: (-one[1], one[0]))
    return f"{book.word('close_reason', reason, lang) or '–'} × {count}"


def _names(frame: Frame, table: Table, ids: Mapping[int, Any]) -> dict[int, str]:
    name = frame.name_of(table) if "name_en" in table.c else table.c.name
    query = select(table.c.id, name.label("name")).where(table.c.id.in_(sorted(ids)))
    return {row.id: row.name for row in frame.connection.execute(query)}


def _losses(frame: Frame) -> Sequence[Row]:
    """Lost opportunities by one thing about them; with several products or competitors each counts."""
    way = frame.way
    groups: dict[Any, list[SqlRow[Any]]] = defaultdict(list)
    lost = frame.connection.execute(select(opportunity).where(closed(frame, "lost"))).all()
    for row in lost:
        for key in _keys(way, row):
            groups[key].append(row)
    words = _words(frame, way, groups)
    rows = [
        {
            "name": words.get(key, "–"),
            "count": len(found),
            "amount": _amount(found),
            "share": share(len(found), len(lost)),
            "again": sum(1 for row in found if row.win_back_on),
            "again_amount": _amount([row for row in found if row.win_back_on]),
            "url": _url(way, key),
        }
        for key, found in groups.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["count"])), str(row["name"])))


def _amount(found: Sequence[SqlRow[Any]]) -> Decimal:
    return sum((row.expected_amount or Decimal(0) for row in found), Decimal(0))


def _keys(way: str, row: SqlRow[Any]) -> Sequence[Any]:
    if way == "product":
        return row.products or [None]
    if way == "competitor":
        return row.competitor_ids or [None]
    return [{"reason": row.close_reason, "stage": row.stage, "seller": row.owner_id}[way]]


def _words(frame: Frame, way: str, groups: Mapping[Any, Any]) -> Mapping[Any, str]:
    ids = {one: None for one in groups if one}
    if way == "seller":
        return {one: called(frame, one) for one in groups}
    if way in ("product", "competitor"):
        table = tables.product if way == "product" else tables.competitor
        none = frame.word(("未指明", "None named"))
        return {None: none, **_names(frame, table, ids)}
    book = Codebook(frame.connection)
    kind = {"reason": "close_reason", "stage": "opportunity_stage"}[way]
    return {one: book.word(kind, one, frame.lang) or "–" for one in groups}


def _url(way: str, key: Any) -> str:
    if way == "competitor":
        return f"/crm/competitors/{key}" if key else ""
    if way == "seller":
        return f"{_LOST}&f.owner_id=%23{key}"
    asked = {"reason": "close_reason", "stage": "stage"}.get(way)
    return f"{_LOST}&f.{asked}={key}" if asked and key else ""


COMPETITION = Report(
    key="competition",
    zh="销售竞争分析",
    en="Competition",
    about_zh="期内赢得与输掉的机会中出现的竞争对手。",
    about_en="Competitors in the opportunities won and lost in the period.",
    group=SALES,
    resource="opportunity",
    columns=(
        Column(key="name", zh="竞争对手", en="Competitor", kind="text"),
        Column(key="won", zh="赢", en="Won", total=True),
        Column(key="lost", zh="输", en="Lost", total=True),
        Column(key="rate", zh="赢率", en="Rate won", kind="ratio"),
        Column(key="amount", zh="输掉的金额", en="Amount lost", kind="money", total=True),
        Column(key="reason", zh="主要输单原因", en="Main reason of losses", kind="text"),
    ),
    chart=Chart(kind="bar", by="name", bars=("won", "lost"), across=True),
    read=_competition,
)
LOSSES = Report(
    key="losses",
    zh="销售失败分析",
    en="Losses",
    about_zh="期内输掉的机会。可再争取：定了再次联系日期的。一个机会有多个产品或对手时各计一次。",
    about_en="Opportunities lost in the period. To be won back: with a day to ask again. One with several "
    "products or competitors counts for each.",
    group=SALES,
    resource="opportunity",
    ways={
        "reason": ("原因", "Reason"),
        "stage": ("阶段", "Stage"),
        "seller": ("销售员", "Seller"),
        "product": ("产品", "Product"),
        "competitor": ("竞争对手", "Competitor"),
    },
    columns=(
        Column(key="name", zh="原因", en="Reason", kind="text"),
        Column(key="count", zh="机会数", en="Opportunities"),
        Column(key="amount", zh="金额", en="Amount", kind="money"),
        Column(key="share", zh="占比", en="Share", kind="ratio"),
        Column(key="again", zh="可再争取", en="To be won back"),
        Column(key="again_amount", zh="可再争取金额", en="Amount to be won back", kind="money"),
    ),
    chart=Chart(kind="bar", by="name", bars=("count",), across=True),
    read=_losses,
)
