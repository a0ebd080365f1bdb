"""Regular expressions as XPath has them, on Python's `re`, without its bombs."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.feel.errors import LimitExceeded

MAX_PATTERN = 500
MAX_INPUT = 10_000

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.VERBOSE}
_NESTED = re.compile(r"[*+}]\)*[^()]*\)[*+{]")


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """The pattern ready for use. Raises ValueError if it is none, LimitExceeded if it may take too long."""
    if len(pattern) > MAX_PATTERN:
        raise LimitExceeded("limit_size", limit=MAX_PATTERN)
    if _NESTED.search(pattern):
        raise LimitExceeded("limit_steps", limit=MAX_PATTERN)
    bits = 0
    for flag in flags:
        if flag == "q":
            pattern = re.escape(pattern)
            continue
        if flag not in _FLAGS:
            raise ValueError(flags)
        bits |= _FLAGS[flag]
    try:
        return re.compile(pattern, bits)
    except (re.error, RecursionError, OverflowError):
        raise ValueError(pattern) from None


def check_input(text: str) -> None:
    """Refuses a text too long to be searched."""
    if len(text) > MAX_INPUT:
        raise LimitExceeded("limit_size", limit=MAX_INPUT)
