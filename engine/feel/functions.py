"""Calling: built-in functions with their signatures, and functions made by expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, time
from typing import NamedTuple

from engine.feel.errors import LimitExceeded
from engine.feel.run import MAX_CALL_DEPTH, Run
from engine.feel.temporal import join
from engine.feel.texts import Kind
from engine.feel.types import ANY, FeelType
from engine.feel.values import Function, adopt, kind_of, weight

Scope = Mapping[str, object]
Closure = Callable[[Scope, Run], object]
Implementation = Callable[..., object]


class Formal(NamedTuple):
    """A formal parameter of a built-in function, as its signature text says."""

    name: str
    kinds: frozenset[str]
    nullable: bool
    optional: bool
    variadic: bool


class Signature(NamedTuple):
    """One way to call a built-in function."""

    text: str
    formals: tuple[Formal, ...]
    implementation: Implementation


class BadArgument(Exception):
    """An implementation refuses an argument: the call gives null and a diagnostic."""

    def __init__(self, value: object = "") -> None:
        super().__init__(value)
        self.value = value


def signature(text: str, implementation: Implementation) -> Signature:
    """Reads `name: kind|kind, …`.

    After the name a `?` means optional and a `…` variadic; after the kinds a `?` means nullable.
    """
    formals = [_formal(part) for part in text.split(",")] if text else []
    return Signature(text, tuple(formals), implementation)


def _formal(text: str) -> Formal:
    name, _, kinds = text.strip().partition(":")
    kinds = kinds.strip()
    return Formal(
        name=name.rstrip("?…"),
        kinds=frozenset(kinds.rstrip("?").split("|")),
        nullable=kinds.endswith("?") or kinds == "any",
        optional=name.endswith("?"),
        variadic=name.endswith("…"),
    )


class Builtin(Function):
    """A function of the standard's library; the signatures are tried in order."""

    __slots__ = ("name", "signatures")

    def __init__(self, name: str, signatures: Sequence[Signature]) -> None:
        self.name = name
        self.signatures = tuple(signatures)

    def accepts(self, count: int) -> bool:
        return any(_fit_count(each, [None] * count) is not None for each in self.signatures)

    def call(self, arguments: list[object], run: Run, position: int) -> object:
        run.tick()
        problem: tuple[Formal, object] | None = None
        for each in self.signatures:
            fitted = _fit_count(each, arguments)
            if fitted is None:
                continue
            bound = _fit_kinds(each, fitted)
            if isinstance(bound, list):
                return self._apply(each, bound, run, position)
            problem = problem or bound
        return self._refuse(problem, run, position)

    def call_named(self, arguments: dict[str, object], run: Run, position: int) -> object:
        run.tick()
        problem: tuple[Formal, object] | None = None
        for each in self.signatures:
            names = {formal.name for formal in each.formals}
            required = {formal.name for formal in each.formals if not formal.optional}
            if not required <= set(arguments) <= names:
                continue
            bound = _fit_named(each, arguments)
            if isinstance(bound, list):
                return self._apply(each, bound, run, position)
            problem = problem or bound
        return self._refuse(problem, run, position)

    def _apply(self, each: Signature, arguments: list[object], run: Run, position: int) -> object:
        while arguments and arguments[-1] is MISSING:
            arguments.pop()
        arguments = [None if value is MISSING else value for value in arguments]
        try:
            return run.charged(each.implementation(run, *arguments))
        except BadArgument as problem:
            run.report("argument_value", position, function=self.name, value=problem.value)
        except (ArithmeticError, ValueError):
            run.report("argument_value", position, function=self.name, value=self.name)
        return None

    def _refuse(self, problem: tuple[Formal, object] | None, run: Run, position: int) -> object:
        if problem is None:
            return run.report(
                "arguments", position, function=self.name, signature=self.signatures[0].text or "()"
            )
        formal, value = problem
        expected = Kind(min(formal.kinds))
        return run.report(
            "argument_type",
            position,
            function=self.name,
            parameter=formal.name,
            expected=expected,
            kind=kind_of(value),
        )


MISSING = object()


def _fit_count(each: Signature, arguments: list[object]) -> list[tuple[Formal, object]] | None:
    """Pairs of formal parameter and argument; None if their numbers do not fit."""
    formals = each.formals
    if formals and formals[-1].variadic:
        if len(arguments) < len(formals):
            return None
        formals = formals[:-1] + (formals[-1],) * (len(arguments) - len(formals) + 1)
    required = sum(not formal.optional for formal in formals)
    if not required <= len(arguments) <= len(formals):
        return None
    return list(zip(formals, arguments, strict=False))


