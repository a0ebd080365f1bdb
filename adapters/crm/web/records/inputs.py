"""The fields of an editor: what each input holds, what can be chosen, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import value
from adapters.crm.records.field import CHOSEN
from adapters.crm.web.records import chooser
from adapters.crm.web.records.chooser import Choice
from adapters.crm.web.records.columns import words_of
from adapters.crm.web.records.shown import group_words
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.shell import lang

#: Posted by the editor itself, not a field.
OWN = frozenset({"csrf_token", "revision", "action", "next", "find"})
QUERY = "~q"  # the search box of a chooser is called `<field>~q`


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """`texts` are the values as typed; `options` the choices of a list, `chosen` those of a chooser."""

    field: Field
    label: str
    texts: Sequence[str]
    hint: str = ""
    error: str = ""
    options: Sequence[tuple[str, str]] = ()
    choices: Sequence[Choice] = ()
    searched: str = ""

    @property
    def text(self) -> str:
        """The single value."""
        return self.texts[-1] if self.texts else ""

    @property
    def wide(self) -> bool:
        """Whether it takes the whole line."""
        return self.field.kind in ("long", "choices", "records")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Inputs under one heading."""

    title: str
    inputs: Sequence[Input]


def typed_fields(connection: Connection, person: Person, entity: Entity) -> list[Field]:
    """What this person may type."""
    seen = access.seen_fields(connection, person, entity)
    return [field for field in seen if field.typed and field.kind != "json"]


def posted(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """What was typed: every name that is not the editor's own."""
    return {name: form.getlist(name) for name in form if name not in OWN and not name.endswith(QUERY)}


def stored(fields: Sequence[Field], row: Mapping[str, Any]) -> dict[str, list[str]]:
    """A row as texts that could be typed."""
    return {field.name: _texts(field, value(row, field)) for field in fields}


def defaults(fields: Sequence[Field], person: Person, now: datetime) -> dict[str, list[str]]:
    """The texts of a new row."""
    return {field.name: _texts(field, field.begun(me=person.id, now=now)) for field in fields}


def sections(
    connection: Connection,
    person: Person,
    fields: Sequence[Field],
    texts: Mapping[str, Sequence[str]],
    *,
    errors: Mapping[str, str] | None = None,
    searched: Mapping[str, str] | None = None,
) -> list[Section]:
    """The inputs by heading, with what is typed and what is wrong."""
    order = list(dict.fromkeys(field.group for field in fields))
    made = [
        one(
            connection,
            person,
            field,
            texts.get(field.name, []),
            error=(errors or {}).get(field.name, ""),
            searched=(searched or {}).get(field.name + QUERY, ""),
        )
        for field in sorted(fields, key=lambda field: order.index(field.group))
    ]
    return [
        Section(title=group_words(heading), inputs=list(found))
        for heading, found in groupby(made, key=lambda each: each.field.group)
    ]


def one(
    connection: Connection,
    person: Person,
    field: Field,
    texts: Sequence[str],
    *,
    error: str = "",
    searched: str = "",
) -> Input:
    """The input of one field."""
    made: dict[str, Any] = {
        "field": field,
        "label": field.label(lang()),
        "hint": field.hint(lang()),
        "texts": list(texts),
        "error": error,
        "searched": searched,
    }
    if field.kind in ("choice", "choices") or (field.kind == "integer" and field.words):
        made["options"] = _options(connection, field, texts)
    if field.kind in CHOSEN:
        made["choices"] = chooser.choices(connection, person, field, texts, searched)
    return Input(**made)


def _options(connection: Connection, field: Field, texts: Sequence[str]) -> list[tuple[str, str]]:
    """What can be chosen, and what is chosen although it is out of use."""
    words = dict(words_of(connection, field))
    former = words_of(connection, field, in_use_too=True)
    words |= {text: former[text] for text in texts if text in former and text not in words}
    return list(words.items())


def _texts(field: Field, value: Any) -> list[str]:
    if value is None:
        return []
    if field.kind == "tags":
        return [", ".join(str(each) for each in value)]
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return ["1" if value else "0"]
    if field.kind == "ratio":
        return [_short(Decimal(str(value)) * 100)]
    if isinstance(value, Decimal):
        return [_short(value)]
    if isinstance(value, datetime):
        return [f"{value.astimezone(COMPANY_ZONE):%Y-%m-%dT%H:%M}"]
    if isinstance(value, date):
        return [value.isoformat()]
    return [str(value)]


def _short(number: Decimal) -> str:
    """Without trailing zeros, never with an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
