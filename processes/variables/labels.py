"""What people call the variables of a process that handles a type of document: as conditions on it call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from processes.approval.conditions import CURRENCY
from processes.approval.documents import DocumentType, FactField
from processes.approval.values import UNIT_WORDS
from processes.variables.known import Known

_SHARE = 0.75
"""Of the facts of a document so many are variables of the process that reads them."""


def labelled(found: Sequence[Known], documents: Iterable[DocumentType]) -> list[Known]:
    """The variables with the words, units and values of the document's facts, where the process reads them all."""
    names = {one.variable.name for one in found}
    shares = [
        (sum(fact.name in names for fact in one.facts) / len(one.facts), one)
        for one in documents
        if one.facts
    ]
    share, document = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    if document is None or share < _SHARE:
        return list(found)
    return [_labelled(one, document.fact(one.variable.name)) for one in found]


def _labelled(one: Known, fact: FactField | None) -> Known:
    variable = one.variable
    if fact is None or variable.zh or variable.en or variable.kind != fact.type:
        return one
    words = replace(
        variable,
        zh=fact.label("zh"),
        en=fact.label("en"),
        unit=_unit(fact),
        choices=dict(fact.choices or {}),
    )
    return replace(one, variable=words)


def _unit(fact: FactField) -> str:
    if fact.unit == "money":
        return CURRENCY
    return "percent" if fact.unit == "percent" else UNIT_WORDS[fact.unit][1]
