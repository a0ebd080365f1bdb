"""The values of a choice as text: Chinese | English, and the code where it is not what the English word makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from processes.requests.fields import Choice
from processes.requests.sheet_words import LONGEST, free, parts, slug

_CODE: Final = re.compile(r"[A-Za-z0-9_]{1,40}")


def choices_of(texts: Iterable[str]) -> tuple[Choice, ...]:
    """The choices, one a text. A code that is written stays; others are made of the English word."""
    found: list[Choice] = []
    for number, text in enumerate(texts, start=1):
        zh, en, code, *_more = [*parts(text), "", "", ""]
        wanted = code if _CODE.fullmatch(code) else slug(en) or slug(zh) or f"choice_{number}"
        taken = {one.code for one in found}
        found.append(Choice(code=free(wanted, taken), zh=zh[:LONGEST], en=(en or zh)[:LONGEST]))
    return tuple(found)


def choice_texts(choices: Sequence[Choice], between: str) -> list[str]:
    """The texts of choices: what is typed by hand stays as short as it was."""
    return [between.join([one.zh, one.en, *_code(one)]) for one in choices]


def _code(one: Choice) -> list[str]:
    return [one.code] if one.code and one.code != slug(one.en) else []
