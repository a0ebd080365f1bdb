"""Calls of functions: unknown names, methods of other languages, arguments that cannot fit."""

from __future__ import annotations

from collections.abc import Iterator

from engine.feel.builtins.registry import BUILTIN_NAMES, BUILTINS
from engine.feel.checking.finding import Report
from engine.feel.checking.foreign import translated
from engine.feel.checking.scope import MEMBERS, Scope, Shape
from engine.feel.checking.shapes import shape_of
from engine.feel.functions import Builtin
from engine.feel.hints import nearest, plain
from engine.feel.signatures import Formal, Signature, fit_count
from engine.feel.texts import Kind
from engine.feel.tree import Call, ComparisonTest, Filter, Literal, Name, Node, Path

_METHODS = {"contains", "matches", "split", "replace", "count", "sum", "reverse", "substring", "min", "max"}
_ANY = frozenset({"", "null", "unknown"})


def check_call(node: Call, scope: Scope, report: Report) -> None:
    """function(argument, …)"""
    if isinstance(node.function, Path):
        _method(node, node.function, scope, report)
    elif isinstance(node.function, Name) and scope.find(node.function.name) is None:
        name = node.function.name
        if name not in BUILTIN_NAMES:
            _unknown(node, node.function, scope, report)
        elif not node.names:
            _arguments(node, BUILTINS[name], scope, report)
        else:
            _named_arguments(node, BUILTINS[name], report)


def _unknown(node: Call, function: Name, scope: Scope, report: Report) -> None:
    if scope.is_open():
        return
    first = shape_of(node.arguments[0], scope) if node.arguments else Shape()
    arguments = [report.text(each) for each in node.arguments]
    known = nearest(function.name, BUILTIN_NAMES)
    if known is None or plain(known) != plain(function.name):
        text = translated(plain(function.name), arguments, on_list=first.kind == "list")
        if text is not None:
            report.tell(function)
            report.add("foreign_function", node, replacement=report.embedded(text, node), name=function.name)
            return
    report.tell(node)
    report.add("unknown_function", function, replacement=known, name=function.name)


def _method(node: Call, function: Path, scope: Scope, report: Report) -> None:
    """name.contains("x"): FEEL has no methods, only entries of contexts that are functions."""
    source = shape_of(function.source, scope)
    if source.members is not None or scope.member(source, function.name) is not None:
        return
    arguments = [report.text(each) for each in (function.source, *node.arguments)]
    if source.kind == "list" and len(node.arguments) == 1:
        new = _over_list(function, node.arguments[0], report)
        if new is not None:
            report.tell(function, *_below(node.arguments[0]))
            report.add("method", node, replacement=report.embedded(new, node), name=function.name)
            return
    new = _as_call(function.name, arguments, on_list=source.kind == "list")
    if new is None and source.kind in _ANY | {"context"}:
        return
    report.tell(function)
    new = None if new is None else report.embedded(new, node)
    report.add("method", node, replacement=new, name=function.name)


_OVER_LISTS = {
    "any": "count({0}[{1}]) > 0",
    "some": "count({0}[{1}]) > 0",
    "exists": "count({0}[{1}]) > 0",
    "all": "count({0}[not({1})]) = 0",
    "every": "count({0}[not({1})]) = 0",
    "filter": "{0}[{1}]",
    "where": "{0}[{1}]",
}
_TOTALS = frozenset({"sum", "max", "min", "mean", "median", "avg", "average"})


def _over_list(function: Path, argument: Node, report: Report) -> str | None:
    """lines.sum(price), lines.any(discount > 0.1)"""
    name, source = plain(function.name), report.text(function.source)
    if name in _TOTALS and isinstance(argument, Name):
        return f"{'mean' if name in ('avg', 'average') else name}({source}.{argument.name})"
    pattern = _OVER_LISTS.get(name)
    return None if pattern is None else pattern.format(source, report.text(argument))


def _below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from _below(child)


def _as_call(name: str, arguments: list[str], *, on_list: bool) -> str | None:
    wanted = plain(name)
    known = next((each for each in BUILTIN_NAMES if plain(each) == wanted), None)
    if known is not None and (known in _METHODS or " " in known):
        known = "list contains" if known == "contains" and on_list else known
        return f"{known}({', '.join(arguments)})"
    return translated(wanted, arguments, on_list=on_list)


