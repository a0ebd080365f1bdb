"""Thousands of random texts: whatever comes, the answer is a value or a FeelError, and it comes soon."""

from __future__ import annotations

import random
import time

from engine.feel import FeelError, compile_expression, compile_unary
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.format import format_tree
from engine.feel.sentence import sentence

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
    "1",
    "0",
    "-1",
    "1.5",
    "1e400",
    '"s"',
    '""',
    "null",
    "true",
    "false",
    "a",
    "b",
    "c",
    "c.d",
    "list",
    "zz",
    "nan",
    "合同 金额",
    "odd thing",
    "?",
    '@"P1D"',
    '@"P1Y"',
    '@"2024-02-29"',
    '@"10:00:00Z"',
    '@"2024-02-29T10:00:00@Asia/Shanghai"',
    '@"-0001-01-01"',
    '@"999999999-12-31T23:59:59"',
    '@"bad"',
    "[]",
    "{}",
    "[1..5]",
    "(1..3)",
    "function(x) x",
    "abs",
    "sort",
]
BINARY = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "instance of number,"]
TYPES = ["list<list<number>>", "range<date>", "function<string, Any> -> number", "date and time", "null"]
NAMES = sorted(BUILTIN_NAMES)
ALPHABET = [
    *"()[]{}.,:?\"'+-*/<>=@!%&| \n\\",
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
    "function",
    "instance of",
    "between",
    "not",
    "a",
    "b",
    "1",
    "1e9",
    "中",
    "，",
    "\x00",
    "\ud800",
]


def expression(chance: random.Random, depth: int) -> str:
    """A random expression of a small grammar, mostly well-formed and mostly senseless."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(ATOMS)

    def inner() -> str:
        return expression(chance, depth - 1)

    shapes = [
        lambda: f"{inner()} {chance.choice(BINARY)} {inner()}",
        lambda: f"({inner()})",
        lambda: f"-{inner()}",
        lambda: f"{inner()}[{inner()}]",
        lambda: f"({inner()}).{chance.choice(['d', 'year', 'time offset', 'start', 'x y'])}",
        lambda: f"if {inner()} then {inner()} else {inner()}",
        lambda: f"for x in {inner()} return {inner()}",
        lambda: f"for x in {inner()}..{inner()}, y in {inner()} return [x, y, {inner()}, partial]",
        lambda: f"{chance.choice(['some', 'every'])} x in {inner()} satisfies {inner()}",
        lambda: f"{inner()} between {inner()} and {inner()}",
        lambda: f"{inner()} in ({inner()}, > {inner()})",
        lambda: f"[{inner()}, {inner()}]",
        lambda: f"{{k: {inner()}, m n: {inner()}}}",
        lambda: f"[{inner()}..{inner()}]",
        lambda: f"(function(x, y) {inner()})({inner()}, {inner()})",
        lambda: f"function(x: list<number>, y z: context<a: string>) {inner()}",
        lambda: f"(function(x) external {{java: {inner()}}})(1)",
        lambda: f"{inner()} in ({inner()}, not({inner()}, < {inner()}))",
        lambda: f"{inner()} in {chance.choice(['> ', 'not', '!= '])}({inner()})",
        lambda: f"(not({inner()}))",
        lambda: f"({chance.choice(['<', '!=', '='])} {inner()})",
        lambda: f"]{inner()}..({inner()})[",
        lambda: f"{inner()} instance of {chance.choice(TYPES)}",
        lambda: f"substring(string: {inner()}, start position: {inner()})",
        lambda: f'{{"if": {inner()}, "a-b": {inner()}, "": 1, "x \\"y": 2}}',
        lambda: call(chance, inner),
        lambda: call(chance, inner),
    ]
    return chance.choice(shapes)()


def call(chance: random.Random, inner: object) -> str:
    arguments = ", ".join(inner() for _ in range(chance.randint(0, 3)))  # type: ignore[operator]
    return f"{chance.choice(NAMES)}({arguments})"


def survives(text: str) -> None:
    """Raises for anything but a value or a FeelError, and for an answer that takes long."""
    start = time.process_time()
    try:
        compiled = compile_expression(text, names=CONTEXT)
        compiled.evaluate(CONTEXT)
        format_tree(compiled.tree)
        sentence(compiled.tree, "zh")
    except FeelError as error:
        error.text("zh")
    try:
        compile_unary(text, names=CONTEXT).matches(5, CONTEXT)
    except FeelError as error:
        error.text("en")
    assert time.process_time() - start < 10, text


def test_random_expressions_give_a_value_or_a_feel_error() -> None:
    chance = random.Random(20261121)
    for _ in range(1200):
        survives(expression(chance, 4))


def test_random_texts_give_a_value_or_a_feel_error() -> None:
    chance = random.Random(42)
    for _ in range(3000):
        survives(" ".join(chance.choice(ALPHABET) for _ in range(chance.randint(1, 25))))


def test_every_function_survives_every_argument() -> None:
    for name in NAMES:
        for atom in ATOMS:
            survives(f"{name}({atom})")
            survives(f"{name}({atom}, {atom})")
            survives(f"{name}([1, 2], {atom}, {atom})")
