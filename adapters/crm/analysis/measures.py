"""The formulas of section 7, on plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

A_SHARE, B_SHARE = Decimal("0.75"), Decimal("0.95")


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """part ÷ whole as a fraction; None for nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """How much more than before, as a fraction; None where there was nothing."""
    return ((now - before) / before).quantize(Decimal("0.0001")) if before else None


def abc(amounts: Sequence[Decimal]) -> list[tuple[str, Decimal]]:
    """Class and cumulative share of each of the amounts, which are sorted from large to small (7.2).

    A while the cumulative share is at most 75 %, B to 95 %, C the rest; the largest one is always A.
    """
    total = sum(amounts, Decimal(0))
    found, sum_so_far = [], Decimal(0)
    for place, amount in enumerate(amounts):
        sum_so_far += amount
        cumulative = share(sum_so_far, total) or Decimal(0)
        letter = "A" if place == 0 or cumulative <= A_SHARE else "B" if cumulative <= B_SHARE else "C"
        found.append((letter, cumulative))
    return found


def seasons(
    sales: Mapping[tuple[int, int], Decimal], years: Sequence[int]
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(mean, index, share of the year) of each month from sales by (year, month) over these years (7.3).

    The index is the month's mean over the mean month; its twelfth part is the share of the year's target.
    """
    nothing = Decimal(0)
    means = [
        sum((sales.get((year, month), nothing) for year in years), nothing) / len(years)
        for month in range(1, 13)
    ]
    middle = sum(means, Decimal(0)) / 12
    if not middle:
        return [(Decimal(0), Decimal(0), Decimal(0))] * 12
    return [
        (mean, (mean / middle).quantize(Decimal("0.0001")), (mean / middle / 12).quantize(Decimal("0.0001")))
        for mean in means
    ]


def quintiles(values: Sequence[Decimal | int]) -> list[int]:
    """A score from 1 (lowest fifth) to 5 for each value; equal values get equal scores."""
    ordered = sorted(values)
    below = {value: ordered.index(value) for value in set(values)}
    return [min(5, below[value] * 5 // len(values) + 1) for value in values]


def bracket(days: int) -> str:
    """The ageing bracket of an amount that is this many days overdue (3.10)."""
    return "1–30" if days <= 30 else "31–60" if days <= 60 else "61–90" if days <= 90 else ">90"
