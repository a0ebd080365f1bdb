"""From the text in a diagram to something that can be evaluated, or a refusal that says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engine import feel
from engine.definition.juel import JuelRefused, compile_juel, is_juel
from engine.definition.languages import is_accepted
from engine.definition.model import Text
from engine.definition.parameters import reading
from engine.kernel.program import Expr

ScriptTable = Mapping[str, Callable[[dict[str, object]], object]]
EVERY_NAME: Final = frozenset({"*"})
"""Foreign code may read any variable."""

_ISO = re.compile(r"[+-]?P[\dT].*|R\d*/.+|\d{4}-\d{2}-\d{2}([T ].*)?|\d{2}:\d{2}.*", re.IGNORECASE)
_CRON = re.compile(r"(\S+\s+){4,6}\S+|@[A-Za-z]+")


class TextRefused(Exception):
    """This text is not accepted. `code` and `args` make the finding."""

    def __init__(self, code: str, **args: object) -> None:
        self.code = code
        self.args_of_finding = args
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Constant:
    """Text that stands for itself."""

    text: str
    value: object
    names: frozenset[str] = frozenset()

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        return self.value


@dataclass(frozen=True, slots=True)
class Named:
    """Unmarked text where people or positions are named: a variable if there is one, else the name itself.

    `gx:assignee="owner"` takes the variable `owner`, `gx:candidateGroups="sales_manager"` means the position.
    """

    text: str
    parts: tuple[tuple[str, Expr | None], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset().union(*(part.names for _, part in self.parts if part is not None))

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        values = [_named(text, part, context, now) for text, part in self.parts]
        return values[0] if len(values) == 1 else values


def _named(text: str, part: Expr | None, context: Mapping[str, object], now: datetime | None) -> object:
    if part is None or any(context.get(name) is None for name in part.names):
        return text
    return part.evaluate(context, now=now)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Test only: a foreign script or condition with its meaning given as a callable."""

    text: str
    call: Callable[[dict[str, object]], object]
    names: frozenset[str] = EVERY_NAME

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        return self.call(dict(context))


@dataclass(frozen=True, slots=True)
class OptionalVariable:
    """A variable, or while it is not set the present value of another one."""

    text: str
    otherwise: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.text, self.otherwise})

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        value = context.get(self.text)
        return context.get(self.otherwise) if value is None else value


@dataclass(frozen=True, slots=True)
class Translated:
    """An expression of another language; the original text is kept for people."""

    text: str
    inner: Expr

    @property
    def names(self) -> frozenset[str]:
        return self.inner.names

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        return self.inner.evaluate(context, now=now)


@dataclass(frozen=True, slots=True)
class Composite:
    """A list or a map of values that are written one by one."""

    text: str
    parts: tuple[tuple[str, Expr], ...]
    keyed: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset().union(*(part.names for _, part in self.parts))

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        values = [(key, part.evaluate(context, now=now)) for key, part in self.parts]
        return dict(values) if self.keyed else [value for _, value in values]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Compiles texts; `foreign` maps foreign texts to callables (tests and the Playground only).

    `parameters`: names that the package declares; only then `parameters` is not a variable.
    """

    foreign: ScriptTable = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()

    def compile(self, text: Text) -> Expr:
        """The expression. Raises TextRefused."""
        return reading(self._compile(text), self.parameters)

    def _compile(self, text: Text) -> Expr:
        body = text.text.strip()
        call = self.foreign.get(body) or self.foreign.get(unwrap(body))
        if call is not None:
            return Foreign(body, call)
        _refuse_language(text)
        if text.shape in {"list", "map"}:
            parts = tuple((key, self.compile(part)) for key, part in text.parts)
            return Composite(body, parts, text.shape == "map")
        if text.shape == "variable":
            return OptionalVariable(body, body)
        if is_juel(body) and not body.startswith("="):
            return Translated(body, _juel(body))
        if _is_plain(text, body):
            return _people(body, text) if text.shape in {"name", "names"} else Constant(body, body)
        return _feel(body.removeprefix("=").strip(), body)


def unwrap(body: str) -> str:
    """`${THIS}` → `THIS`: how vendors wrap what plain BPMN leaves bare."""
    return body[2:-1].strip() if body[:2] in {"${", "#{"} and body.endswith("}") else body


def _refuse_language(text: Text) -> None:
    if not is_accepted(text.language):
        raise TextRefused("LANGUAGE_REFUSED", language=(text.language or "").strip()[:80])


def _is_plain(text: Text, body: str) -> bool:
    if text.shape in {"expression", "script"} or body.startswith("="):
        return False
    if text.shape == "moment":
        return bool(_ISO.fullmatch(body) or (_CRON.fullmatch(body) and not set(body) & set('"()')))
    # A quoted text or a list is FEEL even without a mark.
    return text.dialect is not None or body[:1] not in {'"', "["}


def _names(body: str) -> list[str]:
    return [name.strip() for name in body.split(",") if name.strip()]


def _people(body: str, text: Text) -> Expr:
    names = _names(body) if text.shape == "names" else [body]
    if text.dialect is not None:
        return Constant(body, names if text.shape == "names" else body)
    return Named(body, tuple((name, _readable(name)) for name in names))


def _readable(text: str) -> Expr | None:
    try:
        return feel.compile_expression(text)
    except feel.FeelError:
        return None


def _juel(body: str) -> Expr:
    try:
        return compile_juel(body)
    except JuelRefused as refused:
        raise TextRefused("JUEL_NOT_TRANSLATED", part=refused.reason, text=_short(body)) from None


def _feel(text: str, original: str) -> Expr:
    try:
        return feel.compile_expression(text)
    except feel.FeelError as error:
        raise TextRefused(
            "EXPRESSION_SYNTAX",
            text=_short(original),
            reason_en=error.text("en"),
            reason_zh=error.text("zh"),
        ) from None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"
