from __future__ import annotations

import random
import re
import time

import pytest

from engine.feel import LimitExceeded, evaluate
from engine.feel.regex import compiled


def free(steps: int) -> None:
    """No limit."""


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "found"),
    [
        ("^a.c$", "", "abc", True),
        ("a.c", "", "a\nc", False),
        ("a.c", "s", "a\nc", True),
        ("^b", "m", "a\nb", True),
        ("ABC", "i", "xabc", True),
        ("a b c", "x", "abc", True),
        ("hello[ ]world", "x", "hello world", True),
        ("hello\\ sworld", "x", "hello world", True),
        ("a.b", "q", "a.b", True),
        ("a.b", "q", "axb", False),
        (r"\d{3,4}-\d{8}", "", "电话 021-12345678", True),
        (r"^\p{IsCJKUnifiedIdeographs}+$", "", "合同", True),
        (r"^[a-z-[aeiou]]+$", "", "xyz", True),
        (r"^[a-z-[aeiou]]+$", "", "xaz", False),
        (r"^\i\c*$", "", "name-1", True),
        (r"(.)\1", "", "abba", True),
        (r"^(?:ab)+?$", "", "abab", True),
        (r"[^0-9]", "", "12", False),
        (r"\P{L}", "", "abc", False),
        (r"[\-\]]", "", "]", True),
    ],
)
def test_it_matches_as_xpath_does(pattern: str, flags: str, text: str, found: bool) -> None:
    assert (compiled(pattern, flags).search(text, free) is not None) is found


@pytest.mark.parametrize(
    "pattern", ["(", "a**", "[z-a]", "[", "a{2,1}", r"\b", r"\2(a)", ")", "a{", "(?=a)", r"\p{X}"]
)
def test_it_refuses_what_xpath_does_not_know(pattern: str) -> None:
    with pytest.raises(ValueError):
        compiled(pattern, "")
    assert evaluate("matches(text, pattern)", {"text": "a", "pattern": pattern}) is None


def test_an_unknown_flag_is_null() -> None:
    assert evaluate('matches("a", "a", "z")', {}) is None


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*b", "(a*)*(a*)*(a*)*c", ".*a.*a.*a.*a.*c"])
def test_no_pattern_needs_exponential_time(pattern: str) -> None:
    start = time.process_time()
    assert evaluate("matches(text, pattern)", {"text": "a" * 2000 + "!", "pattern": pattern}) is False
    assert time.process_time() - start < 5


def test_back_references_are_stopped_by_the_step_limit() -> None:
    with pytest.raises(LimitExceeded):
        evaluate("matches(text, pattern)", {"text": "a" * 60, "pattern": r"^(a*)(a*)(a*)(a*)(a*)\1\2\3b$"})


def test_it_agrees_with_pythons_engine_on_plain_patterns() -> None:
    chance = random.Random(7)
    parts = [
        "a",
        "b",
        "c",
        ".",
        "[ab]",
        "[^a]",
        "(a|b)",
        "(ab)",
        "a*",
        "b+?",
        "(a|bc)*",
        "c?",
        "a{1,2}",
        "^",
        "$",
    ]
    for _ in range(600):
        pattern = "".join(chance.choice(parts) for _ in range(chance.randint(1, 4)))
        text = "".join(chance.choice("abc") for _ in range(chance.randint(0, 8)))
        expected = re.search(pattern, text)
        found = compiled(pattern, "").search(text, free)
        assert (found is None) == (expected is None), (pattern, text)
        if found is not None and expected is not None:
            assert found.spans[0] == expected.span(), (pattern, text)


def test_replace_knows_groups() -> None:
    assert evaluate('replace("2024-05", "(\\\\d+)-(\\\\d+)", "$2/$1")', {}) == "05/2024"


def test_a_reference_takes_as_many_digits_as_there_are_groups() -> None:
    assert evaluate('replace("ab", "(a)(b)", "$21")', {}) == "b1"
    assert evaluate('replace("ab", "(a)(b)", "$0$3")', {}) == "ab"


def test_split_takes_a_pattern() -> None:
    assert evaluate('split("a; b ;c", "\\\\s*;\\\\s*")', {}) == ["a", "b", "c"]
