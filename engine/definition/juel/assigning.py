"""`${execution.setVariable('x', value)}`: the one effect that JUEL texts have and that needs no code."""

from __future__ import annotations

import re
from typing import Final

_SET: Final = re.compile(
    r"\s*[$#]\{\s*(?:execution|task)\s*\.\s*setVariable(?:Local)?\s*\(\s*(['\"])(?P<name>[^\W\d]\w*)\1\s*,"
    r"(?P<value>.+)\)\s*\}\s*",
    re.DOTALL,
)


def assignment(text: str) -> tuple[str, str] | None:
    """(variable, JUEL text of its value); None if the text is something else."""
    found = _SET.fullmatch(text)
    return None if found is None else (found.group("name"), f"${{{found.group('value').strip()}}}")
