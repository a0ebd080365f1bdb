"""Reading the form about what a flow is for: its condition, the applicants, and whether people decide once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from forms.shell.grid import GridRow
from processes.approval.model import Flow, Point
from processes.approval.naming import Naming
from processes.approval.reading import Typed, read_condition, shown_condition

MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedScope:
    """What was typed: the rows of the condition with their faults, and the flow as far as it can be read."""

    condition: Typed
    flow: Flow


def stored_scope(flow: Flow, names: Naming) -> TypedScope:
    """A flow from the store, as the form shows it."""
    assert names.document is not None
    rows = shown_condition(flow.entry, names.document, names.lang)
    return TypedScope(condition=_typed(flow, rows), flow=flow)


def read_scope(form: MultiDict[str, str], flow: Flow, names: Naming) -> TypedScope:
    """What the form says about a flow. Codes that do not exist are left out."""
    assert names.document is not None
    rows, entry, faults = read_condition(form, names.document)
    chosen = replace(
        flow,
        entry=entry,
        departments=tuple(code for code in form.getlist("departments")[:MOST] if code in names.departments),
        positions=tuple(code for code in form.getlist("positions")[:MOST] if code in names.positions),
        once="once" in form,
    )
    return TypedScope(condition=replace(_typed(chosen, rows), faults=faults), flow=chosen)


def _typed(flow: Flow, rows: list[GridRow]) -> Typed:
    point = Point(number=0, name="", name_en="", condition=flow.entry)
    return Typed(texts={}, rows=rows, rules=[], point=point)
