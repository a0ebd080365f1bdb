"""Inserting several rows with one statement: a statement costs more than its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

# Few sizes, so that few texts have to be kept prepared.
_LARGE, _SMALL = 50, 16
_VALUES = re.compile(r"VALUES (\((?:[^()]|\([^()]*\))*\))")


def batches(sql: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """An `INSERT … VALUES (…)` as statements of many rows each, with their parameters in one sequence."""
    start = 0
    while start < len(rows):
        left = len(rows) - start
        count = _LARGE if left >= _LARGE else min(left, _SMALL)
        if count == 1:
            yield sql, rows[start]
        else:
            yield _several(sql, count), [value for row in rows[start : start + count] for value in row]
        start += count


@lru_cache(maxsize=1024)
def _several(sql: str, count: int) -> str:
    return _VALUES.sub(lambda found: "VALUES " + ", ".join([found[1]] * count), sql, count=1)
