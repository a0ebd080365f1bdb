"""The short form: some random models in both engines. `make differential` runs thousands."""

from __future__ import annotations

from tests.conformance.differential import compare
from tests.support.models.blocks import to_xml
from tests.support.models.growing import model

SHORT = 40


def test_both_engines_agree_on_random_models() -> None:
    score = compare(range(SHORT))
    assert score.differences == []
    assert score.agree > SHORT * 0.8
    assert score.paths > 2 * SHORT


def test_the_same_number_grows_the_same_model() -> None:
    assert to_xml(model(11), "p") == to_xml(model(11), "p")
    assert len({to_xml(model(seed), "p") for seed in range(50)}) > 40
