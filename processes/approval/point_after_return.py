"""Where the approval begins when a document that a point returned is submitted again."""

from __future__ import annotations

from dataclasses import replace

from processes.approval.comparing import AFTER_RETURN as WORDS
from processes.approval.model import AFTER_RETURN, Point
from processes.approval.point_part import PointPart, Posted


def choices(lang: str) -> list[tuple[str, str]]:
    """Code and word of each."""
    return [(code, words[lang == "en"]) for code, words in WORDS.items()]


def _read(point: Point, posted: Posted) -> Point:
    chosen = posted.form.get("after_return")
    return replace(
        point, after_return=next((each for each in AFTER_RETURN if each == chosen), point.after_return)
    )


PART = PointPart(template="rules/point_after_return.html", read=_read)
