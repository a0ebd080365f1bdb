"""Thousands of random texts: whatever comes, the answer is a value or a FeelError, and it comes soon.

`make fuzz` is the long form.
"""

from __future__ import annotations

import random

from tests.support.random_feel import ATOMS, NAMES, expression, scribble, survives


def test_random_expressions_give_a_value_or_a_feel_error() -> None:
    chance = random.Random(20261121)
    for _ in range(1000):
        survives(expression(chance, 4))


def test_random_texts_give_a_value_or_a_feel_error() -> None:
    chance = random.Random(42)
    for _ in range(2000):
        survives(scribble(chance))


def test_every_function_survives_every_argument() -> None:
    for number, name in enumerate(NAMES):
        for atom in ATOMS[number % 3 :: 3]:
            survives(f"{name}({atom})")
            survives(f"{name}({atom}, {atom})")
            survives(f"{name}([1, 2], {atom}, {atom})")
