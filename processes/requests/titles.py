"""What a request is called in lists and tasks: number, applicant, and what tells it from others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.organisation import Person
from processes.approval.values import grouped
from processes.requests.fields import FROM, TO
from processes.requests.kind import RequestKind

LONGEST = 300


def title_of(kind: RequestKind, no: str, applicant: Person, values: Mapping[str, Any]) -> str:
    """`QJ-2026-0007 · 李伟 · 2026-03-09 – 2026-03-11`. Words of choices would be in one language: they stay out."""
    return " · ".join([no, applicant.name, *_summary(kind, values)])[:LONGEST]


def amount_of(kind: RequestKind, values: Mapping[str, Any]) -> Decimal | None:
    """The amount it is about, in the company's currency; None where the kind has none."""
    value = values.get(kind.head.amount) if kind.head.amount else None
    return value if isinstance(value, Decimal) else None


def _summary(kind: RequestKind, values: Mapping[str, Any]) -> Iterator[str]:
    for name in kind.head.summary:
        first, last = values.get(name + FROM), values.get(name + TO)
        if first or last:
            yield f"{first or '…'} – {last or '…'}" if first != last else str(first)
        elif isinstance(values.get(name), str):
            yield " ".join(values[name].split())[:80]
        elif isinstance(values.get(name), Decimal) and name != kind.head.amount:
            yield grouped(values[name])
    amount = amount_of(kind, values)
    if amount is not None:
        yield "¥" + grouped(amount)
