"""What the page of a backtest shows of its report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from forms.shell import gettext as _
from processes.approval.backtest.report import Cell, Changed, Report

Lang = Literal["zh", "en"]
Keys = tuple[str, ...]
MOST_SEATS = 4  # bars of one week that can still be told apart
MOST_WEEKS = 60
PER_PAGE = 50
MONTH = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Square:
    """A cell of the matrix. `heat`: 0 to 4; `tone`: same, more, less, none (nobody is asked any more)."""

    old: Keys
    new: Keys
    count: int
    heat: int
    tone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """The routes that occur: one row for each old one, one column for each new one."""

    columns: Sequence[Keys]
    rows: Sequence[tuple[Keys, Sequence[Square]]]


def matrix(report: Report) -> Matrix:
    """Every pair of routes, empty ones too."""
    counts: dict[tuple[Keys, Keys], int] = {(cell.old, cell.new): cell.count for cell in report.matrix}
    routes = sorted({route for pair in counts for route in pair}, key=lambda keys: (len(keys), keys))
    columns = [route for route in routes if any(new == route for _old, new in counts)]
    olds = [route for route in routes if any(old == route for old, _new in counts)]
    most = max((cell.count for cell in report.matrix if not cell.same), default=0)
    rows = [(old, [_square(old, new, counts.get((old, new), 0), most) for new in columns]) for old in olds]
    return Matrix(columns=columns, rows=rows)


def _square(old: Keys, new: Keys, count: int, most: int) -> Square:
    if old == new:
        return Square(old=old, new=new, count=count, heat=1 if count else 0, tone="same")
    tone = "none" if not new else "more" if len(new) >= len(old) else "less"
    heat = 0 if not count else 1 + (3 * count - 1) // most if most else 1
    return Square(old=old, new=new, count=count, heat=min(heat, 4), tone=tone)


def route_words(keys: Keys) -> str:
    """1·2·3; a word where nobody is asked."""
    return "·".join(keys) if keys else str(_("nobody"))


def address(keys: Keys) -> str:
    """A route as part of an address: 1.2.3, `-` for nobody."""
    return ".".join(keys) or "-"


def read_address(text: str) -> Keys | None:
    """The route of an address; None where none is named."""
    if not text:
        return None
    return () if text == "-" else tuple(text.split("."))


def chosen(report: Report, old: Keys | None, new: Keys | None) -> list[Changed]:
    """The changed cases of one cell, or all."""
    return [
        case for case in report.cases if (old is None or case.old == old) and (new is None or case.new == new)
    ]


def cell_count(report: Report, old: Keys | None, new: Keys | None) -> int:
    """How many approvals a cell has, which may be more than the list holds."""

    def fits(cell: Cell) -> bool:
        return not cell.same and (old is None or cell.old == old) and (new is None or cell.new == new)

    return sum(cell.count for cell in report.matrix if fits(cell))


def a_month(report: Report, net: int) -> float:
    """How much that is in thirty days of the period."""
    return net / max((report.until - report.since) / MONTH, 1)


def chart(report: Report, titles: Mapping[str, str]) -> str:
    """The weeks as a picture: how much more the people are asked who are concerned most. Empty for nothing."""
    weeks = list(report.weeks)[-MOST_WEEKS:]
    seats = [one.seat for one in report.asked][:MOST_SEATS]
    if not weeks or not seats:
        return ""
    series = [
        {
            "name": titles.get(seat, seat),
            "values": [counts.get(seat, 0) for _monday, counts in weeks],
            "stack": "seats",
        }
        for seat in seats
    ]
    categories = [monday.isoformat() for monday, _counts in weeks]
    return json.dumps({"kind": "bar", "categories": categories, "series": series}, ensure_ascii=False)
