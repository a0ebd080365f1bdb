"""How a built-in function may be called, and fitting arguments to that."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.feel.values import adopt, kind_of

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


MISSING = object()


def fit_count(each: Signature, arguments: list[object]) -> list[tuple[Formal, object]] | None:
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


def fit_kinds(each: Signature, pairs: list[tuple[Formal, object]]) -> list[object] | tuple[Formal, object]:
    """The arguments converted; or the pair that does not fit."""
    values = []
    for formal, argument in pairs:
        value, ok = fit(formal, argument)
        if not ok:
            return formal, argument
        values.append(value)
    return values


def fit_named(each: Signature, arguments: dict[str, object]) -> list[object] | tuple[Formal, object]:
    """The arguments in the order of the parameters; or the pair that does not fit."""
    values: list[object] = []
    for formal in each.formals:
        if formal.name not in arguments:
            values.append(MISSING)
            continue
        value, ok = fit(formal, arguments[formal.name])
        if not ok:
            return formal, arguments[formal.name]
        values.append(value)
    return values


def fit(formal: Formal, value: object) -> tuple[object, bool]:
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
    if "list" in kinds:
        return [value], True
    return value, False
