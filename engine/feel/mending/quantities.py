"""Numbers with a sign or unit, and dates as people write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from engine.feel.mending.place import Edit, Place
from engine.feel.render import format_number

_TIMES: dict[str, int] = {
    "k": 1000,
    "K": 1000,
    "w": 10_000,
    "W": 10_000,
    "千": 1000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "thousand": 1000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_DURATIONS: dict[str, str] = {
    "天": "P{}D",
    "日": "P{}D",
    "day": "P{}D",
    "days": "P{}D",
    "d": "P{}D",
    "周": "W",
    "星期": "W",
    "week": "W",
    "weeks": "W",
    "个月": "P{}M",
    "月": "P{}M",
    "month": "P{}M",
    "months": "P{}M",
    "年": "P{}Y",
    "year": "P{}Y",
    "years": "P{}Y",
    "小时": "PT{}H",
    "hour": "PT{}H",
    "hours": "PT{}H",
    "h": "PT{}H",
    "分钟": "PT{}M",
    "minute": "PT{}M",
    "minutes": "PT{}M",
}
_NUMBER = r"(?<![\w.])(\d+(?:\.\d+)?)"
_UNIT = re.compile(_NUMBER + r"\s*([A-Za-z]+|[\u4e00-\u9fff]+)")
_COUNTED = re.compile(r"元|块|块钱|人|个|件|家|次|台|笔|行|单|岁|pcs|pieces|yuan|RMB|CNY|USD|EUR")
_DATES = (
    (
        re.compile(r"(?:@\s*)?(?<![\d.])(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?"),
        "date_text",
    ),
    (
        re.compile(r"(?:@\s*)?(?<![\d.])(?P<y>\d{4})\s*[./]\s*(?P<m>\d{1,2})\s*[./]\s*(?P<d>\d{1,2})\b"),
        "date_text",
    ),
    (re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"), "date_text"),
    (re.compile(r"@\s*(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"), "date_quotes"),
)


def day_text(year: str, month: str, day: str) -> str | None:
    """The literal of a day; None if the calendar has no such day."""
    try:
        return f'@"{date(int(year), int(month), int(day)).isoformat()}"'
    except ValueError:
        return None


def dates(place: Place) -> Edit | None:
    """2026.12.1, 1.12.2026, 2026年12月1日, @2026-12-01"""
    for pattern, code in _DATES:
        for match in pattern.finditer(place.source):
            text = day_text(match["y"], match["m"], match["d"])
            if match.start() <= place.position <= match.end() and text is not None:
                return Edit(code, match.start(), match.end(), text)
    return None


def percent(place: Place) -> Edit | None:
    """10%; and x % 2, which is another thing."""
    match = place.around(_NUMBER + r"\s*(?:[%％]|percent\b|pct\b)\s*(?![\w(])")
    if match is not None:
        share = format_number((Decimal(match[1]) / 100).normalize())
        return Edit("percent", match.start(), match.start() + len(match.group().rstrip()), share)
    match = place.around(r"([\w.]+)\s*[%％]\s*([\w.]+)")
    if match is None:
        return None
    return Edit("remainder", match.start(), match.end(), f"modulo({match[1]}, {match[2]})")


def grouped(place: Place) -> Edit | None:
    """1,000 and 1 000 000"""
    match = place.around(r"(?<![\w.,])\d{1,3}(?:[,，' ]\d{3})+(?![\d])(?:\.\d+)?")
    if match is None:
        return None
    return Edit("grouping", match.start(), match.end(), re.sub(r"[,，' ]", "", match.group()))


def units(place: Place) -> Edit | None:
    """30 days, 1万, 500元, 5 k"""
    for match in _UNIT.finditer(place.source):
        if not match.start() <= place.position <= match.end():
            continue
        edit = _of_unit(match)
        if edit is not None:
            return edit
    return None


def _of_unit(match: re.Match[str]) -> Edit | None:
    number, word = match[1], match[2]
    times = max((unit for unit in _TIMES if word.startswith(unit)), key=len, default="")
    if times:
        rest = _COUNTED.match(word, len(times))
        value = format_number((Decimal(number) * _TIMES[times]).normalize())
        if rest or word == times:
            return Edit("multiplier", match.start(), match.end(), value)
    if word.lower() in _DURATIONS and "." not in number:
        pattern = _DURATIONS[word.lower()]
        text = f"P{int(number) * 7}D" if pattern == "W" else pattern.format(number)
        return Edit("duration_unit", match.start(), match.end(), f'@"{text}"')
    if _COUNTED.fullmatch(word):
        return Edit("unit", match.start(), match.end(), number)
    return None
