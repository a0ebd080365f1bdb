"""A variable of a process with the part of the diagram that may read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from forms.expressions import Variable

_READABLE: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
"""Expressions of a diagram are read without knowing its names: one with a space would be no name there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """`within`: the element (process, sub-process, activity) inside of which it is known. `read_at`: of a name that
    nothing writes, the elements that read it."""

    variable: Variable
    within: str
    read_at: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the modeler reads it."""
        found: dict[str, Any] = {**self.variable.as_json(), "within": self.within}
        return {**found, "readAt": list(self.read_at)} if self.read_at else found


def once(found: Iterable[Known]) -> list[Known]:
    """Each name once per place; of several the first that knows its kind, with the first words."""
    by_place: dict[tuple[str, str], Known] = {}
    for one in found:
        if not _READABLE.fullmatch(one.variable.name):
            continue
        place = (one.within, one.variable.name)
        by_place[place] = _joined(by_place[place], one) if place in by_place else one
    return list(by_place.values())


def _joined(first: Known, other: Known) -> Known:
    one, two = first.variable, other.variable
    kind = one.kind or two.kind if not (one.kind and two.kind and one.kind != two.kind) else ""
    words = replace(
        one, zh=one.zh or two.zh, en=one.en or two.en, kind=kind, choices=one.choices or two.choices
    )
    return replace(first, variable=words)
