"""What people call positions, persons and facts: from codes to words, and from typed words back to codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Department, Person, Position
from engine.organisation.snapshot import snapshot
from processes.approval.documents import DocumentType
from processes.approval.values import grouped, show_value

Lang = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """The words of one language. What is unknown is called by its code."""

    positions: Mapping[str, Position]
    people: Mapping[str, Person]
    lang: Lang
    document: DocumentType | None = None
    departments: Mapping[str, Department] = field(default_factory=dict)

    def department(self, code: str) -> str:
        """The name of a department."""
        found = self.departments.get(code)
        return found.title(self.lang) if found else code

    def department_of(self, text: str) -> str | None:
        """The code of a department that was typed: its code or its name in either language."""
        wanted = _plain(text)
        for code, one in self.departments.items():
            if wanted in (_plain(code), _plain(one.name), _plain(one.name_en)):
                return code
        return None

    def title(self, code: str) -> str:
        """The title of a position."""
        found = self.positions.get(code)
        return found.title(self.lang) if found else code

    def name(self, login: str) -> str:
        """Position and name of a person; with the login where two are called the same."""
        found = self.people.get(login)
        if found is None:
            return login
        label = found.full_label(self.lang)
        namesakes = [one for one in self.people.values() if one.full_label(self.lang) == label]
        return label if len(namesakes) == 1 else f"{label} ({login})"

    def fact(self, name: str) -> str:
        """What a fact of the document is called, as it stands within a sentence."""
        found = self.document.fact(name) if self.document else None
        if found is None:
            return name
        label = found.label(self.lang)
        return label if self.lang == "zh" else label[:1].lower() + label[1:]

    def amount(self, name: str, number: Decimal) -> str:
        """A number as its fact writes it."""
        found = self.document.fact(name) if self.document else None
        return grouped(number) if found is None else show_value(found, number, self.lang)

    def position_of(self, text: str) -> str | None:
        """The code of a position that was typed: its code or its title in either language."""
        wanted = _plain(text)
        for code, one in self.positions.items():
            if wanted in (_plain(code), _plain(one.name), _plain(one.name_en)):
                return code
        return None

    def person_of(self, text: str) -> str | None:
        """The login of a person that was typed: login, name or label; None where two are called so."""
        wanted = _plain(text)
        if wanted in self.people:
            return wanted
        found = {login for login, one in self.people.items() if wanted in self._called(login, one)}
        return found.pop() if len(found) == 1 else None

    def _called(self, login: str, person: Person) -> Iterable[str]:
        labels = (person.full_label("zh"), person.full_label("en"))
        plain = (login, person.name, person.name_en, *labels, *(f"{label} ({login})" for label in labels))
        return [_plain(text) for text in plain]


def naming(connection: Connection, lang: Lang, document: DocumentType | None = None) -> Naming:
    """The words for all positions in use and everybody who works here."""
    return Naming(
        positions={one.code: one for one in organisation.positions(connection)},
        people={one.login: one for one in organisation.everyone(connection)},
        lang=lang,
        document=document,
        departments={one.code: one for one in snapshot(connection).departments.values()},
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