def _fit_kinds(each: Signature, pairs: list[tuple[Formal, object]]) -> list[object] | tuple[Formal, object]:
    """The arguments converted; or the pair that does not fit."""
    values = []
    for formal, argument in pairs:
        value, ok = _fit(formal, argument)
        if not ok:
            return formal, argument
        values.append(value)
    return values


def _fit_named(each: Signature, arguments: dict[str, object]) -> list[object] | tuple[Formal, object]:
    """The arguments in the order of the parameters; or the pair that does not fit."""
    values: list[object] = []
    for formal in each.formals:
        if formal.name not in arguments:
            values.append(MISSING)
            continue
        value, ok = _fit(formal, arguments[formal.name])
        if not ok:
            return formal, arguments[formal.name]
        values.append(value)
    return values


def _fit(formal: Formal, value: object) -> tuple[object, bool]:
    """The argument as the parameter wants it: a single value for a list, a list of one for its element."""
    kinds = formal.kinds
    kind = kind_of(value)
    if kind in kinds or "any" in kinds:
        return value, True
    if value is None:
        return None, formal.nullable
    if isinstance(value, list) and len(value) == 1:
        inner = adopt(value[0])
        return inner, kind_of(inner) in kinds
    if "list" in kinds and not formal.variadic:
        return [value], True
    return value, False


class UserFunction(Function):
    """A function made by an expression: its parameters, its body and the variables around it."""

    __slots__ = ("body", "name", "parameters", "result", "scope", "types")

    def __init__(
        self,
        *,
        parameters: tuple[str, ...],
        types: tuple[FeelType, ...],
        body: Closure,
        scope: dict[str, object],
        name: str = "",
        result: FeelType = ANY,
    ) -> None:
        self.parameters = parameters
        self.types = types
        self.body = body
        self.scope = scope
        self.name = name
        self.result = result

    def accepts(self, count: int) -> bool:
        return count == len(self.parameters)

    def signature(self) -> tuple[tuple[FeelType, ...], FeelType]:
        """The types of the parameters and of the result."""
        return self.types, self.result

    def call(self, arguments: list[object], run: Run, position: int) -> object:
        if len(arguments) != len(self.parameters):
            run.report(
                "arguments",
                position,
                function=self.name or "function",
                signature=", ".join(self.parameters) or "()",
            )
            return None
        values = dict(self.scope)
        for name, wanted, argument in zip(self.parameters, self.types, arguments, strict=True):
            values[name] = conform(argument, wanted, name, run, position)
            if values[name] is None and argument is not None:
                return None
        run.tick()
        run.depth += 1
        if run.depth > MAX_CALL_DEPTH:
            raise LimitExceeded("limit_depth")
        try:
            return conform(self.body(values, run), self.result, self.name, run, position)
        finally:
            run.depth -= 1

    def call_named(self, arguments: dict[str, object], run: Run, position: int) -> object:
        if set(arguments) != set(self.parameters):
            run.report(
                "arguments",
                position,
                function=self.name or "function",
                signature=", ".join(self.parameters) or "()",
            )
            return None
        return self.call([arguments[name] for name in self.parameters], run, position)


def conform(value: object, wanted: FeelType, name: str, run: Run, position: int) -> object:
    """The value if it is of the type, converted if the standard allows it, else null and a diagnostic."""
    if value is None or wanted is ANY:
        return value
    if isinstance(value, (list, dict)):
        run.tick(weight(value))
    if wanted.conforms(value):
        return value
    converted = convert(value, wanted)
    if converted is None:
        run.report(
            "result_type", position, name=name or "function", expected=Kind(wanted.name), kind=kind_of(value)
        )
    return converted


def convert(value: object, wanted: FeelType) -> object:
    """The standard's implicit conversions: singleton lists both ways, a date to its midnight in UTC."""
    if isinstance(value, list) and len(value) == 1:
        inner = adopt(value[0])
        if wanted.conforms(inner):
            return inner
    if not isinstance(value, list) and wanted.conforms([value]):
        return [value]
    moment = midnight(value)
    return moment if moment is not None and wanted.conforms(moment) else None


def midnight(value: object) -> object:
    """The date and time at the start of a date, in UTC; None for other values."""
    if kind_of(value) != "date":
        return None
    return join(value, time(tzinfo=UTC))  # type: ignore[arg-type]


def call(function: object, arguments: list[object], run: Run, position: int = 0) -> object:
    """Calls whatever is callable; null and a diagnostic for anything else."""
    if isinstance(function, (Builtin, UserFunction)):
        return function.call(arguments, run, position)
    run.report("not_a_function", position, name="function", kind=kind_of(function))
    return None
