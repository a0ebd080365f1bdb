from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

from engine.dmn import load
from engine.feel.render import plain

Wrap = Callable[..., bytes]


def test_it_tells_which_rows_matched(table: Wrap) -> None:
    model = load(table(["x"], [("o", "")], [(["< 5"], ["1"]), (["< 9"], ["2"]), (["-"], ["3"])], "COLLECT"))
    explained = model.explain("d", {"x": Decimal(7)})
    assert explained.value == [Decimal(2), Decimal(3)]
    assert [hit.rows for hit in explained.hits] == [(2, 3)]


def test_it_tells_that_no_row_matched_and_what_became_null(table: Wrap) -> None:
    model = load(table(["x"], [("o", "")], [(["< 5"], ["1"])]))
    assert [hit.rows for hit in model.explain("d", {"x": 7}).hits] == [()]
    assert model.explain("d", {"x": "a"}).diagnostics


def test_it_tells_what_was_decided_on_the_way(model: Wrap) -> None:
    decisions = load(
        model(
            '<inputData id="x" name="x"/><decision id="a" name="a"><informationRequirement>'
            '<requiredInput href="#x"/></informationRequirement><literalExpression><text>x + 1</text>'
            '</literalExpression></decision><decision id="b" name="b"><informationRequirement>'
            '<requiredDecision href="#a"/></informationRequirement><literalExpression><text>a * 2</text>'
            "</literalExpression></decision>"
        )
    )
    explained = decisions.explain("b", {"x": 2})
    assert [(made.name, value) for made, value in explained.decided] == [("a", Decimal(3)), ("b", Decimal(6))]


def test_a_huge_number_leaves_as_text_that_json_can_hold() -> None:
    assert json.loads(json.dumps(plain([Decimal("1E6000"), Decimal("2.50"), Decimal(3)])))[1:] == [2.5, 3]
