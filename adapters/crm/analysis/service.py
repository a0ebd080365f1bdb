"""Service feedback: how much of which type, how fast, how well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import select

from adapters.crm import tables
from adapters.crm.analysis.measures import share
from adapters.crm.analysis.pipeline import begin_of, end_of
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import product
from adapters.crm.catalogue.feedback_words import TYPES

feedback = tables.feedback
GROUP = ("服务", "Service")


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


Called = Callable[[Frame, SqlRow[Any]], str]


def _grouped(name: Called, url: Callable[[SqlRow[Any]], str]) -> Callable[[Frame], Sequence[Row]]:
    def read(frame: Frame) -> Sequence[Row]:
        groups: dict[str, list[SqlRow[Any]]] = defaultdict(list)
        for row in _cases(frame):
            groups[name(frame, row)].append(row)
        rows = [
            {
                "name": called,
                "count": len(found),
                "response": _hours([(row.received_at, row.responded_at) for row in found]),
                "solving": _hours([(row.received_at, row.solved_at) for row in found]),
                "in_time": share(
                    sum(1 for row in _due(found) if row.solved_at <= row.solve_due_at),
                    len(_due(found)),
                ),
                "reopened": sum(1 for row in found if row.reopen_count),
                "satisfaction": _mean([row.satisfaction for row in found if row.satisfaction]),
                "url": url(found[0]),
            }
            for called, found in groups.items()
        ]
        return sorted(rows, key=lambda row: (-int(str(row["count"])), str(row["name"])))

    return read


def _due(found: Sequence[SqlRow[Any]]) -> list[SqlRow[Any]]:
    """Solved cases that had a time to be solved by."""
    return [row for row in found if row.solved_at and row.solve_due_at]


def _hours(spans: Sequence[tuple[datetime, datetime | None]]) -> Decimal | None:
    """The mean hours of those that ended."""
    return _mean([Decimal((end - begin).total_seconds()) / 3600 for begin, end in spans if end is not None])


def _mean(values: Sequence[Decimal | int]) -> Decimal | None:
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1")) if values else None


_FIGURES = (
    Column(key="count", zh="件数", en="Cases", total=True),
    Column(key="response", zh="平均响应（小时）", en="Hours to respond"),
    Column(key="solving", zh="平均解决（小时）", en="Hours to solve"),
    Column(key="in_time", zh="按时解决率", en="Solved in time", kind="ratio"),
    Column(key="reopened", zh="重新打开", en="Reopened", total=True),
    Column(key="satisfaction", zh="满意度（1–5）", en="Satisfaction (1–5)"),
)
BY_TYPE = Report(
    key="feedback",
    zh="客户反馈分析",
    en="Feedback",
    about_zh="期内受理的反馈：数量、响应与解决时间、满意度。",
    about_en="Feedback received in the period: how many, how fast answered and solved, how satisfied.",
    group=GROUP,
    resource="feedback",
    columns=(Column(key="name", zh="类型", en="Type", kind="text"), *_FIGURES),
    chart=Chart(kind="bar", by="name", bars=("count",)),
    read=_grouped(
        lambda frame, row: frame.word(TYPES.get(row.type, (row.type, row.type))),
        lambda row: f"/crm/records/feedback/?f.type={row.type}",
    ),
)
COMPOSITION = Report(
    key="service-composition",
    zh="服务构成分析",
    en="Composition of service",
    about_zh="期内受理的反馈按产品的构成。",
    about_en="Feedback received in the period by product.",
    group=GROUP,
    resource="feedback",
    columns=(Column(key="name", zh="产品", en="Product", kind="text"), *_FIGURES),
    chart=Chart(kind="share", by="name", bars=("count",)),
    read=_grouped(
        lambda frame, row: row.product or frame.word(("未指明产品", "No product named")), lambda _row: ""
    ),
)
