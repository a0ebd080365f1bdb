"""The picture of a report as data for the browser: exactly numbers of the table, the largest ones first in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from adapters.crm.analysis.report import Column, Report, Row

MOST = 24  # columns that can still be told apart; the table has all
MOST_ACROSS = 14  # bars beside which every name still has its line
MOST_SHARES = 7  # slices of a ring; more of them are compared as bars


def of(report: Report, columns: Sequence[Column], rows: Sequence[Row], lang: str) -> str:
    """JSON for `data-gx-chart`; empty where there is nothing to draw."""
    chart = report.chart
    ring = chart.kind == "share" and len(rows) <= MOST_SHARES
    across = chart.across or (chart.kind == "share" and not ring)
    drawn = rows[: MOST_ACROSS if across else MOST]
    labels = {column.key: column.label(lang) for column in columns}
    kinds = {column.key: column.kind for column in columns}
    if not any(row[key] for row in drawn for key in chart.bars):
        return ""
    series: list[dict[str, Any]] = [
        {"name": labels[key], "values": _values(drawn, key)} for key in chart.bars
    ]
    series += [
        {"name": labels[key], "values": _values(drawn, key), "line": True, "axis": int(kinds[key] == "ratio")}
        for key in chart.lines
    ]
    spec = {
        "kind": "bar" if chart.kind == "share" and not ring else chart.kind,
        "across": across,
        "categories": [str(row[chart.by]) for row in drawn],
        "series": series,
        "urls": [str(row.get("url", "")) for row in drawn],
    }
    return json.dumps(spec, ensure_ascii=False)


def _values(rows: Sequence[Row], key: str) -> list[float | None]:
    """Drawn only: the exact numbers stand in the table."""
    return [None if row[key] is None else float(Decimal(row[key])) for row in rows]
