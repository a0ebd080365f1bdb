"""One cell of the grid: what is asked of one fact, in plain operators: > 10%, 8% 至 12%, A 级、B 级, 是, —."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from processes.approval.documents import FactField
from processes.approval.model import Operator, Test
from processes.approval.operators import ALLOWED, SIGNS, sign
from processes.approval.values import RANGE, Unreadable, read_value, show_value

_NOTHING = {"", "-", "--", "–", "—", "——", "*", "任意", "不限", "any"}
#: What may stand before a value, longest first: `>=` is not `>` with a value `=…`.
_WORDS: dict[str, Operator] = {
    ">=": "ge",
    "=>": "ge",
    "≥": "ge",
    "大于等于": "ge",
    "不低于": "ge",
    "不少于": "ge",
    "至少": "ge",
    "at least": "ge",
    ">": "gt",
    "大于": "gt",
    "超过": "gt",
    "高于": "gt",
    "more than": "gt",
    "over": "gt",
    "<=": "le",
    "=<": "le",
    "≤": "le",
    "小于等于": "le",
    "不超过": "le",
    "不高于": "le",
    "至多": "le",
    "at most": "le",
    "up to": "le",
    "<": "lt",
    "小于": "lt",
    "低于": "lt",
    "less than": "lt",
    "under": "lt",
    "<>": "ne",
    "!=": "ne",
    "≠": "ne",
    "不等于": "ne",
    "=": "eq",
    "==": "eq",
    "等于": "eq",
    "不在": "not_in",
    "不属于": "not_in",
    "not in": "not_in",
    "is none of": "not_in",
    "none of": "not_in",
    "在": "in",
    "属于": "in",
    "in": "in",
    "is one of": "in",
    "one of": "in",
    "介于": "between",
    "between": "between",
}
_BY_LENGTH = sorted(_WORDS, key=len, reverse=True)
_FIRST = "|".join(
    re.escape(word) + (r"\b" if word.isascii() and word.isalpha() else "") for word in _BY_LENGTH
)
_OPERATED = re.compile(rf"({_FIRST})\s*(.*)", re.IGNORECASE | re.DOTALL)
_AND = re.compile(rf"\s*(?:并且|且|&&?|\band\b)\s*(?=(?:{_FIRST}|[\[(（【]))", re.IGNORECASE)
_INTERVAL = re.compile(r"([\[(（【])(.+)([\])）】])", re.DOTALL)
_SEVERAL = re.compile(r"[,，、;；]")
_EXACT: tuple[Operator, ...] = ("eq", "in")
_OPEN, _SHUT = "(（", ")）"
LONGEST = 500


def read_cell(fact: FactField, text: str) -> tuple[Test, ...]:
    """What a cell asks of its fact; nothing for a dash. Raises Unreadable."""
    plain = text.strip()
    if unicodedata.normalize("NFKC", plain).casefold() in _NOTHING:
        return ()
    if len(plain) > LONGEST:
        raise Unreadable(f"最多 {LONGEST} 个字", f"At most {LONGEST} characters")
    found: list[Test] = []
    for part in _AND.split(plain):
        found += _part(fact, part.strip())
    return tuple(dict.fromkeys(found))


def show_cell(fact: FactField, tests: Sequence[Test], lang: str) -> str:
    """The same tests as a cell, empty for none; `can_be_shown` says whether it reads back as the same."""
    alone = len(tests) == 1
    return (" 且 " if lang == "zh" else " and ").join(_shown(fact, test, lang, alone=alone) for test in tests)


def can_be_shown(fact: FactField, tests: Sequence[Test]) -> bool:
    """Whether a cell can say it: a text with commas cannot stand in a list."""
    try:
        return read_cell(fact, show_cell(fact, tests, "zh")) == tuple(tests)
    except Unreadable:
        return False


def _part(fact: FactField, part: str) -> list[Test]:
    if fact.type == "string":
        return [_of_text(fact, part)]
    interval = _INTERVAL.fullmatch(part)
    if fact.type == "number" and interval is not None:
        return _interval(fact, *interval.groups())
    operator, rest = _operated(part)
    if operator is None:
        operator, rest = _without_operator(fact, part)
    if operator == "between":
        rest = re.sub(r"\s*和\s*", " and ", rest)
    return [_test(fact, operator, rest)]


def _without_operator(fact: FactField, part: str) -> tuple[Operator, str]:
    """A value alone is meant exactly; two with something between them are a range."""
    ends = RANGE.split(part) if fact.type == "number" else []
    return ("between" if len(ends) == 2 and all(ends) else "eq"), part


def _of_text(fact: FactField, part: str) -> Test:
    """Of a few values, what is one of them or a list of them needs no operator, whatever it begins with."""
    if fact.choices is not None:
        for operator in _EXACT:
            try:
                return _test(fact, operator, part)
            except Unreadable:
                continue
    found, rest = _operated(part)
    if found is not None:
        return _test(fact, found, rest)
    return _test(fact, "in" if fact.choices is not None or _SEVERAL.search(part) else "eq", part)


def _operated(part: str) -> tuple[Operator | None, str]:
    plain = part if part[:1].isalpha() else unicodedata.normalize("NFKC", part[:2]) + part[2:]
    match = _OPERATED.fullmatch(plain.strip())
    return (None, part) if match is None else (_WORDS[match[1].casefold()], match[2].strip())


def _interval(fact: FactField, first: str, inner: str, last: str) -> list[Test]:
    low, high = _ends(inner)
    bounds = read_value(fact, "between", f"{low} .. {high}")
    assert isinstance(bounds, tuple)
    if first not in _OPEN and last not in _SHUT:
        return [Test(fact=fact.name, operator="between", value=bounds)]
    return [
        Test(fact=fact.name, operator="gt" if first in _OPEN else "ge", value=bounds[0]),
        Test(fact=fact.name, operator="lt" if last in _SHUT else "le", value=bounds[1]),
    ]


def _ends(inner: str) -> tuple[str, str]:
    """The two ends; a comma may also stand between thousands: then the one before a space, or the middle one."""
    for pattern in (r"\.\.+|[;；，、]|至|到|\bto\b", r",\s+"):
        parts = re.split(pattern, inner)
        if len(parts) == 2:
            return parts[0].strip(), parts[1].strip()
    commas = [place for place, letter in enumerate(inner) if letter == ","]
    if len(commas) % 2 == 0:
        raise Unreadable("请填写两端，例如 (8%, 12%]", "Enter both ends, for example (8%, 12%]")
    middle = commas[len(commas) // 2]
    return inner[:middle].strip(), inner[middle + 1 :].strip()


def _test(fact: FactField, operator: Operator, text: str) -> Test:
    if operator not in ALLOWED[fact.type]:
        zh = "、".join(SIGNS[each][0] for each in ALLOWED[fact.type])
        en = ", ".join(SIGNS[each][1] for each in ALLOWED[fact.type])
        raise Unreadable(f"该字段可用：{zh}", f"This field takes {en}")
    return Test(fact=fact.name, operator=operator, value=read_value(fact, operator, text))


def _shown(fact: FactField, test: Test, lang: str, *, alone: bool) -> str:
    value = show_value(fact, test.value, lang)
    if fact.type == "boolean" or _plain(fact, test, value) or (alone and test.operator == "between"):
        return value
    named = {"in": ("在", "in"), "not_in": ("不在", "not in")}.get(test.operator)
    return f"{named[lang != 'zh'] if named else sign(test.operator, lang)} {value}"


def _plain(fact: FactField, test: Test, value: str) -> bool:
    """Whether a text says it without an operator; of numbers the sign is always shown."""
    if fact.type != "string" or test.operator not in _EXACT:
        return False
    try:
        return read_cell(fact, value) == (test,)
    except Unreadable:
        return False
