"""Expressions over the variables a node can see; what goes wrong in them needs an operator, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.feel import FeelError
from engine.kernel.move import Halt
from engine.kernel.program import DataMapping, Expr
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope

NOTHING_GIVEN: Mapping[str, object] = MappingProxyType({})


def value_of(run: Run, scope: Scope, expression: Expr) -> Steps[Any]:
    """The value of an expression as seen from `scope`."""
    context = yield from run.slice.read(scope, expression.names)
    return _evaluate(run, expression, context)


def optional(run: Run, scope: Scope, expression: Expr | None) -> Steps[Any]:
    """The value of an expression, or None where none is given."""
    if expression is None:
        return None
    return (yield from value_of(run, scope, expression))


def holds(
    run: Run, scope: Scope, condition: Expr, given: Mapping[str, object] = NOTHING_GIVEN
) -> Steps[bool]:
    """Whether a condition is true. Null or another type is an incident that names what is missing.

    `given`: names of the element itself, such as `activationCount`, which win over variables.
    """
    context = yield from run.slice.read(scope, condition.names)
    if given:
        context = {**context, **given}
    answer = _evaluate(run, condition, context)
    if answer is True or answer is False:
        return answer
    missing = sorted(name for name in condition.names if context.get(name) is None)
    raise Halt(
        "CONDITION_UNDECIDED", condition=condition.text, value=_short(answer), missing=", ".join(missing)
    )


def mapped(run: Run, scope: Scope, mappings: tuple[DataMapping, ...]) -> Steps[dict[str, Any]]:
    """The targets of mappings with the values their sources have in `scope`."""
    if len(mappings) > 1:  # one question for all of them
        yield from run.slice.read(scope, frozenset().union(*(one.source.names for one in mappings)))
    values: dict[str, Any] = {}
    for mapping in mappings:
        values[mapping.target] = yield from value_of(run, scope, mapping.source)
    return values


def texts(value: Any) -> tuple[str, ...]:
    """A list of names from a list, a comma-separated text, or nothing."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(part).strip() for part in value if part is not None and str(part).strip())
    return (str(value),)


def _evaluate(run: Run, expression: Expr, context: dict[str, Any]) -> Any:
    """Only limits raise; all other faults of an expression are null, by the rules of DMN."""
    try:
        return expression.evaluate(context, now=run.now)
    except FeelError as error:
        raise Halt("EXPRESSION_FAILED", text=expression.text, message=str(error)) from error


def _short(value: Any) -> str:
    text = "null" if value is None else repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
