"""Closures of lists, contexts, ranges, for, some and every."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from engine.feel.closures.protocol import Compiling, inner_scope
from engine.feel.durations import DAY_NANOS, nanos_of
from engine.feel.functions import Closure, Scope, UserFunction
from engine.feel.names import free_names
from engine.feel.ranges import make_range
from engine.feel.run import MAX_LENGTH, Run
from engine.feel.tree import ContextNode, For, Iteration, ListNode, Node, Quantified, RangeNode
from engine.feel.values import Range, adopt, kind_of
from engine.feel.wide import AnyDate, distance, shift


def compile_list(node: ListNode, compiling: Compiling) -> Closure:
    items = tuple(compiling.compile(item) for item in node.items)
    return lambda scope, run: [item(scope, run) for item in items]


def compile_context(node: ContextNode, compiling: Compiling) -> Closure:
    entries = tuple((entry.key, compiling.compile(entry.value), entry.start) for entry in node.entries)
    names = compiling.needs(node)

    def build(scope: Scope, run: Run) -> object:
        inside = inner_scope(scope, names)
        built: dict[str, object] = {}
        for key, value, position in entries:
            if key in built:
                return run.report("duplicate_key", position, name=key)
            made = value(inside, run)
            if isinstance(made, UserFunction):
                made.scope.setdefault(key, made)  # so that it may call itself
            built[key] = inside[key] = made
        return built

    return build


def compile_range(node: RangeNode, compiling: Compiling) -> Closure:
    low, high, position = compiling.compile(node.low), compiling.compile(node.high), node.start
    low_closed, high_closed = node.low_closed, node.high_closed

    def build(scope: Scope, run: Run) -> object:
        made = make_range(low(scope, run), high(scope, run), low_closed=low_closed, high_closed=high_closed)
        return made if made is not None else run.report("bad_range", position)

    return build


class Loop:
    """The nested iterations of for, some and every: binds the names, one combination after the other."""

    def __init__(self, iterations: tuple[Iteration, ...], body: Node, compiling: Compiling) -> None:
        self._cost = compiling.cost(body)
        self._sources = tuple(
            (
                iteration.name,
                compiling.compile(iteration.source),
                compiling.compile(iteration.stop) if iteration.stop is not None else None,
                compiling.text(iteration),
                iteration.start,
            )
            for iteration in iterations
        )

    def steps(self, scope: dict[str, object], run: Run, level: int = 0) -> Iterator[bool]:
        """Yields True per combination, False once if a source is not a list."""
        if level == len(self._sources):
            run.tick(self._cost)
            yield True
            return
        name, source, stop, text, position = self._sources[level]
        start = source(scope, run)
        values = domain(start) if stop is None else _count(start, stop(scope, run))
        if values is None:
            run.report("not_a_list", position, name=text, kind=kind_of(start))
            yield False
            return
        for value in values:
            scope[name] = adopt(value)
            yield from self.steps(scope, run, level + 1)


def domain(value: object) -> Sequence[object] | Iterator[object] | None:
    """What a single source runs over."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        low, high = value.low, value.high
        counted = _count(low, high)
        if counted is None:
            return None
        return (
            each
            for each in counted
            if (value.low_closed or each != low) and (value.high_closed or each != high)
        )
    return None if value is None else [value]


def _count(start: object, stop: object) -> Iterator[object] | None:
    """The whole numbers or days from start to stop, up or down; None if these are neither."""
    if isinstance(start, Decimal) and isinstance(stop, Decimal):
        if start != start.to_integral_value() or stop != stop.to_integral_value():
            return None
        step = 1 if start <= stop else -1
        return map(Decimal, range(int(start), int(stop) + step, step)) if _countable(start, stop) else None
    if kind_of(start) == kind_of(stop) == "date":
        return _days(start, stop)  # type: ignore[arg-type]
    return None


def _days(start: AnyDate, stop: AnyDate) -> Iterator[object]:
    days = nanos_of(distance(stop, start)) // DAY_NANOS
    direction = 1 if days >= 0 else -1
    return (shift(start, timedelta(days=direction * day)) for day in range(abs(days) + 1))


def _countable(start: Decimal, stop: Decimal) -> bool:
    return abs(start) < Decimal(10) ** 30 and abs(stop) < Decimal(10) ** 30


def compile_for(node: For, compiling: Compiling) -> Closure:
    loop, body = Loop(node.iterations, node.body, compiling), compiling.compile(node.body)
    names, reads_partial = compiling.needs(node), reads(node.body, "partial")

    def repeat(scope: Scope, run: Run) -> object:
        inside = inner_scope(scope, names)
        results: list[object] = []
        for bound in loop.steps(inside, run):
            if not bound:
                return None
            if reads_partial:
                inside["partial"] = so_far(results, run)
            results.append(body(inside, run))
            if len(results) > MAX_LENGTH:
                run.check_length(len(results))
        return results

    return repeat


def reads(node: Node, name: str) -> bool:
    """May the node read the variable?"""
    return name in free_names(node, frozenset())


def so_far(results: list[object], run: Run) -> list[object]:
    """The results as they are now: who keeps them must not see them grow, nor become a part of himself."""
    run.tick(len(results) >> 6)
    return results.copy()


def compile_quantified(node: Quantified, compiling: Compiling) -> Closure:
    loop, condition = Loop(node.iterations, node.condition, compiling), compiling.compile(node.condition)
    names, decides = compiling.needs(node), node.quantifier == "some"
    text, position = compiling.text(node.condition), node.condition.start

    def check(scope: Scope, run: Run) -> object:
        inside = inner_scope(scope, names)
        result: bool | None = not decides
        for bound in loop.steps(inside, run):
            if not bound:
                return None
            value = condition(inside, run)
            if value is decides:
                return decides
            if value is (not decides):
                continue
            if value is not None:
                return run.report("not_boolean", position, name=text, kind=kind_of(value))
            result = None
        return result

    return check
