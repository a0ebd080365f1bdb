"""Functions on numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal

from engine.feel.durations import AnyDaysTime, WideDuration, YearsMonths, days_time
from engine.feel.functions import BadArgument
from engine.feel.run import Run
from engine.feel.values import DECIMAL

TRANSCENDENTAL_STEPS = 20
_MIN_SCALE, _MAX_SCALE = -6111, 6176
# Rounding may need more digits than a result has.
_ROUNDING = decimal.Context(prec=12_400, Emin=-6143 * 2, Emax=6144 * 2)


def _quantize(n: Decimal, scale: Decimal, rounding: str) -> Decimal:
    if scale != scale.to_integral_value() or not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise BadArgument(scale)
    if n.as_tuple().exponent >= -int(scale):  # type: ignore[operator]
        return n
    rounded = n.quantize(Decimal(1).scaleb(-int(scale)), rounding=rounding, context=_ROUNDING)
    return rounded if scale >= 0 else DECIMAL.plus(rounded)


def decimal_(run: Run, n: Decimal, scale: Decimal) -> object:
    return _quantize(n, scale.to_integral_value(decimal.ROUND_DOWN), decimal.ROUND_HALF_EVEN)


def floor(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    return _quantize(n, scale, decimal.ROUND_FLOOR)


def ceiling(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    return _quantize(n, scale, decimal.ROUND_CEILING)


def round_up(run: Run, n: Decimal, scale: Decimal) -> object:
    return _quantize(n, scale, decimal.ROUND_UP)


def round_down(run: Run, n: Decimal, scale: Decimal) -> object:
    return _quantize(n, scale, decimal.ROUND_DOWN)


def round_half_up(run: Run, n: Decimal, scale: Decimal) -> object:
    return _quantize(n, scale, decimal.ROUND_HALF_UP)


def round_half_down(run: Run, n: Decimal, scale: Decimal) -> object:
    return _quantize(n, scale, decimal.ROUND_HALF_DOWN)


def absolute(run: Run, n: Decimal | AnyDaysTime | YearsMonths) -> object:
    if isinstance(n, YearsMonths):
        return YearsMonths(abs(n.months))
    return days_time(abs(n.nanos)) if isinstance(n, WideDuration) else abs(n)


def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> object:
    """The remainder has the sign of the divisor."""
    if not divisor:
        raise BadArgument(divisor)
    quotient = (dividend / divisor).to_integral_value(decimal.ROUND_FLOOR)
    if abs(quotient) < Decimal(10) ** 27:
        return DECIMAL.subtract(dividend, DECIMAL.multiply(divisor, quotient))
    remainder = _ROUNDING.remainder(dividend, divisor)
    return remainder + divisor if remainder and (remainder < 0) != (divisor < 0) else remainder


def sqrt(run: Run, number: Decimal) -> object:
    return DECIMAL.sqrt(number)


def log(run: Run, number: Decimal) -> object:
    if number <= 0:
        raise BadArgument(number)
    run.tick(TRANSCENDENTAL_STEPS)
    return DECIMAL.ln(number)


def exp(run: Run, number: Decimal) -> object:
    run.tick(TRANSCENDENTAL_STEPS)
    return DECIMAL.exp(number) or Decimal(0)


def odd(run: Run, number: Decimal) -> object:
    return _whole(number) % 2 == 1


def even(run: Run, number: Decimal) -> object:
    return _whole(number) % 2 == 0


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise BadArgument(number)
    return int(number)
