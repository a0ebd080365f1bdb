"""Reading what people type into a field: the value to store, or a sentence that says what to type instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adapters.crm.errors import Fault
from adapters.crm.records.field import Field
from engine.organisation.snapshot import COMPANY_ZONE

_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;]{1,63}")
_PHONE = re.compile(r"[0-9+\-() ext.]{3,40}")
_URL = re.compile(r"(https?://)?[A-Za-z0-9][^\s<>\"':]{2,180}(:\d+)?(/[^\s<>\"']*)?")
_NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,4})?")
_YES = frozenset({"1", "on", "true", "yes", "是", "y"})
_NO = frozenset({"", "0", "off", "false", "no", "否", "n"})


@dataclass(frozen=True, slots=True)
class Wrong(Exception):
    """What is wrong with a text, in both languages."""

    zh: str
    en: str


Codes = Callable[[str], Mapping[str, tuple[str, str]]]
"""lookup kind → its codes and words"""


def read(
    fields: Sequence[Field], posted: Mapping[str, Sequence[str]], codes: Codes
) -> tuple[dict[str, Any], list[Fault]]:
    """The values of the fields that were posted, and every fault. Names of no typed field are faults too."""
    known = {field.name: field for field in fields if field.typed}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, texts in posted.items():
        field = known.get(name)
        if field is None:
            faults.append(
                Fault(field=name[:80], zh="没有这个可填写的字段", en="there is no such field to fill in")
            )
            continue
        try:
            values[name] = value(field, texts, codes)
        except Wrong as wrong:
            faults.append(Fault(field=name, zh=wrong.zh, en=wrong.en))
    return values, faults


def value(field: Field, texts: Sequence[str], codes: Codes) -> Any:
    """One typed value. Raises Wrong."""
    text = unicodedata.normalize("NFC", texts[-1]).strip() if texts else ""
    if field.kind in ("choices", "records", "persons", "tags"):
        return _several(field, texts, codes)
    if field.kind == "boolean":
        return _boolean(text)
    if not text:
        if field.required:
            raise Wrong(f"请填写{field.zh}", f"{field.en} is needed")
        return "" if _is_text(field) and not field.null else None
    if field.kind == "integer" and field.words:
        return int(_choice(field, text, codes))
    return _READ[field.kind](field, text, codes) if field.kind in _READ else _text(field, text, codes)


def _is_text(field: Field) -> bool:
    return field.kind in ("text", "long", "email", "phone", "url", "choice")


def _text(field: Field, text: str, _codes: Codes) -> str:
    if len(text) > field.length:
        raise Wrong(f"最多 {field.length} 个字", f"at most {field.length} characters")
    if any(ord(char) < 32 and char not in "\n\r\t" for char in text):
        raise Wrong("含有控制字符", "contains control characters")
    if field.kind == "email" and not _EMAIL.fullmatch(text):
        raise Wrong("这不是邮箱地址", "this is not an e-mail address")
    if field.kind == "phone" and not _PHONE.fullmatch(text):
        raise Wrong("电话只含数字、空格和 + - ( )", "digits, spaces and + - ( ) only")
    if field.kind == "url" and not _URL.fullmatch(text):
        raise Wrong("网址以 http:// 或 https:// 开头", "starts with http:// or https://")
    return text


def _choice(field: Field, text: str, codes: Codes) -> str:
    words = (codes(field.lookup) if field.lookup else {}) or field.words
    if text in words:
        return text
    folded = text.casefold()
    by_word = {word.casefold(): code for code, both in words.items() for word in both}
    if folded in by_word:  # imports and pasted rows bring the words
        return by_word[folded]
    raise Wrong("请从列表中选择", "choose one from the list")


def _several(field: Field, texts: Sequence[str], codes: Codes) -> list[Any]:
    parts = [part.strip() for text in texts for part in re.split(r"[,，;；、]", text) if part.strip()]
    if field.required and not parts:
        raise Wrong(f"请填写{field.zh}", f"{field.en} is needed")
    if field.kind == "tags":
        return [_text(field, part, codes) for part in dict.fromkeys(parts)]
    if field.kind in ("records", "persons"):
        return [_identifier(field, part, codes) for part in dict.fromkeys(parts)]
    return list(dict.fromkeys(_choice(field, part, codes) for part in parts))


def _boolean(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise Wrong("请填写「是」或「否」", "yes or no")


def _identifier(_field: Field, text: str, _codes: Codes) -> int:
    if not text.isdecimal() or len(text) > 19:
        raise Wrong("请从列表中选择", "choose one from the list")
    return int(text)


def _integer(field: Field, text: str, codes: Codes) -> int:
    number = _decimal(field, text, codes)
    if number != number.to_integral_value():
        raise Wrong("请填写整数", "a whole number")
    return int(number)


def _decimal(field: Field, text: str, _codes: Codes) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").replace("¥", "")
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise Wrong("请填写数字，例如 1200.50", "a number, such as 1200.50")
    return _within(field, Decimal(plain))


def _ratio(field: Field, text: str, _codes: Codes) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace("%", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise Wrong("请填写百分数，例如 7.5", "a percentage, such as 7.5")
    return _within(field, (Decimal(plain) / 100).quantize(Decimal("0.0001")))


def _within(field: Field, number: Decimal) -> Decimal:
    shown = (lambda bound: f"{(Decimal(bound) * 100).normalize():f}%") if field.kind == "ratio" else str
    if field.least and number < Decimal(field.least):
        raise Wrong(f"不能小于 {shown(field.least)}", f"at least {shown(field.least)}")
    if field.most and number > Decimal(field.most):
        raise Wrong(f"不能大于 {shown(field.most)}", f"at most {shown(field.most)}")
    return number


def _date(_field: Field, text: str, _codes: Codes) -> date:
    plain = text.replace("/", "-").replace(".", "-")
    try:
        day = date.fromisoformat("-".join(part.zfill(2) for part in plain[:10].split("-")))
    except ValueError:
        raise Wrong("请填写日期，例如 2026-12-18", "a date, such as 2026-12-18") from None
    if not 1900 <= day.year <= 2200:
        raise Wrong("年份应在 1900 到 2200 之间", "a year between 1900 and 2200")
    return day


def _moment(_field: Field, text: str, _codes: Codes) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("请填写时间，例如 2026-12-18 14:30", "a time, such as 2026-12-18 14:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=COMPANY_ZONE)


_READ: Mapping[str, Callable[[Field, str, Codes], Any]] = {
    "integer": _integer,
    "number": _decimal,
    "money": _decimal,
    "ratio": _ratio,
    "date": _date,
    "moment": _moment,
    "choice": _choice,
    "person": _identifier,
    "record": _identifier,
}
