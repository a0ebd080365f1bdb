"""Sums, means and their kin over lists of numbers (sums also of durations)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from engine.feel.durations import WideDuration, YearsMonths, days_time, nanos_of
from engine.feel.functions import BadArgument
from engine.feel.run import Run
from engine.feel.values import DECIMAL, adopt

List = list[object]


def _numbers(run: Run, items: List) -> list[Decimal]:
    run.tick(len(items))
    numbers = [adopt(item) for item in items]
    if not all(isinstance(number, Decimal) for number in numbers):
        raise BadArgument()
    return numbers  # type: ignore[return-value]


def total(run: Run, items: List) -> object:
    if not items:
        return None
    first = adopt(items[0])
    if isinstance(first, (timedelta, WideDuration, YearsMonths)):
        return _duration_total(run, items)
    result = Decimal(0)
    for number in _numbers(run, items):
        result = DECIMAL.add(result, number)
    return result


def _duration_total(run: Run, items: List) -> object:
    run.tick(len(items))
    values = [adopt(item) for item in items]
    months = [value.months for value in values if isinstance(value, YearsMonths)]
    nanos = [nanos_of(value) for value in values if isinstance(value, (timedelta, WideDuration))]
    if len(values) not in (len(months), len(nanos)):
        raise BadArgument()
    return YearsMonths(sum(months)) if months else days_time(sum(nanos))


def total_of(run: Run, *items: object) -> object:
    return total(run, list(items))


def product(run: Run, items: List) -> object:
    if not items:
        return None
    result = Decimal(1)
    for number in _numbers(run, items):
        result = DECIMAL.multiply(result, number)
    return result


def product_of(run: Run, *items: object) -> object:
    return product(run, list(items))


def mean(run: Run, items: List) -> object:
    if not items:
        return None
    result = total(run, items)
    if isinstance(result, Decimal):
        return DECIMAL.divide(result, Decimal(len(items)))
    if isinstance(result, (timedelta, WideDuration)):
        return days_time(round(Fraction(nanos_of(result), len(items))))
    assert isinstance(result, YearsMonths)
    return YearsMonths(int(Fraction(result.months, len(items))))


def mean_of(run: Run, *items: object) -> object:
    return mean(run, list(items))


def median(run: Run, items: List) -> object:
    numbers = sorted(_numbers(run, items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return DECIMAL.divide(DECIMAL.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def median_of(run: Run, *items: object) -> object:
    return median(run, list(items))


def stddev(run: Run, items: List) -> object:
    """The sample standard deviation; it needs two numbers."""
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        raise BadArgument()
    middle = mean(run, items)
    assert isinstance(middle, Decimal)
    squares = Decimal(0)
    for number in numbers:
        difference = DECIMAL.subtract(number, middle)
        squares = DECIMAL.add(squares, DECIMAL.multiply(difference, difference))
    return DECIMAL.sqrt(DECIMAL.divide(squares, Decimal(len(numbers) - 1)))


def stddev_of(run: Run, *items: object) -> object:
    return stddev(run, list(items))


def mode(run: Run, items: List) -> object:
    """All most frequent numbers, in rising order."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(run, items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


def mode_of(run: Run, *items: object) -> object:
    return mode(run, list(items))
