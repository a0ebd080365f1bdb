"""Values that a program sends, measured before anything looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.schema.limits import guard
from processes.requests.errors import FieldsRefused


def demand_sane(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, with decimals for numbers of JSON. Raises FieldsRefused for too many or too deep ones."""
    errors = guard(values)
    if errors:
        raise FieldsRefused(errors)
    return {name: _exact(value) for name, value in values.items()}


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))  # as it was written: 0.1 is not 0.1000000000000000055
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    return [_exact(one) for one in value] if isinstance(value, list) else value
