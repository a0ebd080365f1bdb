"""Whole numbers in attributes, within what the store and the kernel count with."""

from __future__ import annotations

import re
from typing import Final

_WHOLE: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
"""Nine digits: Python refuses to read thousands of them, and a column of the store holds no more than ten."""


def whole_number(text: str | None, *, least: int = -999_999_999) -> int | None:
    """The number; None where the text is none, one below `least`, or one of more than nine digits."""
    if text is None or not _WHOLE.fullmatch(text.strip()):
        return None
    value = int(text)
    return value if value >= least else None
