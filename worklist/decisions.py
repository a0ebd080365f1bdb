"""Approval decisions: a form whose field `action` offers agree, return or reject becomes buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.schema import Form
from worklist.errors import OpinionMissing

ACTION, OPINION = "action", "opinion"
AGREE, RETURN, REJECT = "agree", "return", "reject"
KNOWN = (AGREE, RETURN, REJECT)
LONGEST_OPINION = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be decided here, in the order of the buttons."""

    actions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.actions)


def decision_of(form: Form | None, values: Mapping[str, Any]) -> Decision:
    """The decision a form asks for; the point may permit fewer actions than the form has."""
    if form is None:
        return Decision()
    offered = next((_values(one.raw) for one in form.all() if one.key == ACTION), ())
    if AGREE not in offered:
        return Decision()
    permitted = _permitted(values)
    return Decision(tuple(one for one in KNOWN if one in offered and (permitted is None or one in permitted)))


def demand_opinion(decision: Decision, values: Mapping[str, Any]) -> None:
    """Whoever does not agree says why. Raises OpinionMissing."""
    if decision and values.get(ACTION) != AGREE and not str(values.get(OPINION) or "").strip():
        raise OpinionMissing


def _values(raw: Mapping[str, Any]) -> tuple[str, ...]:
    options = raw.get("values")
    if not isinstance(options, list):
        return ()
    return tuple(str(one["value"]) for one in options if isinstance(one, dict) and "value" in one)


def _permitted(values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """`actions` of the approval point, if the process hands one over."""
    point = values.get("point")
    actions = point.get("actions") if isinstance(point, dict) else values.get("actions")
    if not isinstance(actions, list) or not actions:
        return None
    return tuple(str(one) for one in actions)
