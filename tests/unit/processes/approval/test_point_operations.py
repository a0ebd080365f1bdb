"""The page of a point shows every operation once: one that it does not show would be forbidden by saving."""

from __future__ import annotations

from processes.approval.operations import OPERATIONS
from processes.approval.point_operations import GROUPS, groups


def test_every_operation_stands_in_one_group() -> None:
    shown = [each for codes in GROUPS.values() for each in codes]
    assert sorted(shown) == sorted(OPERATIONS)


def test_every_operation_has_words_in_both_languages() -> None:
    for lang in ("zh", "en"):
        assert all(word for _name, choices in groups(lang) for _code, word in choices)
