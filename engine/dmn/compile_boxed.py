"""Boxed expressions as closures over the same variables and runs as FEEL itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.compile_table import compile_table
from engine.dmn.compiling import Compiling, broken, null
from engine.dmn.cost import cost_of
from engine.dmn.model import (
    Boxed,
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedIteration,
    BoxedList,
    Conditional,
    DecisionTable,
    Invocation,
    LiteralExpression,
    Relation,
)
from engine.feel.closures.access import element
from engine.feel.closures.collections import domain, so_far
from engine.feel.conform import conform
from engine.feel.functions import Builtin, Closure, Scope, UserFunction
from engine.feel.run import Run
from engine.feel.types import ANY, FeelType
from engine.feel.values import adopt, kind_of


def compile_boxed(boxed: Boxed | None, compiling: Compiling) -> Closure:
    """The closure of a boxed expression; a missing one is null."""
    if boxed is None:
        return null
    closure = MAKERS[type(boxed)](boxed, compiling)
    wanted = ANY if isinstance(boxed, BoxedFunction) else compiling.type_of(boxed)
    return closure if wanted is ANY else _typed(closure, wanted)


def _typed(closure: Closure, wanted: FeelType) -> Closure:
    """The expression's value as the type that it declares."""
    return lambda scope, run: conform(closure(scope, run), wanted, "", run, 0)


def _literal(boxed: LiteralExpression, compiling: Compiling) -> Closure:
    return compiling.literal(boxed, boxed)


def _table(boxed: DecisionTable, compiling: Compiling) -> Closure:
    return compile_table(boxed, compiling)


def _context(boxed: BoxedContext, compiling: Compiling) -> Closure:
    compiling.bind(*(entry.name for entry in boxed.entries))
    entries = tuple(
        (entry.name, compile_boxed(entry.expression, compiling), compiling.type_of(entry))
        for entry in boxed.entries
    )

    def build(scope: Scope, run: Run) -> object:
        inside = dict(scope)
        built: dict[str, object] = {}
        for name, value, wanted in entries:
            made = conform(value(inside, run), wanted, name, run, 0)
            if not name:
                return made
            if isinstance(made, UserFunction):
                made.scope.setdefault(name, made)  # so that it may call itself
            built[name] = inside[name] = made
        return built

    return build


def _invocation(boxed: Invocation, compiling: Compiling) -> Closure:
    function = compile_boxed(boxed.function, compiling)
    bindings = tuple((each.name, compile_boxed(each.expression, compiling)) for each in boxed.bindings)

    def invoke(scope: Scope, run: Run) -> object:
        called = function(scope, run)
        if not isinstance(called, (Builtin, UserFunction)):
            return run.report("not_a_function", name="invocation", kind=kind_of(called))
        arguments = {name: value(scope, run) for name, value in bindings}
        return called.call_named(arguments, run, 0)

    return invoke


def _relation(boxed: Relation, compiling: Compiling) -> Closure:
    rows = tuple(tuple(compile_boxed(cell, compiling) for cell in row) for row in boxed.rows)
    columns = tuple((each.name, compiling.type_of(each)) for each in boxed.columns)

    def build(scope: Scope, run: Run) -> object:
        return [
            {
                name: conform(cell(scope, run), wanted, name, run, 0)
                for (name, wanted), cell in zip(columns, row, strict=False)
            }
            for row in rows
        ]

    return build


def _list(boxed: BoxedList, compiling: Compiling) -> Closure:
    items = tuple(compile_boxed(item, compiling) for item in boxed.items)
    return lambda scope, run: [item(scope, run) for item in items]


def _function(boxed: BoxedFunction, compiling: Compiling) -> Closure:
    parameters, types, body = function_parts(boxed, compiling)
    cost = cost_of(boxed.body)
    return lambda scope, run: UserFunction(
        parameters=parameters, types=types, body=body, scope=dict(scope), cost=cost
    )


