"""Formatting changes nothing but white space: in one line, and over several where one would be too long."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest

from engine.feel import FeelError
from engine.feel.format import format_tree
from engine.feel.layout import layout
from engine.feel.names import odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.tree import Node
from tests.support.random_feel import CONTEXT, expression


def bare(value: object) -> object:
    """A tree without places; numbers are equal however many zeros they were written with."""
    if isinstance(value, Node):
        names = [each.name for each in fields(value) if each.name not in ("start", "end")]
        return type(value), [bare(getattr(value, name)) for name in names]
    return [bare(each) for each in value] if isinstance(value, tuple) else value


def test_random_expressions_are_formatted_to_what_reads_the_same() -> None:
    chance, names = random.Random(7), odd(CONTEXT)
    formatted = 0
    for _ in range(250):
        text = expression(chance, 3)
        for parse in (parse_expression, parse_tests):
            try:
                tree = parse(text, names)
            except FeelError:
                continue
            formatted += 1
            for written in (format_tree(tree), layout(tree, width=20)):
                assert bare(parse(written, names)) == bare(tree), (text, written)
    assert formatted > 200


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a and b", ["a and b"]),
        (
            'amount > 100000 and (level = "A" or level = "B") and not(overdue)',
            ["amount > 100000", 'and (level = "A" or level = "B")', "and not(overdue)"],
        ),
        (
            'amount > 100000 and (customer.level = "A" or customer.level = "B") or vip',
            ["amount > 100000", 'and (customer.level = "A"', '     or customer.level = "B")', "or vip"],
        ),
        (
            'if amount > 100000 then "director" else if amount > 5000 then "manager" else "nobody"',
            [
                "if amount > 100000",
                'then "director"',
                "else if amount > 5000",
                'then "manager"',
                'else "nobody"',
            ],
        ),
        (
            "some line in order.lines satisfies line.discount > 0.1 and line.price > 10",
            ["some line in order.lines", "satisfies line.discount > 0.1", "  and line.price > 10"],
        ),
        (
            "for line in order.lines return line.quantity * line.price",
            ["for line in order.lines", "return line.quantity * line.price"],
        ),
        (
            '{name: customer.name, total: sum(order.lines.price), "a-b": [1, 2]}',
            ["{", "  name: customer.name,", "  total: sum(order.lines.price),", '  "a-b": [1, 2]', "}"],
        ),
        (
            'customer.level in ("platinum", "gold", not("silver"))',
            ["customer.level in (", '  "platinum",', '  "gold",', '  not("silver")', ")"],
        ),
        (
            "substring(string: customer.name, start position: 1)",
            ["substring(", "  string: customer.name,", "  start position: 1", ")"],
        ),
    ],
)
def test_long_expressions_are_laid_out_over_lines(text: str, lines: list[str]) -> None:
    tree = parse_expression(text)
    assert layout(tree, width=36).split("\n") == lines
    assert layout(tree, width=200) == text
    assert bare(parse_expression("\n".join(lines))) == bare(tree)
