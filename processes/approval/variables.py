"""The facts of a type of document as names that expressions may read: for the help of expression fields."""

from __future__ import annotations

from forms.expressions import Variable
from processes.approval.documents import DocumentType, FactField
from processes.approval.values import CURRENCY, UNIT_WORDS


def variables_of(document: DocumentType) -> tuple[Variable, ...]:
    """Every fact with its words, unit and values."""
    return tuple(_variable(fact) for fact in document.facts)


def _variable(fact: FactField) -> Variable:
    return Variable(
        name=fact.name,
        zh=fact.label("zh"),
        en=fact.label("en"),
        kind=fact.type,
        unit=_unit(fact),
        choices=dict(fact.choices or {}),
    )


def _unit(fact: FactField) -> str:
    if fact.unit == "money":
        return CURRENCY
    return "percent" if fact.unit == "percent" else UNIT_WORDS[fact.unit][1]
