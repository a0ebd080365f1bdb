"""The columns of a table of lines, one a line: Chinese | English | kind | choices | #key | *.

The key stands there where it is not what the English word makes: what is kept under it is still found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from processes.requests.fields import Choice, Field, Kind
from processes.requests.sheet_choices import choice_texts, choices_of
from processes.requests.sheet_words import LONGEST, free, lines, slug

#: Kind → what it is called: code, Chinese, English; the first is written.
KINDS: Final[dict[Kind, tuple[str, ...]]] = {
    "text": ("text", "文本"),
    "number": ("number", "数字"),
    "money": ("money", "金额"),
    "date": ("date", "日期"),
    "choice": ("choice", "选项", "单选"),
    "yes_no": ("yes_no", "是否", "yes/no"),
}
_KEY: Final = re.compile(r"#[a-z][a-z0-9_]{0,39}")
_BY_WORD: Final = {word: kind for kind, words in KINDS.items() for word in words}
SHAPE: Final = (
    "每行一列：中文 | English | 类型 | *；选项：中文 | English | 选项 | 机票/Flight; 火车/Train",
    "One column a line: Chinese | English | kind | *; of choices: … | choice | Flight/Flight; Train/Train",
)


def columns_of(text: str) -> tuple[tuple[Field, ...], tuple[str, str] | None]:
    """The columns, and what is wrong with the first that cannot be read: Chinese, English."""
    found: list[Field] = []
    fault = None
    for number, line in enumerate(lines(text), start=1):
        column, wrong = _column(line, number, {one.key for one in found})
        found.append(column)
        fault = fault or wrong
    return tuple(found), fault or (None if found else SHAPE)


def columns_text(columns: Sequence[Field]) -> str:
    """The lines of columns."""
    return "\n".join(" | ".join(_parts(one)) for one in columns)


def _column(line: str, number: int, taken: set[str]) -> tuple[Field, tuple[str, str] | None]:
    said = [part.strip() for part in re.split(r"[|｜]", line)]
    zh, en = said[0], said[1] if len(said) > 1 and said[1] else said[0]
    wanted = slug(en) or f"column_{number}"
    kind: Kind = "text"
    choices: tuple[Choice, ...] = ()
    required, wrong = False, None if zh else SHAPE
    for part in said[2:]:
        word = part.casefold()
        if word in ("*", ""):
            required = required or word == "*"
        elif _KEY.fullmatch(part):
            wanted = part[1:]
        elif word in _BY_WORD:
            kind = _BY_WORD[word]
        elif kind == "choice" and not choices:
            choices = choices_of(one for one in re.split(r"[;；]", part) if one.strip())
        else:
            wrong = wrong or _unknown(number, part)
    if kind == "choice" and len(choices) < 2:
        wrong = wrong or _few(number)
    key = free(wanted, taken)
    column = Field(key=key, kind=kind, zh=zh[:LONGEST], en=en[:LONGEST], required=required, choices=choices)
    return column, wrong


def _parts(one: Field) -> list[str]:
    choices = "; ".join(choice_texts(one.choices, "/"))
    key = [f"#{one.key}"] if one.key and one.key != slug(one.en) else []
    return [one.zh, one.en, one.kind, *([choices] if choices else []), *key, *(["*"] if one.required else [])]


def _few(number: int) -> tuple[str, str]:
    return (
        f"第 {number} 列至少需要两个选项：机票/Flight; 火车/Train",
        f"Column {number} needs at least two choices: Flight; Train",
    )


def _unknown(number: int, part: str) -> tuple[str, str]:
    known = "、".join(words[1] for words in KINDS.values())
    return (
        f"第 {number} 列：没有类型“{part[:20]}”，可用：{known}",
        f"Column {number}: there is no kind “{part[:20]}”; there are {', '.join(KINDS)}",
    )
