"""Reading JSON from outside: every fault is noted with its place, so that one look shows all of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from processes.approval.errors import Fault

LARGEST_WHOLE = 1_000_000


class Reader:
    """Reads what it can and notes the rest. What is refused comes back as something harmless."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def number(self, raw: object, place: str) -> Decimal:
        """A decimal, written as `{"number": "0.10"}`."""
        text = raw.get("number") if isinstance(raw, Mapping) else None
        try:
            number = Decimal(text) if isinstance(text, str) and len(text) <= 40 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            self.refuse(place, "应为数字", "a number is expected")
            return Decimal(0)
        return number

    def texts(self, raw: object, place: str) -> list[str]:
        """A list of texts."""
        return [self.text(each, place) for each in self.items(raw, place)]

    def text(self, raw: object, place: str) -> str:
        """A text."""
        if isinstance(raw, str):
            return raw
        self.refuse(place, "应为文本", "a text is expected")
        return ""

    def items(self, raw: object, place: str) -> list[Any]:
        """A list of anything."""
        if isinstance(raw, list):
            return raw
        self.refuse(place, "应为列表", "a list is expected")
        return []

    def one_of(self, raw: object, known: tuple[str, ...], place: str) -> str:
        """One of a few codes."""
        if isinstance(raw, str) and raw in known:
            return raw
        self.refuse(place, f"只能是 {'、'.join(known)}", f"one of {', '.join(known)} is expected")
        return known[0]

    def refuse(self, place: str, zh: str, en: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(place=place, zh=zh, en=en))

    def mapping(self, raw: object, place: str) -> Mapping[str, Any]:
        """An object; an empty one where it is none."""
        if isinstance(raw, Mapping):
            return raw
        self.refuse(place, "应为对象", "an object is expected")
        return {}

    def flag(self, raw: object, place: str) -> bool:
        """True or false."""
        if isinstance(raw, bool):
            return raw
        self.refuse(place, "应为 true 或 false", "true or false is expected")
        return False

    def whole(self, raw: object, place: str) -> int:
        """A whole number that is not negative."""
        if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST_WHOLE:
            return raw
        self.refuse(place, "应为非负整数", "a whole number is expected")
        return 0
