"""What is written to the row of a request that is submitted: its number, and what was filled in."""

from __future__ import annotations

from typing import Any

from engine.organisation import Person
from engine.store.values import encode
from processes.requests.kind import RequestKind
from processes.requests.titles import amount_of, title_of

NUMBER = ("{no:05d}", 1, "none")


def number_pattern(kind: RequestKind) -> tuple[str, int, str]:
    """Pattern, first number, and when counting starts again: as soon as the pattern tells the periods apart."""
    if not kind.head.number:
        return (f"{kind.key.removeprefix('request_').upper()}-{NUMBER[0]}", *NUMBER[1:])
    reset = "year" if "{year}" in kind.head.number else "none"
    return kind.head.number, 1, "month" if reset == "year" and "{month}" in kind.head.number else reset


def kept_values(kind: RequestKind, no: str, person: Person, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "content": encode(values),
        "definition_id": kind.definition.id,
        "title": title_of(kind, no, person, values),
        "amount": amount_of(kind, values),
    }
