from __future__ import annotations

import pytest

from engine.feel import evaluate
from engine.store.values import decode, encode


@pytest.mark.parametrize(
    "text",
    [
        '@"2017-01-01T00:00:00.123456789@Europe/Paris"',
        '@"2017-01-01T00:00:00.123456Z"',
        '@"12345-01-01T00:00:00"',
        '@"-0001-01-01"',
        '@"10:00:00.000000001+08:00"',
        '@"PT0.000000001S"',
        '@"-P1DT1S"',
        '@"P1Y"',
        "{a: [1.50, null, true]}",
    ],
)
def test_what_an_expression_gives_is_read_back_as_it_was(text: str) -> None:
    value = evaluate(text, {})
    assert decode(encode(value)) == value
