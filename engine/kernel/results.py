"""Writing what an activity answered."""

from __future__ import annotations

from typing import Any

from engine.kernel.program import Invocation
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.scopes import assign, assign_all
from engine.kernel.state import Scope


def write_result(run: Run, scope: Scope, invocation: Invocation, value: Any) -> Steps[None]:
    """Into the result variable; without one, a context's entries become variables of their own."""
    if invocation.result:
        yield from assign(run, scope, invocation.result, value)
    elif isinstance(value, dict):
        yield from assign_all(run, scope, value)
