"""Requests and their kinds as the API gives them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from engine import organisation
from engine.organisation import Language, Person
from forms.fields.choices import as_text, choices
from forms.fields.component import Component
from processes.requests import rows
from processes.requests.field_reading import kind_of
from processes.requests.kind import RequestKind
from processes.requests.walking import formula, properties, top


def kind_head(kind: RequestKind, person: Person, lang: Language) -> dict[str, Any]:
    """A kind of request."""
    return {
        "key": kind.key,
        "title": kind.title(lang),
        "about": kind.about(lang),
        "group": kind.head.group,
        "version": kind.definition.version,
        "may_start": kind.may_start(person),
    }


def kind_fields(
    kind: RequestKind, components: Iterable[Component], lang: Language
) -> Iterator[dict[str, Any]]:
    """The fields of a form that carry a value, in its order; a period is its two days."""
    for one in top(components):
        listed = choices(one, {})
        yield {
            "name": one.key or one.path,
            "kind": kind_of(one.raw) or one.type,
            "label": kind.text(one.label, lang) or one.name,
            "required": one.is_required or properties(one).get("lines") == "required",
            "computed": bool(formula(one)),
            "unit": str(properties(one).get("unit") or ""),
            "choices": None
            if listed is None
            else {as_text(code): _word(kind, word, lang) for code, word in listed},
            "columns": list(kind_fields(kind, one.children, lang)) if one.type == "dynamiclist" else [],
        }


def request_head(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """A request."""
    applicant = organisation.person(connection, row.applicant_id)
    names = ("no", "title", "state", "amount", "revision", "submitted_at", "decided_at")
    return {
        "id": str(row.id),
        "kind": row.key,
        "applicant": applicant.login if applicant else "",
        **{name: getattr(row, name) for name in names},
    }


def values_of(row: Row[Any], hidden: Collection[str] = ()) -> dict[str, Any]:
    """What was filled in, without what is hidden; numbers as texts, so that nothing of them is lost."""
    found: dict[str, Any] = jsonable(rows.values(row))
    return {name: value for name, value in found.items() if name not in hidden}


def jsonable(value: Any) -> Any:
    """A value of a form in JSON."""
    if isinstance(value, Mapping):
        return {name: jsonable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def _word(kind: RequestKind, word: Any, lang: Language) -> str:
    return str(word[lang]) if isinstance(word, Mapping) else kind.text(str(word), lang)
