"""The facts and the moment that the examples of the handbook read."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from engine.feel.expression import compile_expression

#: As FEEL, as the reference page shows it.
FACTS_TEXT: Final = """{
  amount: 128000,
  discount: 0.12,
  折扣率: 0.12,
  credit limit: 200000,
  due: @"2026-12-01",
  note: null,
  customer: {name: "宏达机械", level: "A", since: @"2021-03-15", overdue: false},
  lines: [
    {product: "水泵", quantity: 10, price: 3200, discount: 0.05},
    {product: "阀门", quantity: 40, price: 1800, discount: 0.15},
    {product: "轴承", quantity: 80, price: 300, discount: 0.08}
  ]
}"""
#: A Monday.
NOW: Final = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def example_facts() -> dict[str, object]:
    """What the names in the examples stand for."""
    facts = compile_expression(FACTS_TEXT).evaluate({})
    assert isinstance(facts, dict)
    return facts
