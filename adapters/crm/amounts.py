"""Money inside texts that both languages share: titles of tasks, letters, notices."""

from __future__ import annotations

from decimal import Decimal

MARKS = {"CNY": "¥"}


def written(amount: Decimal, currency: str, *, cents: bool = True) -> str:
    """`¥46,166.40`, `USD 46,166.40`; without `cents` rounded to whole units."""
    mark = MARKS.get(currency, f"{currency} ")
    sign = "−" if amount < 0 else ""
    return f"{sign}{mark}{abs(amount):,.{2 if cents else 0}f}"
