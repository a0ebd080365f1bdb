"""What a deadline was reckoned from: kept with it, so that it can be reckoned again by another calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """A deadline in working time: `text` (ISO duration, moment, cycle or cron) counted from `begun_at`.

    `calendar` is the one the diagram names; None: that of the department of `people`, else of the starter,
    else the default one.
    """

    begun_at: datetime
    text: str
    calendar: str | None = None
    people: tuple[str, ...] = ()


def basis_values(basis: Basis) -> dict[str, Any]:
    """As plain values for a JSON column."""
    return {
        "begun": basis.begun_at.isoformat(),
        "text": basis.text,
        "calendar": basis.calendar,
        "people": list(basis.people),
    }


def basis_from(values: Mapping[str, Any]) -> Basis:
    """From the values of a JSON column."""
    return Basis(
        begun_at=datetime.fromisoformat(values["begun"]),
        text=values["text"],
        calendar=values["calendar"],
        people=tuple(values["people"]),
    )


def basis_text(basis: Basis | None) -> str | None:
    """As the column of a timer keeps it."""
    return None if basis is None else json.dumps(basis_values(basis), ensure_ascii=False)


def read_basis(text: str | None) -> Basis | None:
    """What the column of a timer keeps."""
    return None if text is None else basis_from(json.loads(text))


def bases_text(bases: Mapping[str, Basis]) -> str | None:
    """As the column of a work item keeps them: by the name of the deadline (`due`, `follow_up`)."""
    if not bases:
        return None
    return json.dumps({name: basis_values(basis) for name, basis in bases.items()}, ensure_ascii=False)


def read_bases(text: str | None) -> dict[str, Basis]:
    """What the column of a work item keeps."""
    return {} if text is None else {name: basis_from(values) for name, values in json.loads(text).items()}
