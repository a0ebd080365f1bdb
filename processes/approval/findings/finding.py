"""One finding about a flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["bad", "warn", "info"]
Code = Literal[
    "ROW_NEVER",
    "ROW_COVERED",
    "TEST_REDUNDANT",
    "POINT_NEVER",
    "POINT_ALWAYS",
    "NOBODY_ASKED",
    "NO_HOLDER",
    "TEXT_UNPLACED",
    "LIMITS",
    "LATE_UNNOTICED",
    "FLOW_NEVER",
    "FLOWS_MEET",
    "FLOW_UNPLACED",
    "NO_FLOW",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """bad: cannot be meant, is not published; warn: look at it; info: so it is, in case it was not meant.

    `point` is a number from 1, 0 for the whole flow; `row` and `test` are counted from 0 within its condition.
    """

    code: Code
    tone: Tone
    zh: str
    en: str
    point: int = 0
    row: int | None = None
    test: int | None = None

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en

    @property
    def place(self) -> str:
        """As in faults: `points/1/condition/0/2`."""
        parts = [f"points/{self.point - 1}/condition" if self.point else "points"]
        parts += [str(part) for part in (self.row, self.test) if part is not None]
        return "/".join(parts)
