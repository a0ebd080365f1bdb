"""Reading the form about what a flow is for: its condition, the applicants, and whether people decide once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from processes.approval.condition_reading import TypedCondition, read_condition, reshaped, stored_condition
from processes.approval.model import Flow, Point
from processes.approval.naming import Naming
from processes.approval.reading import Typed

MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedScope:
    """What was typed: the rows of the condition with their faults, and the flow as far as it can be read."""

    condition: Typed
    flow: Flow


def stored_scope(flow: Flow, names: Naming) -> TypedScope:
    """A flow from the store, as the form shows it."""
    assert names.document is not None
    return _typed(flow, stored_condition(flow.entry, names.document, names.lang))


def read_scope(form: MultiDict[str, str], flow: Flow, names: Naming) -> TypedScope:
    """What the form says about a flow. Codes that do not exist are left out."""
    assert names.document is not None
    condition = read_condition(form, names.document, flow.entry)
    chosen = replace(
        flow,
        entry=condition.condition,
        departments=tuple(code for code in form.getlist("departments")[:MOST] if code in names.departments),
        positions=tuple(code for code in form.getlist("positions")[:MOST] if code in names.positions),
        once="once" in form,
    )
    return _typed(chosen, condition)


def reshaped_scope(form: MultiDict[str, str], typed: TypedScope, names: Naming) -> TypedScope:
    """The same with another shape of the grid, as a button asked."""
    assert names.document is not None
    return _typed(typed.flow, reshaped(form, typed.condition.condition, names.document, names.lang))


def _typed(flow: Flow, condition: TypedCondition) -> TypedScope:
    point = Point(number=0, name="", name_en="", condition=flow.entry)
    typed = Typed(texts={}, condition=condition, rules=[], point=point, faults=condition.faults)
    return TypedScope(condition=typed, flow=flow)
