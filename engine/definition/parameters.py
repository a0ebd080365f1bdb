"""Parameters of a package: values that administrators set without touching a diagram.

`[parameters]` of package.toml declares them with their defaults; any expression of the package's diagrams
reads them as `parameters.<name>`. They are looked up when the expression is evaluated (ADR 12).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.feel import Expression, FeelError
from engine.feel.durations import parse_duration
from engine.feel.tree import Name, Node, Path
from engine.kernel.program import Expr
from engine.kernel.slice import PARAMETER

ROOT: Final = PARAMETER.removesuffix(".")
KINDS: Final = ("duration", "days", "number")
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One declared value. A duration is an ISO 8601 text; days and numbers are whole numbers from 0."""

    name: str
    zh: str
    en: str
    default: Any
    kind: str = "duration"


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """The parameters of one package; its key and a dot begin the names under which values are stored."""

    package: str = ""
    by_name: Mapping[str, Parameter] | None = None
    """None: the files are no package, so the name `parameters` means nothing special."""

    @property
    def names(self) -> frozenset[str] | None:
        """The declared names; None where nothing can be declared."""
        return None if self.by_name is None else frozenset(self.by_name)

    def stored(self, name: str) -> str:
        """The name under which a value for the whole company is stored."""
        return f"{self.package}.{name}"


def read_parameters(head: Mapping[str, object]) -> dict[str, Parameter]:
    """The readable entries of `[parameters]`: name → `{ zh, en, default, kind }`."""
    table = head.get(ROOT, {})
    entries = table.items() if isinstance(table, dict) else ()
    read = (_parameter(str(name), value) for name, value in entries)
    return {one.name: one for one in read if one is not None}


def fits(kind: str, value: object) -> bool:
    """Whether a value is one of this kind."""
    if kind == "duration":
        return isinstance(value, str) and _is_duration(value)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _parameter(name: str, value: object) -> Parameter | None:
    if not _PLAIN.fullmatch(name) or not isinstance(value, dict):
        return None
    zh, en, kind = value.get("zh"), value.get("en"), value.get("kind", "duration")
    if not (isinstance(zh, str) and isinstance(en, str)) or kind not in KINDS:
        return None
    if not fits(kind, value.get("default")):
        return None
    return Parameter(name=name, zh=zh, en=en, default=value["default"], kind=kind)


def _is_duration(text: str) -> bool:
    try:
        return text.startswith("P") and parse_duration(text) is not None
    except (FeelError, ValueError, ArithmeticError):
        return False


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression that reads parameters: the kernel hands them in by their full names."""

    text: str
    inner: Expr
    asked: frozenset[str]
    names: frozenset[str]

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        known = {name: context.get(PARAMETER + name) for name in self.asked}
        return self.inner.evaluate({**context, ROOT: known}, now=now)


def reading(expression: Expr, declared: Collection[str]) -> Expr:
    """The expression, ready to be given the parameters it reads."""
    if not declared or ROOT not in expression.names:
        return expression
    named = frozenset(asked_by(expression))
    asked = frozenset(declared) if "" in named else named & frozenset(declared)
    names = expression.names - {ROOT} | {PARAMETER + name for name in asked}
    return Reading(expression.text, expression, asked, names)


def asked_by(expression: object) -> Iterator[str]:
    """Names in `parameters.<name>`; an empty one where `parameters` is used in another way."""
    if isinstance(expression, Expression):
        yield from _asked(expression.tree)
    elif isinstance(expression, Reading):
        yield from expression.asked
    else:
        yield from asked_by(expression.inner) if hasattr(expression, "inner") else ()
        for _, part in getattr(expression, "parts", ()):
            yield from asked_by(part) if part is not None else ()


def _asked(tree: Node) -> Iterator[str]:
    open_nodes = [tree]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Path) and isinstance(node.source, Name) and node.source.name == ROOT:
            yield node.name
        elif isinstance(node, Name) and node.name == ROOT:
            yield ""
        else:
            open_nodes.extend(node.children())
