"""A condition as the page says it: sentences in both languages, and FEEL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.expressions import Variable
from processes.approval.conditions import feel_text, read_aloud
from processes.approval.documents import DocumentType
from processes.approval.model import Point
from processes.approval.variables import variables_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A condition read aloud in both languages, and as FEEL."""

    zh: str
    en: str
    feel: str
    names: Sequence[Variable] = ()


def reading(point: Point, document: DocumentType) -> Reading:
    """How the condition of a point reads."""
    zh, en = read_aloud(point.condition, document, "zh"), read_aloud(point.condition, document, "en")
    return Reading(zh=zh, en=en, feel=feel_text(point.condition) or "true", names=variables_of(document))
