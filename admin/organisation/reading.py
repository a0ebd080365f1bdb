"""Forms of the organisation: texts into values, with a sentence per field where that fails."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from forms.shell import gettext as _

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_LOGIN = re.compile(r"[^\s/?#]{1,64}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Typed:
    """One form. `faults` gathers field → sentence in the reader's language."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.faults: dict[str, str] = {}

    def text(self, name: str, most: int, *, required: bool = False) -> str:
        """A line of text."""
        value = self._form.get(name, "").strip()
        if required and not value:
            self.faults[name] = _("This is needed.")
        elif len(value) > most:
            self.faults[name] = _("At most %(most)d characters.", most=most)
        elif not value.isprintable():
            self.faults[name] = _("One line without control characters.")
        return value

    def code(self, name: str) -> str:
        """What files and rules name: letters, digits, dot, dash, underscore."""
        value = self.text(name, 32, required=True)
        if value and name not in self.faults and not _CODE.fullmatch(value):
            self.faults[name] = _("Letters, digits, dot, dash and underscore, at most 32.")
        return value

    def login(self, name: str) -> str:
        """A name to log in with."""
        value = self.text(name, 64, required=True)
        if value and name not in self.faults and not _LOGIN.fullmatch(value):
            self.faults[name] = _("1 to 64 characters without blanks, / ? and #.")
        return value

    def mail(self, name: str) -> str:
        """An address, or nothing."""
        value = self.text(name, 200)
        if value and name not in self.faults and not _MAIL.fullmatch(value):
            self.faults[name] = _("An address such as li@example.com.")
        return value

    def day(self, name: str) -> date | None:
        """A day, or nothing."""
        value = self._form.get(name, "").strip()
        if not value:
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.faults[name] = _("A day such as 2026-12-31.")
            return None
        if not 1950 <= found.year <= 2199:
            self.faults[name] = _("A day from 1950 to 2199.")
        return found

    def number(self, name: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self._form.get(name, "").strip()
        if value.isascii() and value.isdigit() and len(value) < 6 and low <= int(value) <= high:
            return int(value)
        self.faults[name] = _("A whole number from %(low)d to %(high)d.", low=low, high=high)
        return low

    def one_of(self, name: str, allowed: Collection[str], *, required: bool = True) -> str:
        """One of some words."""
        value = self._form.get(name, "").strip()
        if value in allowed or (not value and not required):
            return value
        self.faults[name] = _("Choose one of the list.")
        return ""

    def id(self, name: str, allowed: Collection[int]) -> int | None:
        """The id of something that exists, or nothing."""
        value = self._form.get(name, "").strip()
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) < 20 and int(value) in allowed:
            return int(value)
        self.faults[name] = _("Choose one of the list.")
        return None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self._form.get(name))


def person_facts(
    typed: Typed, *, departments: Collection[int], people: Collection[int], new: bool
) -> dict[str, Any]:
    """Columns of a person."""
    facts: dict[str, Any] = {"login": typed.login("login")} if new else {}
    facts["code"] = typed.code("code")
    facts["name"] = typed.text("name", 100, required=True)
    facts["name_en"] = typed.text("name_en", 100) or facts["name"]
    facts["email"] = typed.mail("email")
    facts["mobile"] = typed.text("mobile", 40)
    facts["department_id"] = typed.id("department_id", departments)
    facts["superior_id"] = typed.id("superior_id", people)
    facts["language"] = typed.one_of("language", ("zh", "en"))
    facts["hired_on"] = typed.day("hired_on")
    return facts


def department_facts(
    typed: Typed, *, departments: Collection[int], plates: Collection[int], people: Collection[int]
) -> dict[str, Any]:
    """Columns of a department."""
    return {
        "code": typed.code("code"),
        "name": typed.text("name", 200, required=True),
        "name_en": typed.text("name_en", 200, required=True),
        "parent_id": typed.id("parent_id", departments),
        "plate_id": typed.id("plate_id", plates),
        "manager_id": typed.id("manager_id", people),
    }


#: Kinds of positions: what work they belong to.
KINDS = ("management", "sales", "service", "finance", "technical", "warehouse", "marketing", "admin")


def position_facts(typed: Typed, *, new: bool) -> dict[str, Any]:
    """Columns of a position."""
    facts: dict[str, Any] = {"code": typed.code("code")} if new else {}
    return {
        **facts,
        "name": typed.text("name", 100, required=True),
        "name_en": typed.text("name_en", 100, required=True),
        "short_name": typed.text("short_name", 20, required=True),
        "kind": typed.one_of("kind", KINDS),
        "rank": typed.number("rank", 0, 100),
        "can_approve": typed.ticked("can_approve"),
    }
