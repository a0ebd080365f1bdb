"""Service feedback (12.7.1): how much of which type, how fast, how well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Row as SqlRow
from sqlalchemy import select

from adapters.crm import tables
from adapters.crm.analysis.measures import share
from adapters.crm.analysis.pipeline import begin_of, end_of
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import called, product
from adapters.crm.catalogue.feedback_words import CHANNELS, SEVERITIES, TYPES
from adapters.crm.records.lookups import Codebook
from adapters.crm.words import Words
from engine.organisation.snapshot import COMPANY_ZONE

feedback = tables.feedback
GROUP = ("服务", "Service")
_UNSORTED = ("未分类", "Not classified")


def _cases(frame: Frame) -> Sequence[SqlRow[Any]]:
    called = frame.name_of(product)
    query = (
        select(feedback, called.label("product"))
        .join(product, product.c.id == feedback.c.product_id, isouter=True)
        .where(
            frame.within("feedback"),
            feedback.c.received_at >= begin_of(frame),
            feedback.c.received_at < end_of(frame),
        )
    )
    return frame.connection.execute(query).all()


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way to group cases: what is the same in a group, its word, and the cases behind it."""

    key: Callable[[SqlRow[Any]], Any]
    word: Callable[[Frame, SqlRow[Any]], str]
    asked: str = ""


WAYS: Mapping[str, Way] = {
    "type": Way(
        key=lambda row: row.type,
        word=lambda frame, row: frame.word(TYPES.get(row.type, (row.type, row.type))),
        asked="type",
    ),
    "category": Way(
        key=lambda row: row.category,
        word=lambda frame, row: (
            Codebook(frame.connection).word("feedback_category", row.category, frame.lang)
            or frame.word(_UNSORTED)
        ),
        asked="category",
    ),
    "product": Way(
        key=lambda row: row.product_id,
        word=lambda frame, row: row.product or frame.word(("未指明产品", "No product named")),
        asked="product_id",
    ),
    "channel": Way(
        key=lambda row: row.channel,
        word=lambda frame, row: frame.word(CHANNELS.get(row.channel, (row.channel, row.channel))),
        asked="channel",
    ),
    "severity": Way(
        key=lambda row: row.severity or 0,
        word=lambda frame, row: frame.word(SEVERITIES.get(str(row.severity), _UNSORTED)),
        asked="severity",
    ),
    "handler": Way(
        key=lambda row: row.handler_id,
        word=lambda frame, row: called(frame, row.handler_id),
        asked="handler_id",
    ),
    "month": Way(
        key=lambda row: f"{row.received_at.astimezone(COMPANY_ZONE):%Y-%m}",
        word=lambda frame, row: f"{row.received_at.astimezone(COMPANY_ZONE):%Y-%m}",
    ),
}


def _cases_by(frame: Frame) -> Sequence[Row]:
    name = frame.way
    way = WAYS[name]
    groups: dict[Any, list[SqlRow[Any]]] = defaultdict(list)
    for row in _cases(frame):
        groups[way.key(row)].append(row)
    rows = [
        {
            "name": way.word(frame, found[0]),
            "count": len(found),
            "response": _hours([(row.received_at, row.responded_at) for row in found]),
            "answered": _in_time(found, "responded_at", "respond_due_at"),
            "solving": _hours([(row.received_at, row.solved_at) for row in found]),
            "in_time": _in_time(found, "solved_at", "solve_due_at"),
            "open": sum(1 for row in found if row.state not in ("closed", "rejected")),
            "reopened": sum(1 for row in found if row.reopen_count),
            "cost": sum((row.cost or Decimal(0) for row in found), Decimal(0)),
            "satisfaction": _mean([row.satisfaction for row in found if row.satisfaction]),
            "url": _url(frame, way, key),
        }
        for key, found in groups.items()
    ]
    if name == "month":
        return sorted(rows, key=lambda row: str(row["name"]))
    return sorted(rows, key=lambda row: (-int(str(row["count"])), str(row["name"])))


def _url(frame: Frame, way: Way, key: Any) -> str:
    days = {"f.received_at.min": frame.since, "f.received_at.max": frame.until}
    if not way.asked or not key:
        return ""
    value = f"#{key}" if way.asked.endswith("_id") else key
    return "/crm/records/feedback/?" + urlencode({**days, f"f.{way.asked}": value})


def _in_time(found: Sequence[SqlRow[Any]], at: str, due: str) -> Decimal | None:
    """The share of those that had a time for it and met it."""
    spans = [(row._mapping[at], row._mapping[due]) for row in found]
    ended = [(end, limit) for end, limit in spans if end and limit]
    return share(sum(1 for end, limit in ended if end <= limit), len(ended))


def _hours(spans: Sequence[tuple[datetime, datetime | None]]) -> Decimal | None:
    """The mean hours of those that ended."""
    return _mean([Decimal((end - begin).total_seconds()) / 3600 for begin, end in spans if end is not None])


def _mean(values: Sequence[Decimal | int]) -> Decimal | None:
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1")) if values else None


_FIGURES = (
    Column(key="count", zh="件数", en="Cases", total=True),
    Column(key="response", zh="平均响应（小时）", en="Hours to respond"),
    Column(key="answered", zh="按时响应率", en="Answered in time", kind="ratio"),
    Column(key="solving", zh="平均解决（小时）", en="Hours to solve"),
    Column(key="in_time", zh="按时解决率", en="Solved in time", kind="ratio"),
    Column(key="open", zh="未关闭", en="Open", total=True),
    Column(key="reopened", zh="重新打开", en="Reopened", total=True),
    Column(key="cost", zh="处理成本", en="Cost", kind="money", total=True, mask="cost"),
    Column(key="satisfaction", zh="满意度（1–5）", en="Satisfaction (1–5)"),
)
_NAMES: Words = {
    "type": ("类型", "Type"),
    "category": ("分类", "Category"),
    "product": ("产品", "Product"),
    "channel": ("渠道", "Channel"),
    "severity": ("严重程度", "Severity"),
    "handler": ("处理人", "Handler"),
    "month": ("月份", "Month"),
}
BY_TYPE = Report(
    key="feedback",
    zh="客户反馈分析",
    en="Feedback",
    about_zh="期内受理的反馈：数量、响应与解决时间、是否按时、重开与满意度。",
    about_en="Feedback received in the period: how many, how fast and whether in time answered and solved, how "
    "many reopened, how satisfied.",
    group=GROUP,
    resource="feedback",
    ways=_NAMES,
    columns=(Column(key="name", zh="类型", en="Type", kind="text"), *_FIGURES),
    chart=Chart(kind="bar", by="name", bars=("count",)),
    read=_cases_by,
)
COMPOSITION = Report(
    key="service-composition",
    zh="服务构成分析",
    en="Composition of service",
    about_zh="期内受理的反馈的构成。",
    about_en="What the feedback received in the period is made up of.",
    group=GROUP,
    resource="feedback",
    ways={"product": _NAMES["product"], **{way: both for way, both in _NAMES.items() if way != "month"}},
    columns=(Column(key="name", zh="产品", en="Product", kind="text"), *_FIGURES),
    chart=Chart(kind="share", by="name", bars=("count",)),
    read=_cases_by,
)
