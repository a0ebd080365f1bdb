"""Values of conditions as people type and read them: 10%, ¥500,000, 30 天, A 级、B 级, 是."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from processes.approval.documents import FactField
from processes.approval.model import Operator, Value

CURRENCY = "CNY"  # the company's own: limits of conditions are amounts in it
UNIT_WORDS = {
    "": ("", ""),
    "percent": ("%", "%"),
    "money": ("¥", "¥"),
    "days": ("天", "days"),
}
BOOLEANS = {"true": ("是", "yes"), "false": ("否", "no")}
_TRUE, _FALSE = {"是", "yes", "true", "1", "y"}, {"否", "no", "false", "0", "n"}
_NUMBER = re.compile(r"([-−]?)(\d{1,15}(?:\.\d{1,8})?)")
RANGE = re.compile(r"\s*(?:\.\.+|…|~|～|–|—|至|到|\bto\b|\band\b)\s*")
_LIST = re.compile(r"\s*[,，、;；]\s*")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "k": Decimal(1000), "m": Decimal(1_000_000)}
_SUFFIXES = {
    "percent": ("%",),
    "money": ("元", "cny", "rmb"),
    "days": ("天", "日", "days", "day", "d"),
    "": (),
}
LONGEST_LIST = 50
LONGEST_TEXT = 200


class Unreadable(Exception):
    """This is no value for the fact; the message says what would be, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)


def read_value(fact: FactField, operator: Operator, text: str) -> Value:
    """The value that was typed. Raises Unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise Unreadable("请填写取值", "Enter a value")
    if fact.type == "boolean":
        return _boolean(plain)
    if operator == "between":
        return _range(fact, text)
    if fact.type == "number":
        return _number(fact, plain)
    if operator in ("in", "not_in"):
        return _list(fact, text)
    return _word(fact, text.strip())


def show_value(fact: FactField, value: Any, lang: str) -> str:
    """The value as the fact's unit writes it; a fact without a value is shown as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _of(BOOLEANS["true" if value else "false"], lang)
    if isinstance(value, int | Decimal):
        return _shown_number(fact, Decimal(value), lang)
    if isinstance(value, tuple | list):
        if all(isinstance(each, Decimal) for each in value) and len(value) == 2:
            return (" 至 " if lang == "zh" else " to ").join(show_value(fact, each, lang) for each in value)
        return ("、" if lang == "zh" else ", ").join(show_value(fact, each, lang) for each in value)
    words = (fact.choices or {}).get(str(value))
    return _of(words, lang) if words else str(value)


def grouped(number: Decimal) -> str:
    """1,234.5: thousands apart, no zeros at the end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of(words: tuple[str, str], lang: str) -> str:
    return words[0] if lang == "zh" else words[1]


def _shown_number(fact: FactField, number: Decimal, lang: str) -> str:
    if fact.unit == "percent":
        return f"{grouped(number * 100)}%"
    if fact.unit == "money":
        return ("−" if number < 0 else "") + "¥" + grouped(abs(number))
    word = _of(UNIT_WORDS[fact.unit], lang)
    return f"{grouped(number)} {word}" if word else grouped(number)


def _boolean(plain: str) -> bool:
    word = plain.casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unreadable("请填写“是”或“否”", "Enter yes or no")


def _number(fact: FactField, plain: str) -> Decimal:
    text = plain.casefold().replace(",", "").replace(" ", "")
    if fact.unit == "money":
        text = text.removeprefix("¥").removeprefix("￥")
    for suffix in _SUFFIXES[fact.unit]:
        text = text.removesuffix(suffix)
    scale = Decimal(1)
    if fact.unit in ("money", "") and text[-1:] in _SCALES:
        scale, text = _SCALES[text[-1]], text[:-1]
    match = _NUMBER.fullmatch(text)
    if match is None:
        example = show_value(fact, Decimal("0.1") if fact.unit == "percent" else Decimal(10), "en")
        raise Unreadable(f"不是数字；例如 {example}", f"Not a number; for example {example}")
    number = Decimal(match[2]) * scale * (-1 if match[1] else 1)
    return (number / 100 if fact.unit == "percent" else number).normalize() + Decimal(0)


def _range(fact: FactField, text: str) -> tuple[Decimal, Decimal]:
    parts = RANGE.split(text.strip())
    if len(parts) != 2:
        raise Unreadable("请填写两个数，例如 8% 至 12%", "Enter two numbers, for example 8% to 12%")
    low, high = (_number(fact, unicodedata.normalize("NFKC", part).strip()) for part in parts)
    if low > high:
        raise Unreadable("下限不能大于上限", "The lower end is above the upper end")
    return low, high


def _list(fact: FactField, text: str) -> tuple[str, ...]:
    parts = [part for part in _LIST.split(text.strip()) if part]
    if not parts or len(parts) > LONGEST_LIST:
        raise Unreadable(f"请填写 1 到 {LONGEST_LIST} 个取值", f"Enter 1 to {LONGEST_LIST} values")
    return tuple(dict.fromkeys(_word(fact, part) for part in parts))


def _word(fact: FactField, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"最多 {LONGEST_TEXT} 个字", f"At most {LONGEST_TEXT} characters")
    if fact.choices is None:
        return text
    wanted = text.casefold()
    for code, words in fact.choices.items():
        if wanted in (code.casefold(), *(word.casefold() for word in words)):
            return code
    zh, en = ("、".join(w[0] for w in fact.choices.values()), ", ".join(w[1] for w in fact.choices.values()))
    raise Unreadable(f"没有这个取值；可选：{zh}", f"No such value; choose from {en}")
