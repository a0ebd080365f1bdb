"""The languages that expressions and scripts may be written in."""

from __future__ import annotations

import re
from typing import Final

_FEEL: Final = re.compile(r"(https?://(www\.)?omg\.org/spec/(DMN/\d+/)?FEEL/?.*|feel(:.*)?)", re.IGNORECASE)
_JUEL: Final = re.compile(r"(juel|https?://(java\.sun\.com|camunda\.org|activiti\.org).*)", re.IGNORECASE)


def is_accepted(language: str | None) -> bool:
    """Whether texts of this language are evaluated; without one they are FEEL or JUEL by their marks."""
    said = (language or "").strip()
    return not said or bool(_FEEL.fullmatch(said) or _JUEL.fullmatch(said))
