"""Calling: built-in functions, and functions made by expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.feel.conform import conform
from engine.feel.errors import LimitExceeded
from engine.feel.run import MAX_CALL_DEPTH, Run
from engine.feel.signatures import MISSING, Formal, Signature, fit_count, fit_kinds, fit_named
from engine.feel.texts import Kind
from engine.feel.types import ANY, FeelType
from engine.feel.values import Function, kind_of

Scope = Mapping[str, object]
Closure = Callable[[Scope, Run], object]


class BadArgument(Exception):
    """An implementation refuses an argument: the call gives null and a diagnostic."""

    def __init__(self, value: object = "") -> None:
        super().__init__(value)
        self.value = value


class Builtin(Function):
    """A function of the standard's library; the signatures are tried in order."""

    __slots__ = ("name", "signatures")

    def __init__(self, name: str, signatures: Sequence[Signature]) -> None:
        self.name = name
        self.signatures = tuple(signatures)

    def accepts(self, count: int) -> bool:
        return any(fit_count(each, [None] * count) is not None for each in self.signatures)

    def call(self, arguments: list[object], run: Run, position: int) -> object:
        run.tick()
        problem: tuple[Formal, object] | None = None
        for each in self.signatures:
            fitted = fit_count(each, arguments)
            if fitted is None:
                continue
            bound = fit_kinds(each, fitted)
            if isinstance(bound, list):
                return self._apply(each, bound, run, position)
            problem = problem or bound
        return self._refuse(problem, run, position)

    def call_named(self, arguments: dict[str, object], run: Run, position: int) -> object:
        run.tick()
        problem: tuple[Formal, object] | None = None
        # Of two ways with the same names, such as before(point, range), the one in the order written is meant.
        written = list(arguments)
        for each in sorted(self.signatures, key=lambda way: [each.name for each in way.formals] != written):
            names = {formal.name for formal in each.formals}
            required = {formal.name for formal in each.formals if not formal.optional}
            if not required <= set(arguments) <= names:
                continue
            bound = fit_named(each, arguments)
            if isinstance(bound, list):
                return self._apply(each, bound, run, position)
            problem = problem or bound
        return self._refuse(problem, run, position)

    def _apply(self, each: Signature, arguments: list[object], run: Run, position: int) -> object:
        while arguments and arguments[-1] is MISSING:
            arguments.pop()
        arguments = [None if value is MISSING else value for value in arguments]
        run.tick(sum(len(value) for value in arguments if isinstance(value, str)) >> 10)
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


class UserFunction(Function):
    """A function made by an expression: its parameters, its body and the variables around it."""

    __slots__ = ("body", "cost", "name", "parameters", "result", "scope", "types")

    def __init__(
        self,
        *,
        parameters: tuple[str, ...],
        types: tuple[FeelType, ...],
        body: Closure,
        scope: dict[str, object],
        name: str = "",
        result: FeelType = ANY,
        cost: int = 1,
    ) -> None:
        self.parameters = parameters
        self.types = types
        self.body = body
        self.scope = scope
        self.name = name
        self.result = result
        self.cost = cost

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
        run.tick(self.cost)
        values = dict(self.scope)
        for name, wanted, argument in zip(self.parameters, self.types, arguments, strict=True):
            values[name] = conform(argument, wanted, name, run, position)
            if values[name] is None and argument is not None:
                return None
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


def call(function: object, arguments: list[object], run: Run, position: int = 0) -> object:
    """Calls whatever is callable; null and a diagnostic for anything else."""
    if isinstance(function, (Builtin, UserFunction)):
        return function.call(arguments, run, position)
    run.report("not_a_function", position, name="function", kind=kind_of(function))
    return None
