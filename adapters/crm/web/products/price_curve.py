"""The prices of a product over time as data for the browser's chart: the list price and its price lists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from adapters.crm.product_history import Listed
from forms.shell import gettext as _
from forms.shell import lang

MOST_LISTS = 4


def curve(prices: Sequence[tuple[date, Decimal]], listed: Sequence[Listed], today: date) -> str:
    """JSON for `data-gx-chart`; empty where nothing ever changed. A price holds until the next one."""
    lists = listed[:MOST_LISTS]
    days = {day for day, _price in prices} | {today}
    for one in lists:
        days |= {one.item.valid_from} | ({one.item.valid_to} if one.item.valid_to else set())
    ordered = sorted(days)
    if len(ordered) < 2:
        return ""
    series: list[dict[str, Any]] = [
        {"name": str(_("List price")), "line": True, "values": [_at(prices, day) for day in ordered]}
    ]
    series += [
        {"name": _name(one), "line": True, "values": [_listed_at(one, day) for day in ordered]}
        for one in lists
    ]
    spec = {
        "kind": "line",
        "across": False,
        "categories": [day.isoformat() for day in ordered],
        "series": series,
        "urls": [],
    }
    return json.dumps(spec, ensure_ascii=False)


def _at(prices: Sequence[tuple[date, Decimal]], day: date) -> float | None:
    """Drawn only: the exact amounts stand in the table."""
    known = [price for since, price in prices if since <= day]
    return float(known[-1]) if known else None


def _listed_at(one: Listed, day: date) -> float | None:
    until = one.item.valid_to
    return float(one.item.price) if one.item.valid_from <= day and (until is None or day <= until) else None


def _name(one: Listed) -> str:
    return str(one.item.name if lang() == "zh" else one.item.name_en or one.item.name)
