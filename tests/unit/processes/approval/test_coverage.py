"""The picture of a flow over two facts says of every document in a field what the conditions say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from processes.approval.conditions import holds
from processes.approval.coverage import coverage
from processes.approval.defaults import QUOTE
from processes.approval.model import Condition, Test
from processes.approval.quotes import QUOTES

ENDS = {
    "max_discount": [Decimal(each) for each in ("0", "0.05", "0.10", "0.11", "0.5")],
    "margin": [Decimal(each) for each in ("-0.1", "0.2199", "0.22", "0.5")],
    "overdue": [Decimal(0), Decimal(1), Decimal(100_000)],
    "total": [Decimal(0), Decimal(499_999), Decimal(500_000), Decimal(900_000)],
    "below_minimum": [False, True],
}
WORLD = [dict(zip(ENDS, values, strict=True)) for values in product(*ENDS.values())]


def _test(fact, operator, value):
    return Test(fact=fact, operator=operator, value=value)


def _without_always(flow):
    """Only points with conditions: some documents nobody is asked about."""
    return flow.with_points(flow.points[1:])


@pytest.mark.parametrize("flow", [QUOTE, _without_always(QUOTE)], ids=["shipped", "with a gap"])
@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_agrees_with_the_conditions(flow, number, lang):
    drawn = coverage(flow, QUOTES, flow.point(number), lang)
    assert drawn is not None
    fields = {}
    for world in WORLD:
        column = _where(drawn.columns, drawn.across.name, world)
        row = _where([line for line, _ in drawn.rows], drawn.down.name, world)
        entered = {point.number for point in flow.points if holds(point.condition, world)}
        fields.setdefault((row, column), []).append(entered)
    for (row, column), answers in fields.items():
        place = drawn.rows[row][1][column]
        assert all(set(place.entered) <= each <= {*place.entered, *place.depends} for each in answers)
        assert set.intersection(*answers) == set(place.entered)
        assert set.union(*answers) == {*place.entered, *place.depends}
        assert (place.kind == "nobody") == (not set.union(*answers))


def _where(regions, name, world):
    """The region a value lies in, by its label: what people read is what is checked."""
    found = [index for index, region in enumerate(regions) if _within(region.label, name, world[name])]
    assert len(found) == 1, (name, world[name], [region.label for region in regions])
    return found[0]


def _within(label, name, value):
    if isinstance(value, bool):
        return label in (("是", "yes") if value else ("否", "no"))

    def number(text):
        plain = text.strip().replace(",", "").replace("¥", "").replace("−", "-")
        return Decimal(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)

    signs = {"≤": value.__le__, "<": value.__lt__, "≥": value.__ge__, ">": value.__gt__, "=": value.__eq__}
    return bool(signs[label[0]](number(label[1:])))


def test_a_flow_without_limits_has_no_picture():
    flow = QUOTE.with_points(QUOTE.points[:1])
    assert coverage(flow, QUOTES, flow.points[0], "zh") is None


def test_the_facts_of_the_point_come_first_and_others_can_be_chosen():
    point = QUOTE.points[2]
    drawn = coverage(QUOTE, QUOTES, point, "zh", "overdue", "max_discount")
    assert (drawn.across.name, drawn.down.name) == ("overdue", "max_discount")
    assert [fact.name for fact in drawn.facts][:2] == ["margin", "overdue"]


def test_a_point_written_in_feel_depends():
    changed = replace(QUOTE.points[1], condition=Condition(text="overdue > total * 0.1"))
    flow = QUOTE.with_points((QUOTE.points[0], changed, *QUOTE.points[2:]))
    drawn = coverage(flow, QUOTES, flow.points[1], "zh")
    assert all(2 in place.depends for _, places in drawn.rows for place in places)


def test_documents_that_the_flow_is_not_for_are_outside():
    entry = Condition(rows=((_test("total", "ge", Decimal(500_000)),),))
    drawn = coverage(replace(QUOTE, entry=entry), QUOTES, QUOTE.points[3], "zh", "total")
    assert [place.kind for place in drawn.rows[0][1]] == ["outside", "mine"]


def test_texts_that_the_catalogue_does_not_list_have_a_region_and_the_rest_one():
    condition = Condition(rows=((_test("owner_login", "in", ("王", "李")),),))
    flow = QUOTE.with_points((replace(QUOTE.points[0], condition=condition),))
    drawn = coverage(flow, QUOTES, flow.points[0], "zh")
    assert [region.label for region in drawn.columns] == ["王、李", "其他"]
    assert [place.kind for place in drawn.rows[0][1]] == ["mine", "nobody"]
