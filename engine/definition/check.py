"""The check of a set of diagrams: all findings at once."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from engine.definition.binding import Bindings, bind
from engine.definition.expressions import ScriptTable
from engine.definition.findings import Finding
from engine.definition.model import Diagram
from engine.definition.rules.eased import eased
from engine.definition.rules.registry import CHECKS, RULES
from engine.definition.rules.view import Surroundings, view_of

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def check(
    diagrams: Sequence[Diagram],
    *,
    adapters: Container[str] | None = None,
    forms: Container[str] | None = None,
    decisions: Container[str] | None = None,
    definitions: Container[str] | None = None,
    calendars: Collection[str] | None = None,
    scripts: Container[str] | ScriptTable = (),
    conditions: Container[str] | ScriptTable = (),
    bindings: Bindings | None = None,
    parameters: Collection[str] | None = None,
) -> list[Finding]:
    """What the diagrams' authors should know, by file and line.

    Names given as None are not checked. `definitions` are process ids outside the set (the ids inside are
    known anyway). `scripts`, `conditions`: foreign texts accepted by tests and the Playground. `bindings`:
    names of other engines' programs bound to adapters. `parameters`: those the package declares.
    """
    own = {process.id for diagram in diagrams for process in diagram.processes}
    around = Surroundings(
        adapters=adapters,
        forms=forms,
        decisions=decisions,
        definitions=_Either(own, definitions) if definitions is not None or len(diagrams) > 1 else None,
        calendars=calendars,
        parameters=parameters,
        scripts=_table(scripts),
        conditions=_table(conditions),
    )
    return [finding for diagram in diagrams for finding in _check_one(bind(diagram, bindings or {}), around)]


def _table(names: Container[str] | ScriptTable) -> ScriptTable:
    """Foreign texts that are accepted; what they do is of no concern to the check."""
    if isinstance(names, Mapping):
        return names
    known = list(names) if isinstance(names, Iterable) else []
    return dict.fromkeys(known, _nothing)


def _nothing(variables: dict[str, object]) -> object:
    return variables


def _once(found: list[Finding]) -> list[Finding]:
    """The same sentence about the same place is said once."""
    return list({(f.code, f.element, f.line, f.message()): f for f in found}.values())


class _Either:
    """The ids of the set or those outside."""

    def __init__(self, own: set[str], others: Container[str] | None) -> None:
        self._own = own
        self._others = others

    def __contains__(self, name: object) -> bool:
        return name in self._own or (self._others is not None and name in self._others)


def _check_one(diagram: Diagram, around: Surroundings) -> list[Finding]:
    found = list(diagram.findings)
    if diagram.root is not None:
        view = view_of(diagram, around, RULES)
        found += eased(diagram, (finding for rule in CHECKS for finding in rule(view)))
    found = [replace(finding, file=diagram.file) for finding in _once(found)]
    return sorted(found, key=lambda f: (_WEIGHT[f.severity], f.line or 0))
