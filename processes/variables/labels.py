"""What people call the variables of a process that handles a type of document: as conditions on it call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forms.expressions import Variable
from processes.approval.documents import DocumentType
from processes.approval.variables import variables_of
from processes.variables.known import Known

_SHARE = 0.75
"""Of the facts of a document so many are variables of the process that reads them."""


def labelled(found: Sequence[Known], documents: Iterable[DocumentType]) -> list[Known]:
    """The variables with the words, units and values of the document's facts, where the process reads them all."""
    names = {one.variable.name for one in found}
    known = [{one.name: one for one in variables_of(document)} for document in documents if document.facts]
    facts = max(known, key=lambda each: len(names & each.keys()) / len(each), default={})
    if not facts or len(names & facts.keys()) / len(facts) < _SHARE:
        return list(found)
    return [_labelled(one, facts.get(one.variable.name)) for one in found]


def _labelled(one: Known, fact: Variable | None) -> Known:
    variable = one.variable
    if fact is None or variable.zh or variable.en or variable.kind != fact.kind:
        return one
    return replace(one, variable=replace(fact, origin=variable.origin))
