"""Random models, whole and damaged: loading and deciding raise nothing but DmnError and FeelError.

`make fuzz` is the long form.
"""

from __future__ import annotations

import random

from tests.support.random_decisions import damaged, decides, random_model


def test_random_models_are_decided_or_refused() -> None:
    chance = random.Random(7)
    answers = sum(decides(random_model(chance), random_model(chance, "urn:imp")) for _ in range(80))
    assert answers > 250


def test_damaged_files_are_decided_or_refused() -> None:
    chance = random.Random(8)
    for _ in range(80):
        decides(damaged(chance, random_model(chance)), random_model(chance, "urn:imp"))
