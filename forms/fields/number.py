"""A number: Decimal, never float."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from marshmallow import fields

from forms.fields.base import FieldType, Note, OptionalField
from forms.fields.component import Component
from forms.fields.texts import whole

MAX_DIGITS: Final = 28


def decimal(value: object) -> Decimal | None:
    """A finite number of ordinary size, or None. Thousands separators of typed text are taken off."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    text = str(value).strip().replace(",", "").replace("，", "")
    if not text or len(text) > 60:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    small = number.is_finite() and abs(number.adjusted()) <= MAX_DIGITS
    return number if small and len(number.as_tuple().digits) <= 60 else None


class NumberValue(OptionalField):
    """A Decimal within the limits of the component."""

    def __init__(self, component: Component, *, required: bool) -> None:
        super().__init__(required=required)
        self._low = decimal(component.number("min"))
        self._high = decimal(component.number("max"))
        self._digits = whole(_text(component.raw.get("decimalDigits")))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Decimal | None:
        if value == "" and not self.required:
            return None
        if value == "":
            raise self.refuse("REQUIRED")
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self.refuse("TYPE_NUMBER")
        number = decimal(value)
        if number is None:
            raise self.refuse("NOT_FINITE" if _is_numeric(value) else "TYPE_NUMBER")
        self._judge(number)
        return number

    def _judge(self, number: Decimal) -> None:
        if self._low is not None and number < self._low:
            raise self.refuse("TOO_SMALL", limit=self._low)
        if self._high is not None and number > self._high:
            raise self.refuse("TOO_LARGE", limit=self._high)
        exponent = number.normalize().as_tuple().exponent
        if self._digits is not None and isinstance(exponent, int) and -exponent > self._digits:
            raise self.refuse("DIGITS", limit=self._digits)


def _is_numeric(value: object) -> bool:
    try:
        Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        return False
    return True


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, bool) else str(value)


class Number(FieldType):
    type = "number"
    attributes = frozenset({"decimalDigits", "increment", "serializeToString", "appearance"})

    def check(self, component: Component) -> Iterator[Note]:
        limits = {}
        for name in ("min", "max"):
            value = component.validate.get(name)
            if value in (None, "") or (isinstance(value, str) and value.startswith("=")):
                continue
            limits[name] = decimal(value)
            if limits[name] is None:
                yield "FORM_LIMIT", _wanted(name, value, "a number", "数字")
        low, high = limits.get("min"), limits.get("max")
        if low is not None and high is not None and low > high:
            yield "FORM_LIMITS_CROSSED", {"low": f"min {low}", "high": f"max {high}"}
        digits = component.raw.get("decimalDigits")
        if digits is not None and whole(_text(digits)) is None:
            yield "FORM_LIMIT", _wanted("decimalDigits", digits, "a whole number from 0", "非负整数")

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return NumberValue(component, required=required)

    def shown(self, component: Component, value: object) -> str:
        number = decimal(value)
        if number is None or isinstance(value, str):
            return "" if value is None else str(value)
        digits = whole(_text(component.raw.get("decimalDigits")))
        return f"{number.normalize():f}" if digits is None else f"{number:.{min(digits, MAX_DIGITS)}f}"


def _wanted(name: str, value: object, wanted: str, wanted_zh: str) -> dict[str, object]:
    return {"limit": name, "value": str(value)[:40], "wanted": wanted, "wanted_zh": wanted_zh}
