"""Values that a program sends, measured before anything looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.schema.limits import guard
from processes.approval import strict
from processes.approval.chosen import content
from processes.approval.chosen.kept import Kept
from processes.approval.errors import FlowRefused
from processes.requests.errors import FieldsRefused


def demand_sane(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, with decimals for numbers of JSON. Raises FieldsRefused for too many or too deep ones."""
    errors = guard(values)
    if errors:
        raise FieldsRefused(errors)
    return {name: _exact(value) for name, value in values.items()}


def route_of(raw: Mapping[str, Any] | None, before: Kept) -> Kept | None:
    """What the applicant says about the route, instead of what he said before; None for what leaves it as it is.

    Raises FlowRefused, whose places begin with `route`.
    """
    if raw is None:
        return None
    errors = guard(raw)
    if errors:
        raise FieldsRefused({f"route/{name}": found for name, found in errors.items()})
    given = strict.watched(dict(raw))
    try:
        choice = content.read(given)
    except FlowRefused as refused:
        raise refused.within("route") from refused
    unknown = strict.unread(given, [])
    if unknown:
        raise FlowRefused(unknown).within("route")
    return Kept(choice=choice, revision=before.revision)


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))  # as it was written: 0.1 is not 0.1000000000000000055
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    return [_exact(one) for one in value] if isinstance(value, list) else value
