"""The marshmallow field behind text fields and text areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from forms.fields.base import Note, OptionalField
from forms.fields.component import Component
from forms.fields.patterns import PatternRefused, check_pattern, matches

MAX_TEXT: Final = 100_000
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,8}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()\-]{4,30}")
TEXT_LIMITS: Final = frozenset({"minLength", "maxLength", "pattern", "validationType", "required"})


class TextValue(OptionalField):
    """Text with the limits of the component."""

    def __init__(self, component: Component, *, required: bool) -> None:
        super().__init__(required=required)
        self._shortest = whole(component.number("minLength"))
        self._longest = whole(component.number("maxLength"))
        self._pattern = component.validate.get("pattern")
        self._kind = component.validate.get("validationType")

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        if not isinstance(value, str):
            raise self.refuse("TYPE_TEXT")
        if self.required and not value.strip():
            raise self.refuse("REQUIRED")
        if value:
            self._judge(value)
        return value

    def _judge(self, value: str) -> None:
        longest = MAX_TEXT if self._longest is None else min(self._longest, MAX_TEXT)
        if len(value) > longest:
            raise self.refuse("TOO_LONG", limit=longest)
        if self._shortest is not None and len(value) < self._shortest:
            raise self.refuse("TOO_SHORT", limit=self._shortest)
        if isinstance(self._pattern, str) and self._pattern and not matches(self._pattern, value):
            raise self.refuse("PATTERN")
        if self._kind == "email" and not _EMAIL.fullmatch(value):
            raise self.refuse("EMAIL")
        if self._kind == "phone" and not _PHONE.fullmatch(value):
            raise self.refuse("PHONE")


def whole(text: str | None) -> int | None:
    """A whole number from 0, or None."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None


def check_text_limits(component: Component) -> Iterator[Note]:
    limits = {}
    for name in ("minLength", "maxLength"):
        value = component.validate.get(name)
        if value in (None, ""):
            continue
        limits[name] = whole(component.number(name))
        if limits[name] is None:
            yield (
                "FORM_LIMIT",
                {
                    "limit": name,
                    "value": str(value)[:40],
                    "wanted": "a whole number from 0",
                    "wanted_zh": "非负整数",
                },
            )
    low, high = limits.get("minLength"), limits.get("maxLength")
    if low is not None and high is not None and low > high:
        yield "FORM_LIMITS_CROSSED", {"low": f"minLength {low}", "high": f"maxLength {high}"}
    yield from _check_pattern(component)


def _check_pattern(component: Component) -> Iterator[Note]:
    pattern = component.validate.get("pattern")
    if pattern in (None, ""):
        return
    if not isinstance(pattern, str):
        yield "FORM_REGEX", {"pattern": str(pattern)[:80]}
        return
    try:
        check_pattern(pattern)
    except PatternRefused as refused:
        yield ("FORM_REGEX_SLOW" if refused.slow else "FORM_REGEX"), {"pattern": pattern[:80]}
