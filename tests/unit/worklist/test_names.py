"""Business titles and their amounts."""

from __future__ import annotations

import pytest

from processes.names import translated
from worklist.titles import Title, split_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Q-2031 · 青屿精工 · ¥188,288", Title("Q-2031 · 青屿精工", "¥188,288")),
        ("Q-2031 · 青屿精工 · USD 1,200.50", Title("Q-2031 · 青屿精工", "USD 1,200.50")),
        ("Q-2031 · 青屿精工", Title("Q-2031 · 青屿精工")),
        ("¥5", Title("¥5")),
        ("A · 5 pieces", Title("A · 5 pieces")),
        ("", Title("")),
    ],
)
def test_an_amount_at_the_end_of_a_title_is_taken_out(text, title):
    assert split_title(text) == title


def test_a_missing_translation_shows_the_other_language():
    messages = {"en": {"审批": "Approve", "空": ""}}
    assert translated(messages, "审批", "en") == "Approve"
    assert translated(messages, "审批", "zh") == "审批"
    assert translated(messages, "空", "en") == "空"
