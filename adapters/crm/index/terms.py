"""What a text is found by, and what a query asks for.

Chinese runs are indexed by each pair of neighbouring characters, the last character, their pinyin initials and
their pinyin; anything else by its words. The same code runs for both stores, so they find the same records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

LONGEST = 40  # of a term, as the column holds it
LAST = "\U0010ffff"  # sorts behind every character: the end of what begins with a term
MOST_TERMS = 400  # of one record: what stands in a long text beyond that is not found
_RUN = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_]+")
_PARTS = re.compile(r"[a-z]+|\d+")
_SPOKEN = "_"  # marks pinyin, so that it never meets a Latin word
_LONGEST_NAME = 12  # characters of a run whose pinyin people type


class Wanted(NamedTuple):
    """One term that must be there: exactly, or as a beginning. `spoken`: pinyin that would do as well."""

    term: str
    prefix: bool
    spoken: str = ""


def of_text(text: str) -> set[str]:
    """The terms that a text is found by."""
    found: set[str] = set()
    for run in _RUN.findall(_plain(text)):
        found |= set(_of_chinese(run) if _is_chinese(run) else _of_word(run))
        if len(found) >= MOST_TERMS:
            break
    return found


def of_query(text: str) -> list[Wanted]:
    """What every hit must have; Latin words also find pinyin, and all words find what begins with them."""
    wanted: list[Wanted] = []
    for run in _RUN.findall(_plain(text))[:8]:
        if _is_chinese(run):
            wanted += [Wanted(pair, prefix=False) for pair in _pairs(run)] or [Wanted(run, prefix=True)]
        else:
            spoken = f"{_SPOKEN}{run}"[:LONGEST] if run.isascii() and run.isalpha() else ""
            wanted.append(Wanted(run[:LONGEST], prefix=True, spoken=spoken))
    return wanted


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_chinese(run: str) -> bool:
    return run[0] >= "㐀" and not run[0].isascii()


def _of_chinese(run: str) -> Iterator[str]:
    yield from _pairs(run)
    yield run[-1]
    if len(run) > _LONGEST_NAME:
        run = run[:_LONGEST_NAME]
    syllables = _syllables(run)
    initials = "".join(syllable[:1] for syllable in syllables)
    for start in range(len(initials)):  # the middle of a name is typed as often as its beginning
        yield (_SPOKEN + initials[start:])[:LONGEST]
        yield (_SPOKEN + "".join(syllables[start:]))[:LONGEST]


def _of_word(run: str) -> Iterator[str]:
    yield run[:LONGEST]
    parts = _PARTS.findall(run)
    if len(parts) > 1:  # GX210 is found by 210 too
        yield from (part[:LONGEST] for part in parts)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _syllables(run: str) -> list[str]:
    return [syllable for syllable in _pinyin().lazy_pinyin(run, errors="ignore") if syllable]


@cache
def _pinyin() -> Any:
    """The library, loaded at its first use: its dictionary takes a third of a second."""
    return import_module("pypinyin")
