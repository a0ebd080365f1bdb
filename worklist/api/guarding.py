"""Variables that come from outside: measured before anything looks at them (S15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.schema.limits import guard
from worklist.errors import FormRefused


def demand_sane(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The same variables. Raises FormRefused for too many, too deep, not finite or broken ones."""
    errors = guard(variables)
    if errors:
        raise FormRefused(errors)
    return dict(variables)
