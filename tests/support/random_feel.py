"""Random FEEL: expressions of a small grammar, mostly well-formed and mostly senseless, and random texts."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable

from engine.feel import FeelError, compile_expression, compile_unary
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.format import format_tree
from engine.feel.sentence import sentence

SLOWEST = 2.0
"""Seconds of CPU that one text may take to be read, run, formatted and told."""

CONTEXT: dict[str, object] = {
    "a": 1,
    "b": "text",
    "c": {"d": [1, 2, {"e": None}], "f": -3.5},
    "list": [3, 1, None, "x", [2]],
    "合同 金额": 10**40,
    "nan": float("nan"),
    "odd thing": object(),
}
ATOMS = [
    *("1", "0", "-1", "1.5", "1e400", "100000", "1000000000", "0.000000001", "9999999999999999999999999999999999"),
    *('"s"', '""', '"a+b"', '"(a|aa)+$"', '"2024-02-29"', '"😀é"', "null", "true", "false"),
    *("a", "b", "c", "c.d", "list", "zz", "nan", "合同 金额", "odd thing", "?", "x", "item", "partial"),
    *('@"P1D"', '@"P1Y"', '@"-P999999999Y"', '@"P99999999999D"', '@"PT0.000000001S"', '@"2024-02-29"'),
    *('@"10:00:00Z"', '@"23:59:59.999999999@Europe/Paris"', '@"2024-02-29T10:00:00@Asia/Shanghai"'),
    *('@"-0001-01-01"', '@"0001-01-01T00:00:00+14:00"', '@"9999-12-31T23:59:59.999999999-14:00"'),
    *('@"999999999-12-31T23:59:59"', '@"bad"', "[]", "{}", "[1..5]", "(1..3)", "[1..1000000000]", "(> 5)", "(!= 1)"),
    *('[@"2024-01-01"..@"-999999999-01-01"]', "function(x) x", "function(x, y) x < y", "function(x) x(x)"),
    *("abs", "sort", "1..1000000", "[1, 2, 3, 4, 5, 6, 7, 8]", '["b", "a", "c"]', "[[1], [2, [3]]]"),
]  # fmt: skip
BINARY = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "instance of number,"]
TYPES = [
    "number",
    "list<number>",
    "range<date>",
    "context<a: number>",
    "function<Any> -> Any",
    "nowhere",
    "Null",
]
MEMBERS = ["d", "year", "time offset", "start", "x y", "end included", "seconds", "timezone"]
NAMES = sorted(BUILTIN_NAMES)
FORMALS = [
    "from",
    "list",
    "string",
    "n",
    "scale",
    "match",
    "precedes",
    "context",
    "keys",
    "value",
    "date",
    "time",
]
ALPHABET = [
    *"()[]{}.,:?\"'+-*/<>=@!%&| \n\\",
    *(
        "..",
        "//",
        "/*",
        "and",
        "or",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
    ),
    *("function", "instance of", "between", "not", "a", "b", "1", "1e9", "中", "，", "\x00", "\ud800"),
]


def expression(chance: random.Random, depth: int) -> str:
    """A random expression, `depth` levels deep at most."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(ATOMS)

    def inner() -> str:
        return expression(chance, depth - 1)

    shapes = [
        lambda: f"{inner()} {chance.choice(BINARY)} {inner()}",
        lambda: f"({inner()})",
        lambda: f"-{inner()}",
        lambda: f"{inner()}[{inner()}]",
        lambda: f"({inner()}).{chance.choice(MEMBERS)}",
        lambda: f"if {inner()} then {inner()} else {inner()}",
        lambda: f"for x in {inner()} return {inner()}",
        lambda: f"for x in {inner()}..{inner()}, y in {inner()} return [x, y, {inner()}, partial]",
        lambda: f"{chance.choice(['some', 'every'])} x in {inner()} satisfies {inner()}",
        lambda: f"{inner()} between {inner()} and {inner()}",
        lambda: f"{inner()} in ({inner()}, > {inner()})",
        lambda: f"{inner()} instance of {chance.choice(TYPES)}",
        lambda: f"[{inner()}, {inner()}]",
        lambda: f"{{k: {inner()}, m n: {inner()}}}",
        lambda: f"{{f: function(x) if x = 0 then {inner()} else f(x - 1), r: f({inner()})}}.r",
        lambda: f"[{inner()}..{inner()}]",
        lambda: f"(function(x, y: {chance.choice(TYPES)}) {inner()})({inner()}, {inner()})",
        lambda: (
            f"{chance.choice(NAMES)}({chance.choice(FORMALS)}: {inner()}, {chance.choice(FORMALS)}: {inner()})"
        ),
        lambda: f"function(x: list<number>, y z: context<a: string>) {inner()}",
        lambda: f"(function(x) external {{java: {inner()}}})(1)",
        lambda: f"{inner()} in ({inner()}, not({inner()}, < {inner()}))",
        lambda: f"{inner()} in {chance.choice(['> ', 'not', '!= '])}({inner()})",
        lambda: f"(not({inner()}))",
        lambda: f"({chance.choice(['<', '!=', '='])} {inner()})",
        lambda: f"]{inner()}..({inner()})[",
        lambda: f'{{"if": {inner()}, "a-b": {inner()}, "": 1, "x \\"y": 2}}',
        lambda: _call(chance, [inner() for _ in range(chance.randint(0, 3))]),
        lambda: _call(chance, [inner() for _ in range(chance.randint(1, 3))]),
    ]
    return chance.choice(shapes)()


def _call(chance: random.Random, arguments: list[str]) -> str:
    return f"{chance.choice(NAMES)}({', '.join(arguments)})"


def scribble(chance: random.Random) -> str:
    """A random text of signs and words."""
    return " ".join(chance.choice(ALPHABET) for _ in range(chance.randint(1, 25)))


def survives(text: str) -> float:
    """The seconds of the longest answer. Raises for anything but a value or a FeelError, and for one too long.

    One that seems too long is asked again: beside other work, or with much garbage about, time says little.
    """
    seconds = _longest(text)
    if seconds >= SLOWEST:
        gc.collect()
        seconds = _longest(text)
    assert seconds < SLOWEST, (seconds, text)
    return seconds


def _longest(text: str) -> float:
    return max(_seconds(each, text) for each in (_evaluated, _tested, _strictly))


def _seconds(answer: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    try:
        answer(text)
    except FeelError as error:
        error.text("zh")
    return time.process_time() - start


def _evaluated(text: str) -> None:
    compiled = compile_expression(text, names=CONTEXT)
    compiled.evaluate(CONTEXT)
    format_tree(compiled.tree)
    sentence(compiled.tree, "zh")


def _tested(text: str) -> None:
    compile_unary(text, names=CONTEXT).matches(5, CONTEXT)


def _strictly(text: str) -> None:
    compile_expression(text, names=CONTEXT).evaluate(CONTEXT, strict=True)
