"""What a business user probably meant: habits of other languages and of Chinese keyboards."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# What stands at the place of the error -> what FEEL writes there.
HABITS: dict[str, str] = {
    "==": "=",
    "===": "=",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not(…)",
    "^": "**",
    "%": "/ 100",
    ";": ",",
    "'": '"…"',
    "“": '"…"',
    "”": '"…"',
    "‘": '"…"',
    "’": '"…"',
    "「": '"…"',
    "」": '"…"',
    "，": ",",
    "、": ",",
    "；": ",",
    "。": ".",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "：": ":",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "％": "/ 100",
    "￥": "",
    "¥": "",
    "$": "",
    "is": "=",
    "equals": "=",
    "eq": "=",
    "ne": "!=",
    "gt": ">",
    "lt": "<",
    "ge": ">=",
    "le": "<=",
    "greater": ">",
    "more": ">",
    "above": ">",
    "less": "<",
    "below": "<",
    "contains": "contains(…, …)",
    "like": "contains(…, …)",
    "AND": "and",
    "And": "and",
    "OR": "or",
    "Or": "or",
    "NOT": "not(…)",
    "not": "not(…)",
    "IN": "in",
    "BETWEEN": "between … and …",
    "IF": "if",
    "THEN": "then",
    "ELSE": "else",
    "elif": "else if",
    "elsif": "else if",
    "且": "and",
    "并且": "and",
    "而且": "and",
    "同时": "and",
    "和": "and",
    "与": "and",
    "或": "or",
    "或者": "or",
    "非": "not(…)",
    "不是": "!=",
    "是": "=",
    "等于": "=",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "大于等于": ">=",
    "小于等于": "<=",
    "超过": ">",
    "低于": "<",
    "属于": "in",
    "包含": "contains(…, …)",
    "如果": "if … then … else …",
    "介于": "between … and …",
}


def habit(source: str, position: int) -> tuple[str, str | None]:
    """The text found at `position` (a word or a run of signs) and what FEEL writes instead, if known."""
    rest = source[position:].lstrip()
    for length in (3, 2, 1):
        if rest[:length] in HABITS and not rest[:length].isalnum():
            return rest[:length], HABITS[rest[:length]] or None
    word = _word(rest)
    return word, HABITS.get(word)


def _word(rest: str) -> str:
    length = 0
    while length < len(rest) and (rest[length].isalnum() or rest[length] == "_"):
        length += 1
    return rest[: length or 1]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a misspelt one."""
    candidates = list(known)
    lowered = {candidate.lower(): candidate for candidate in candidates}
    if name.lower() in lowered:
        return lowered[name.lower()]
    matches = get_close_matches(name, candidates, n=1, cutoff=0.7)
    return matches[0] if matches else None
