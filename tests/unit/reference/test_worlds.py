"""Values are found in the expressions that ask for them."""

from __future__ import annotations

from random import Random

import pytest

from engine.feel import evaluate
from engine.reference.skeleton import Arrow, Frame, Loop, OutOfSubset, Part, Repeat, Skeleton, Tag, skeleton
from engine.reference.worlds import MAX_ITEMS, worlds


def asking(*conditions: str, amount: str | None = None) -> Skeleton:
    """A gateway with these conditions, and perhaps an activity that is repeated."""
    loop = None if amount is None else Loop(repeat=Repeat.PARALLEL, cardinality=amount)
    parts = (Part(id="g", tag=Tag.EXCLUSIVE), Part(id="t", tag=Tag.USER, loop=loop))
    arrows = tuple(
        Arrow(id=f"f{i}", source="g", target="t", condition=text) for i, text in enumerate(conditions)
    )
    return skeleton("p", Frame(parts=parts, arrows=arrows))


def test_both_outcomes_of_a_comparison_occur() -> None:
    found = worlds(asking("amount > 1000"), Random(1))
    assert {world["amount"] > 1000 for world in found} == {True, False}  # type: ignore[operator]


def test_texts_of_an_expression_are_tried() -> None:
    found = worlds(asking('outcome = "agree"'), Random(1))
    assert "agree" in {world["outcome"] for world in found}


def test_entries_of_contexts_are_filled() -> None:
    found = worlds(asking("quote.discount > 0.1", "quote.customer.blocked"), Random(1))
    assert all(isinstance(world["quote"]["customer"]["blocked"], bool) for world in found)  # type: ignore[index]


def test_a_number_of_items_stays_small() -> None:
    found = worlds(asking(amount="count(signers)"), Random(1))
    assert all(int(str(evaluate("count(signers)", world))) <= MAX_ITEMS for world in found)


def test_without_expressions_there_is_one_world() -> None:
    assert worlds(asking(), Random(1)) == [{}]


def test_a_condition_that_is_never_true_or_false_is_named() -> None:
    with pytest.raises(OutOfSubset) as refused:
        worlds(asking('"text" + 1'), Random(1))
    assert (refused.value.code, refused.value.element) == ("NO_VALUES", "g")


def test_the_same_number_finds_the_same_values() -> None:
    wanted = asking("a and b", "x in [1..5]", 's = "left"')
    assert worlds(wanted, Random(7)) == worlds(wanted, Random(7))
