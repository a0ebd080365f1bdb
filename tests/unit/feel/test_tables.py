"""What FEEL means, in tables of `expression  =>  value` by topic; `refused` is what cannot be read or run."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.feel import FeelError, evaluate
from engine.feel.render import literal

TABLES = sorted((Path(__file__).parent / "tables").glob("*.txt"))
LINES = [
    pytest.param(*line.split("  =>  "), id=f"{table.stem}-{number}")
    for table in TABLES
    for number, line in enumerate(table.read_text("utf-8").splitlines(), 1)
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_expressions_have_the_value_that_the_table_says(text: str, expected: str) -> None:
    try:
        found = literal(evaluate(text, {}))
    except FeelError:
        found = "refused"
    assert found == expected