def check_path(node: Path, scope: Scope, report: Report) -> None:
    """source.name: a member that a value of its kind cannot have, or a misspelt one."""
    source = shape_of(node.source, scope)
    inner = source.element or Shape() if source.kind == "list" else source
    if report.is_told(node) or scope.member(inner, node.name) is not None:
        return
    known = [each.removeprefix(inner.path + ".") for each in scope.known if each.startswith(inner.path + ".")]
    known = [each for each in known if "." not in each] if inner.path else []
    known += [name for kind, name in MEMBERS if kind == inner.kind]
    near = nearest(node.name, [*known, *(inner.members or ())])
    new = _as_call(node.name, [report.text(node.source)], on_list=source.kind == "list")
    exact = near is not None and plain(near) == plain(node.name)
    if near is not None and (exact or new is None):
        report.add(
            "unknown_member_near", node, replacement=f"{report.text(node.source)}.{near}", name=node.name
        )
    elif inner.kind not in _ANY | {"context"} or (source.kind == "list" and new is not None):
        report.add("unknown_member", node, replacement=new, name=node.name, kind=Kind(source.kind))


def _arguments(node: Call, function: Builtin, scope: Scope, report: Report) -> None:
    fitting = [each for each in function.signatures if fit_count(each, list(node.arguments)) is not None]
    if not fitting:
        written = " / ".join(_written(each) for each in function.signatures)
        replacement = _date_parts(node, function.name, report)
        report.add("arguments", node, replacement=replacement, function=function.name, signature=written)
        return
    kinds = [shape_of(each, scope).kind for each in node.arguments]
    if any(_misfit(each, node, kinds) is None for each in fitting):
        return
    text = _date_parts(node, function.name, report) or _turned(node, fitting, kinds, report)
    at = _misfit(fitting[0], node, kinds)
    assert at is not None
    formal, index = at
    argument = node.arguments[index]
    code = "argument_order" if text is not None and len(node.arguments) > 1 else "argument_type"
    code = "date_sum" if text is not None and len(node.arguments) == 1 else code
    report.add(
        code,
        node if text is not None else argument,
        replacement=text,
        function=function.name,
        parameter=formal.name,
        expected=Kind(min(formal.kinds)),
        kind=Kind(kinds[index]),
    )


def _misfit(each: Signature, node: Call, kinds: list[str]) -> tuple[Formal, int] | None:
    """The first argument that cannot be what its parameter takes."""
    for index, (formal, _) in enumerate(fit_count(each, list(node.arguments)) or ()):
        if not _may_fit(formal, kinds[index], node.arguments[index]):
            return formal, index
    return None


def _may_fit(formal: Formal, kind: str, argument: Node) -> bool:
    if kind in _ANY or "any" in formal.kinds or kind in formal.kinds or kind == "list":
        return True
    if isinstance(argument, ComparisonTest):
        return True
    return "list" in formal.kinds and not formal.variadic


def _turned(node: Call, fitting: list[Signature], kinds: list[str], report: Report) -> str | None:
    """The call with its arguments the other way round, if they fit so."""
    if len(kinds) != 2:
        return None
    turned = Call(function=node.function, arguments=node.arguments[::-1])
    if all(_misfit(each, turned, kinds[::-1]) is not None for each in fitting):
        return None
    return f"{report.text(node.function)}({report.text(node.arguments[1])}, {report.text(node.arguments[0])})"


def _date_parts(node: Call, name: str, report: Report) -> str | None:
    """date(2026-12-1): the parts are separated by commas."""
    if name != "date" or len(node.arguments) != 1:
        return None
    parts = report.text(node.arguments[0]).replace("/", "-").split("-")
    numbers = [part.strip() for part in parts]
    return f"date({', '.join(str(int(each)) for each in numbers)})" if _are_day(numbers) else None


def _are_day(numbers: list[str]) -> bool:
    return len(numbers) == 3 and all(each.isdecimal() for each in numbers)


def _named_arguments(node: Call, function: Builtin, report: Report) -> None:
    names = [{formal.name for formal in each.formals} for each in function.signatures]
    required = [
        {formal.name for formal in each.formals if not formal.optional} for each in function.signatures
    ]
    given = set(node.names)
    if any(needed <= given <= all_ for needed, all_ in zip(required, names, strict=True)):
        return
    written = " / ".join(_written(each) for each in function.signatures)
    report.add("arguments", node, function=function.name, signature=written)


def _written(each: Signature) -> str:
    return "(" + ", ".join(formal.name + ("?" if formal.optional else "") for formal in each.formals) + ")"


def check_filter(node: Filter, scope: Scope, report: Report) -> None:
    """list[0]: positions count from 1."""
    if (
        isinstance(node.condition, Literal)
        and node.condition.value == 0
        and node.condition.value is not False
    ):
        report.add("index_zero", node.condition, replacement="1")
