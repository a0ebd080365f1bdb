"""Operands written as another kind of value than what they stand beside, and how they would fit."""

from __future__ import annotations

import re

from engine.feel.checking.finding import Report
from engine.feel.format import format_tree
from engine.feel.mending.quantities import day_text
from engine.feel.render import literal
from engine.feel.tree import Call, Literal, Negation, Node

DAYS, MONTHS = "days and time duration", "years and months duration"
_MOMENTS = frozenset({"date", "date and time"})
_DATE_TEXT = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_TRUTHS = {"true": "true", "yes": "true", "是": "true", "y": "true"}
_TRUTHS |= {"false": "false", "no": "false", "否": "false", "n": "false"}


def converted(node: Node, kind: str, wanted: str, report: Report) -> tuple[str, str] | None:
    """Code and text for an operand that is written as another kind than what it is compared with."""
    if isinstance(node, Literal) and isinstance(node.value, str):
        return of_text(node.value, wanted)
    written = number_text(node)
    if written is not None:
        return _of_number(node, written, wanted)
    if kind == "date and time" and wanted == "date":
        now = isinstance(node, Call) and format_tree(node) == "now()"
        return "date_and_moment", "today()" if now else f"date({report.text(node)})"
    return None


def of_text(text: str, wanted: str) -> tuple[str, str] | None:
    """Code and text for a text where a value of the kind `wanted` was meant."""
    plain = re.sub(r"[,，\s¥￥$]", "", text)
    if wanted == "number" and re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        return "text_for_number", plain
    if wanted == "boolean" and text.lower() in _TRUTHS:
        return "text_for_boolean", _TRUTHS[text.lower()]
    match = _DATE_TEXT.match(text.strip()) if wanted in _MOMENTS else None
    day = day_text(*match.groups()) if match is not None else None
    if day is not None:
        return "text_for_date", day if wanted == "date" else f'{day[:-1]}T00:00:00"'
    if wanted in (DAYS, MONTHS) and re.fullmatch(r"P[\dT][\dTDHMSYW.]*", text):
        return "text_for_duration", f"@{literal(text)}"
    return None


def number_text(node: Node) -> str | None:
    """A number as it is written; None for anything else."""
    if isinstance(node, Negation) and (inner := number_text(node.operand)) is not None:
        return f"-{inner}"
    is_number = (
        isinstance(node, Literal) and not isinstance(node.value, (str, bool)) and node.value is not None
    )
    return format_tree(node) if is_number else None


def _of_number(node: Node, written: str, wanted: str) -> tuple[str, str] | None:
    if wanted in (DAYS, MONTHS) and re.fullmatch(r"-?\d+", written):
        return "number_for_duration", duration_text(written, wanted)
    if wanted == "string":
        return "number_for_text", f'"{written}"'
    if wanted == "boolean" and written in ("0", "1"):
        return "number_for_boolean", "true" if written == "1" else "false"
    return None


def duration_text(number: str, kind: str) -> str:
    """@"P30D" for 30, @"P30M" where months are counted."""
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    return f'@"{sign}P{digits}{"M" if kind == MONTHS else "D"}"'
