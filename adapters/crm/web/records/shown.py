"""How the values of a row are shown: facts with words, names and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import catalogue
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import value as stored
from adapters.crm.web.records.columns import words_of
from adapters.crm.web.records.titles import plates, titles
from engine import organisation
from engine.organisation import Person
from forms.shell import formats, lang
from forms.shell import gettext as _


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One value of a row. `tone` is that of its chip (None: no chip), `url` where it leads."""

    field: Field
    label: str
    text: str
    url: str = ""
    tone: str | None = None
    editable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Facts under one heading; the first group has none."""

    title: str
    facts: Sequence[Fact]


class Values:
    """Turns stored values into texts, looking names and words up once."""

    def __init__(self, connection: Connection, person: Person) -> None:
        self._connection = connection
        self._person = person
        self._words: dict[tuple[str, ...], Mapping[str, str]] = {}

    def fact(self, field: Field, row: Mapping[str, Any], *, editable: bool = False) -> Fact:
        """The value of a field in a row."""
        value = stored(row, field)
        text = self.text(field, value, currency=row[field.currency] if field.currency else "CNY")
        return Fact(
            field=field,
            label=self.label(field),
            text=text,
            url=self._url(field, value),
            tone=field.tones.get(str(value)) if text else None,
            editable=editable and field.typed,
        )

    def label(self, field: Field) -> str:
        """The word of a field."""
        return field.label(lang())

    def text(self, field: Field, value: Any, *, currency: str = "CNY") -> str:
        """A value in words; empty for none."""
        if value is None or value in ("", []):
            return ""
        if field.kind in ("choice", "choices") or (field.kind == "integer" and field.words):
            return self._chosen(field, value)
        if field.kind in ("record", "records"):
            return self._called(field, value)
        if field.kind == "tags":
            return _joint().join(str(one) for one in value)
        if field.kind == "persons":
            people = [organisation.person(self._connection, int(one)) for one in value]
            return _joint().join(one.label(lang()) for one in people if one is not None)
        if field.kind == "person":
            found = organisation.person(self._connection, int(value))
            return found.label(lang()) if found else f"#{value}"
        if field.kind == "plate":
            return plates(self._connection).get(int(value), f"#{value}")
        return _plain(field, value, currency)

    def _chosen(self, field: Field, value: Any) -> str:
        key = (field.name, field.lookup, *field.words)  # one name may mean other lists in another kind
        if key not in self._words:
            self._words[key] = words_of(self._connection, field, in_use_too=True)
        codes = value if isinstance(value, list) else [value]
        return _joint().join(self._words[key].get(str(code), str(code)) for code in codes)

    def _called(self, field: Field, value: Any) -> str:
        ids = value if isinstance(value, list) else [int(value)]
        found = titles(self._connection, catalogue.entity(field.refers), ids)
        return _joint().join(found.get(one, f"#{one}") for one in ids)

    def _url(self, field: Field, value: Any) -> str:
        if not value:
            return ""
        if field.kind == "record":
            other = catalogue.entity(field.refers)
            reachable = access.allows(self._connection, self._person, other, int(value), "view")
            return other.url(int(value)) if reachable else ""
        if field.kind == "email":
            return f"mailto:{value}"
        if field.kind == "phone":
            return "tel:" + str(value).replace(" ", "")
        if field.kind == "url":
            return value if str(value).startswith(("http://", "https://")) else f"https://{value}"
        return ""


def groups(
    connection: Connection, person: Person, entity: Entity, row: Row[Any], *, editable: bool
) -> list[Group]:
    """Every fact that no mask hides, by heading; what calls the row stands in the page's head already."""
    values = Values(connection, person)
    fields = [one for one in access.seen_fields(connection, person, entity) if one.kind != "json"]
    whole = row._asdict()
    order = list(dict.fromkeys(field.group for field in fields))
    fields.sort(key=lambda field: order.index(field.group))
    return [
        Group(
            title=group_words(heading),
            facts=[values.fact(field, whole, editable=editable) for field in found],
        )
        for heading, found in groupby(fields, key=lambda field: field.group)
    ]


def group_words(heading: str) -> str:
    """`联系方式|Contact details` in the reader's language; a heading without `|` is in both the same."""
    zh, _bar, en = heading.partition("|")
    return zh if lang() == "zh" else en or zh


def _joint() -> str:
    return "、" if lang() == "zh" else ", "


def _plain(field: Field, value: Any, currency: str) -> str:
    here = formats()
    if field.kind == "money":
        return here.money(Decimal(str(value)), currency)
    if field.kind == "ratio":
        return here.percent(Decimal(str(value)))
    if field.kind in ("integer", "number"):
        return here.number(Decimal(str(value)))
    if field.kind == "boolean":
        return str(_("Yes") if value else _("No"))
    if field.kind == "date":
        return here.date(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if field.kind == "moment":
        return here.datetime(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
    return str(value)


def joined(texts: Iterable[str]) -> str:
    """Several texts as one line."""
    return " · ".join(text for text in texts if text)
