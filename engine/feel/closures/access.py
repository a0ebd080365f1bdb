"""Closures of literals, names, paths and filters."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.builtins.registry import BUILTINS
from engine.feel.closures.protocol import Compiling, inner_scope
from engine.feel.functions import Closure, Scope
from engine.feel.properties import PROPERTIES
from engine.feel.run import Run
from engine.feel.temporal import at_literal
from engine.feel.tree import AtLiteral, Filter, Input, Literal, Name, Path
from engine.feel.values import NATIVE, Unsupported, adopt, kind_of


def compile_literal(node: Literal, compiling: Compiling) -> Closure:
    value = node.value
    return lambda scope, run: value


def compile_at_literal(node: AtLiteral, compiling: Compiling) -> Closure:
    value, text, position = at_literal(node.text), node.text, node.start
    if value is None:
        return lambda scope, run: run.report("bad_literal", position, value=text)
    return lambda scope, run: value


def compile_input(node: Input, compiling: Compiling) -> Closure:
    return _variable("?", node.start)


def compile_name(node: Name, compiling: Compiling) -> Closure:
    return _variable(node.name, node.start)


def _variable(name: str, position: int) -> Closure:
    builtin = BUILTINS.get(name)

    def read(scope: Scope, run: Run) -> object:
        try:
            value = scope[name]
        except KeyError:
            return builtin or run.report("unknown_variable", position, name=name)
        if type(value) in NATIVE:
            return value
        adopted = adopt(value)
        if isinstance(adopted, Unsupported):
            return run.report("unsupported_value", position, name=name, type=adopted.type_name)
        return adopted

    return read


def compile_path(node: Path, compiling: Compiling) -> Closure:
    source, name, position = compiling.compile(node.source), node.name, node.start

    def step(scope: Scope, run: Run) -> object:
        value = source(scope, run)
        if type(value) is dict:
            if name in value:
                found = value[name]
                return found if type(found) in NATIVE else adopt(found)
            return run.report("unknown_member", position, kind=kind_of(value), name=name)
        return member(value, name, run, position)

    return step


def member(value: object, name: str, run: Run, position: int) -> object:
    """value.name for everything but a context: the members of a list are those of its elements."""
    if isinstance(value, list):
        run.tick(len(value))
        return [_element_member(adopt(each), name, run, position) for each in value]
    if value is None:
        return run.note("null_operand", position, name=name, operator=".")
    find = PROPERTIES.get((kind_of(value), name))
    if find is None:
        return run.report("unknown_member", position, kind=kind_of(value), name=name)
    return find(value)


def _element_member(value: object, name: str, run: Run, position: int) -> object:
    if isinstance(value, dict):
        return adopt(value.get(name))
    return member(value, name, run, position)


def compile_filter(node: Filter, compiling: Compiling) -> Closure:
    source, condition = compiling.compile(node.source), compiling.compile(node.condition)
    names, position, cost = compiling.needs(node.condition), node.start, compiling.cost(node.condition)
    if isinstance(node.condition, Literal) and isinstance(node.condition.value, Decimal):
        constant = node.condition.value
        return lambda scope, run: element(source(scope, run), constant, run, position)

    def choose(scope: Scope, run: Run) -> object:
        value = source(scope, run)
        items = value if isinstance(value, list) else ([] if value is None else [value])
        inside = inner_scope(scope, names)
        outside = dict(inside)
        chosen = []
        for item in items or (None,):
            run.tick(cost)
            adopted = adopt(item)
            _enter(inside, outside, adopted, names)
            result = condition(inside, run)
            if isinstance(result, Decimal):
                return element(value, result, run, position)
            if not items:
                return []
            if result is True:
                chosen.append(adopted)
            elif result is not False and result is not None:
                return run.report("bad_filter", position, kind=kind_of(result))
        return chosen

    return choose


def _enter(inside: dict[str, object], outside: Scope, item: object, names: tuple[str, ...]) -> None:
    """Binds `item` and the members of a context that the condition may read."""
    inside["item"] = item
    if not isinstance(item, dict):
        return
    for name in names:
        if name == "item":
            continue
        if name in item:
            inside[name] = item[name]
        elif name in outside:
            inside[name] = outside[name]
        else:
            # The members of other elements must not leak into this one; a missing one is null here.
            inside[name] = BUILTINS.get(name)
    if "item" in item:
        inside["item"] = item["item"]


def element(value: object, index: Decimal, run: Run, position: int) -> object:
    """value[index]: counted from 1, from the end when negative."""
    items = value if isinstance(value, list) else [value]
    if index != index.to_integral_value():
        return run.report("bad_index", position, index=index, size=len(items))
    number = int(index) if abs(index) <= len(items) else 0
    if not number:
        return run.report("bad_index", position, index=index, size=len(items))
    return adopt(items[number - 1 if number > 0 else number])
