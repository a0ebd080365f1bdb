"""The section `[request]` of a package.toml: what the package says about its kind of request."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from processes.approval.flow_models import MODELS, Model

SECTION: Final = "request"
#: Groups of the start page: code → Chinese, English.
GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "people": ("人事与考勤", "People and attendance"),
    "money": ("费用与采购", "Expenses and purchasing"),
    "customers": ("客户与市场", "Customers and market"),
    "office": ("行政与系统", "Office and systems"),
}
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ICON: Final = re.compile(r"[a-z0-9-]{1,40}")
LONGEST_ABOUT: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """One thing wrong with the section: the name in it, and what was expected."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What `[request]` says. `points` and `limits` are as written: the flow's own reader judges them.

    `model`: who may change the route; `limits`: of one that the applicant composes.

    `number`: pattern of its numbers; `summary`: fields that tell one request from another, in its title;
    `amount`: the field that holds its amount; `starters` and `filing`: positions, no starters: everybody.
    """

    form: str = "request"
    icon: str = "file-text"
    group: str = "office"
    about: str = ""
    about_en: str = ""
    number: str = ""
    model: Model = "fixed"
    summary: tuple[str, ...] = ()
    amount: str = ""
    starters: tuple[str, ...] = ()
    filing: tuple[str, ...] = ()
    points: tuple[Mapping[str, Any], ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


def read_head(data: bytes | None) -> tuple[Head, list[Complaint]] | None:
    """The section of a package.toml; None where it has none. Never raises for what is written there."""
    if data is None:
        return None
    try:
        section = tomllib.loads(data.decode("utf-8")).get(SECTION)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None  # the reader of packages says so
    if section is None:
        return None
    if not isinstance(section, dict):
        return Head(), [Complaint(field=SECTION, zh="应为一节", en="a section is expected")]
    reader = _Reader(section)
    return reader.head(), reader.complaints


class _Reader:
    def __init__(self, section: Mapping[str, Any]) -> None:
        self._section = section
        self.complaints: list[Complaint] = []

    def head(self) -> Head:
        about = self._section.get("about", {})
        told = about if isinstance(about, dict) else {}
        return Head(
            form=self._text("form", "request", _KEY.fullmatch),
            icon=self._text("icon", "file-text", _ICON.fullmatch),
            group=self._text("group", "office", GROUPS.__contains__),
            about=str(told.get("zh", ""))[:LONGEST_ABOUT],
            about_en=str(told.get("en", ""))[:LONGEST_ABOUT],
            number=self._text("number", "", _is_pattern),
            model=cast(Model, self._text("model", "fixed", MODELS.__contains__)),
            summary=self._texts("summary"),
            amount=self._text("amount", "", _KEY.fullmatch),
            starters=self._texts("starters"),
            filing=self._texts("filing"),
            points=tuple(self._points()),
            limits=self._limits(),
        )

    def _text(self, name: str, default: str, fits: Callable[[str], object]) -> str:
        value = self._section.get(name, default)
        if value == default or (isinstance(value, str) and fits(value)):
            return str(value)
        self._complain(name, "取值无法识别", "no such value")
        return default

    def _texts(self, name: str) -> tuple[str, ...]:
        value = self._section.get(name, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        self._complain(name, "应为文本列表", "a list of texts is expected")
        return ()

    def _points(self) -> Iterator[Mapping[str, Any]]:
        value = self._section.get("points", [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._complain("points", "应为审批点列表", "a list of points is expected")
            return
        yield from value

    def _limits(self) -> Mapping[str, Any]:
        value = self._section.get("limits", {})
        if isinstance(value, dict):
            return value
        self._complain("limits", "应为表", "a table is expected")
        return {}

    def _complain(self, name: str, zh: str, en: str) -> None:
        self.complaints.append(Complaint(field=f"{SECTION}.{name}", zh=zh, en=en))


def _is_pattern(text: str) -> bool:
    """A number's pattern: plain text with `{no}`, `{no:04d}`, `{year}`, `{month}`; the count is needed."""
    plain = re.sub(r"\{no(?::0[1-9]d)?\}|\{year\}|\{month\}", "", text)
    return "{no" in text and "{" not in plain and "}" not in plain and len(text) <= 60 and text.isprintable()
