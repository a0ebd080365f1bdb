"""Trying a decision: what it answers, which rows matched, what was decided on the way, what became null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import dmn
from engine.dmn.explain import Explained
from engine.dmn.model import DecisionTable
from engine.feel import FeelError
from engine.feel.render import literal
from engine.feel.values import adopt
from processes.decisions.opened import Askable


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """An answer, or the fault that kept it from being one."""

    told: Explained | None
    fault: FeelError | None = None

    def rows(self, table: DecisionTable) -> frozenset[int]:
        """The rows of a table that matched."""
        return self.told.rows(table) if self.told is not None else frozenset()


def try_out(model: dmn.Decisions, element: Askable, inputs: Mapping[str, object]) -> Tried:
    """Asks the model. What it costs is limited by the evaluation itself."""
    try:
        return Tried(told=model.explain(element.id or element.name, inputs))
    except FeelError as fault:
        return Tried(told=None, fault=fault)


def parts(value: object) -> list[tuple[str, str]]:
    """A value as lines: the entries of a context with their names, else one line without a name."""
    if isinstance(value, dict) and value:
        return [(str(name), shown(each)) for name, each in value.items()]
    return [("", shown(value))]


def shown(value: object) -> str:
    """A value as people read it: a text without quotation marks, everything else as FEEL writes it."""
    value = adopt(value)
    return value if isinstance(value, str) and value else literal(value)