def function_parts(
    boxed: BoxedFunction, compiling: Compiling
) -> tuple[tuple[str, ...], tuple[FeelType, ...], Closure]:
    """Names and types of the parameters, and the body; that of an external function is never run."""
    names = tuple(formal.name for formal in boxed.parameters)
    compiling.bind(*names)
    body = compile_boxed(boxed.body, compiling.within(names)) if boxed.kind == "FEEL" else _external
    return names, tuple(compiling.type_of(formal) for formal in boxed.parameters), body


def _external(scope: Scope, run: Run) -> object:
    return run.report("external_function")


def _conditional(boxed: Conditional, compiling: Compiling) -> Closure:
    condition, then, otherwise = (
        compile_boxed(each, compiling) for each in (boxed.condition, boxed.then, boxed.otherwise)
    )

    def choose(scope: Scope, run: Run) -> object:
        value = condition(scope, run)
        if value is not None and not isinstance(value, bool):
            return run.report("not_boolean", name="if", kind=kind_of(value))
        return then(scope, run) if value is True else otherwise(scope, run)

    return choose


def _filter(boxed: BoxedFilter, compiling: Compiling) -> Closure:
    compiling.bind("item")
    cost = cost_of(boxed.match)
    source, match = compile_boxed(boxed.source, compiling), compile_boxed(boxed.match, compiling)

    def choose(scope: Scope, run: Run) -> object:
        value = source(scope, run)
        items = value if isinstance(value, list) else ([] if value is None else [value])
        chosen = []
        for item in map(adopt, items):
            run.tick(cost)
            inside = {**scope, "item": item, **(item if isinstance(item, dict) else {})}
            result = match(inside, run)
            if isinstance(result, Decimal):
                return element(value, result, run, 0)
            if result is not None and not isinstance(result, bool):
                return run.report("bad_filter", kind=kind_of(result))
            if result is True:
                chosen.append(item)
        return chosen

    return choose


def _iteration(boxed: BoxedIteration, compiling: Compiling) -> Closure:
    if not boxed.variable:
        return broken(boxed.kind)
    compiling.bind(boxed.variable, "partial")
    source, body = compile_boxed(boxed.source, compiling), compile_boxed(boxed.body, compiling)
    return _for(boxed, source, body) if boxed.kind == "for" else _quantified(boxed, source, body)


def _for(boxed: BoxedIteration, source: Closure, body: Closure) -> Closure:
    cost = cost_of(boxed.body)

    def repeat(scope: Scope, run: Run) -> object:
        value = source(scope, run)
        items = domain(value)
        if items is None:
            return run.report("not_a_list", name=boxed.kind, kind=kind_of(value))
        results: list[object] = []
        inside = dict(scope)
        for item in map(adopt, items):
            run.tick(cost)
            run.check_length(len(results))
            inside[boxed.variable] = item
            inside["partial"] = so_far(results, run)
            results.append(body(inside, run))
        return results

    return repeat


def _quantified(boxed: BoxedIteration, source: Closure, body: Closure) -> Closure:
    decides, cost = boxed.kind == "some", cost_of(boxed.body)

    def check(scope: Scope, run: Run) -> object:
        value = source(scope, run)
        items = domain(value)
        if items is None:
            return run.report("not_a_list", name=boxed.kind, kind=kind_of(value))
        inside = dict(scope)
        result: bool | None = not decides
        for item in map(adopt, items):
            run.tick(cost)
            inside[boxed.variable] = item
            holds = body(inside, run)
            if holds is decides:
                return decides
            if holds is None:
                result = None
            elif not isinstance(holds, bool):
                return run.report("not_boolean", name=boxed.kind, kind=kind_of(holds))
        return result

    return check


MAKERS: dict[type, Callable[[Any, Compiling], Closure]] = {
    LiteralExpression: _literal,
    DecisionTable: _table,
    BoxedContext: _context,
    Invocation: _invocation,
    Relation: _relation,
    BoxedList: _list,
    BoxedFunction: _function,
    Conditional: _conditional,
    BoxedFilter: _filter,
    BoxedIteration: _iteration,
}
