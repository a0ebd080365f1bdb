"""Sets of characters: categories, escapes such as \\d, ranges, negation and subtraction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Predicate = Callable[[str], bool]

CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps"}
    | {
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    }
)
BLOCKS: dict[str, tuple[int, int]] = {
    "IsBasicLatin": (0x00, 0x7F),
    "IsLatin-1Supplement": (0x80, 0xFF),
    "IsLatinExtended-A": (0x100, 0x17F),
    "IsLatinExtended-B": (0x180, 0x24F),
    "IsIPAExtensions": (0x250, 0x2AF),
    "IsGreek": (0x370, 0x3FF),
    "IsGreekandCoptic": (0x370, 0x3FF),
    "IsCyrillic": (0x400, 0x4FF),
    "IsHebrew": (0x590, 0x5FF),
    "IsArabic": (0x600, 0x6FF),
    "IsThai": (0xE00, 0xE7F),
    "IsGeneralPunctuation": (0x2000, 0x206F),
    "IsCurrencySymbols": (0x20A0, 0x20CF),
    "IsNumberForms": (0x2150, 0x218F),
    "IsArrows": (0x2190, 0x21FF),
    "IsMathematicalOperators": (0x2200, 0x22FF),
    "IsCJKSymbolsandPunctuation": (0x3000, 0x303F),
    "IsHiragana": (0x3040, 0x309F),
    "IsKatakana": (0x30A0, 0x30FF),
    "IsHangulSyllables": (0xAC00, 0xD7AF),
    "IsCJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "IsHalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


def category(name: str) -> Predicate:
    """The characters of a Unicode category or block. Raises ValueError for an unknown one."""
    if name in CATEGORIES:
        return lambda char: unicodedata.category(char).startswith(name)
    if name in BLOCKS:
        low, high = BLOCKS[name]
        return lambda char: low <= ord(char) <= high
    raise ValueError(name)


def _name_start(char: str) -> bool:
    return char in "_:" or unicodedata.category(char)[0] == "L"


def _name_char(char: str) -> bool:
    return _name_start(char) or char in ".-·" or unicodedata.category(char) in ("Nd", "Mn", "Mc")


ESCAPES: dict[str, Predicate] = {
    "s": lambda char: char in " \t\n\r",
    "d": lambda char: unicodedata.category(char) == "Nd",
    "w": lambda char: unicodedata.category(char)[0] not in "PZC",
    "i": _name_start,
    "c": _name_char,
}


def negated(predicate: Predicate) -> Predicate:
    return lambda char: not predicate(char)


def one_of(chars: frozenset[str]) -> Predicate:
    return chars.__contains__


def between(low: str, high: str) -> Predicate:
    return lambda char: low <= char <= high


def any_of(predicates: tuple[Predicate, ...]) -> Predicate:
    return lambda char: any(predicate(char) for predicate in predicates)


def without(predicate: Predicate, subtracted: Predicate) -> Predicate:
    return lambda char: predicate(char) and not subtracted(char)


def ignoring_case(predicate: Predicate) -> Predicate:
    return lambda char: predicate(char) or predicate(char.lower()) or predicate(char.upper())
