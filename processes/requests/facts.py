"""What conditions may ask about a request: the numbers, choices and yes/no fields of its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import Connection

from adapters.crm.facts import FactField, Unit
from engine import organisation
from engine.organisation import Language, Person
from engine.organisation.standard import POSITIONS
from forms.fields.component import Component
from forms.schema import Form
from processes.requests.kind import RequestKind
from processes.requests.walking import properties, top

LANGS: Final[tuple[Language, ...]] = ("zh", "en")
_UNITS: Final = ("percent", "money", "days")
#: What may be asked of every request.
OF_THE_APPLICANT: Final = (
    FactField(
        name="applicant_position",
        zh="申请人职位",
        en="Applicant's position",
        type="string",
        choices={code: (zh, en) for code, zh, en, *_ in POSITIONS},
    ),
    FactField(name="applicant_rank", zh="申请人职级", en="Applicant's rank", type="number"),
)


Text = Callable[[str, Language], str]
"""A text of the form in a language."""


def facts_of(form: Form, text: Text) -> tuple[FactField, ...]:
    """The facts of a kind: the fields of its form in their order, then those of the applicant."""
    return (*(fact for one in top(form.components) for fact in _facts(text, one)), *OF_THE_APPLICANT)


def values_of(
    connection: Connection, kind: RequestKind, values: Mapping[str, Any], applicant: Person
) -> dict[str, Any]:
    """fact name → value. A number that was left empty counts as 0, a box that was not ticked as no."""
    found = {
        name: value
        for one in top(kind.form.components)
        for name, value in _value(one, values.get(one.key or one.path or ""))
    }
    position = applicant.main_position or ""
    post = organisation.position(connection, position) if position else None
    return {
        **found,
        "applicant_position": position,
        "applicant_rank": Decimal(post.rank if post else 0),
    }


def _facts(text: Text, one: Component) -> Iterator[FactField]:
    name = one.key or one.path or ""
    zh, en = (text(one.label, lang) or name for lang in LANGS)
    if one.type == "number":
        unit = str(properties(one).get("unit", ""))
        yield FactField(
            name=name, zh=zh, en=en, type="number", unit=cast(Unit, unit if unit in _UNITS else "")
        )
    elif one.type in ("select", "radio"):
        yield FactField(name=name, zh=zh, en=en, type="string", choices=_choices(text, one) or None)
    elif one.type == "checkbox":
        yield FactField(name=name, zh=zh, en=en, type="boolean")
    elif one.type == "dynamiclist":
        yield FactField(name=f"{name}_count", zh=f"{zh}行数", en=f"{en}: lines", type="number")


def _choices(text: Text, one: Component) -> dict[str, tuple[str, str]]:
    given = one.raw.get("values")
    return {
        str(each["value"]): (
            text(str(each.get("label", "")), "zh"),
            text(str(each.get("label", "")), "en"),
        )
        for each in (given if isinstance(given, list) else [])
        if isinstance(each, Mapping) and "value" in each
    }


def _value(one: Component, value: Any) -> Iterator[tuple[str, Any]]:
    name = one.key or one.path or ""
    if one.type == "number":
        yield name, Decimal(0) if value is None else value
    elif one.type in ("select", "radio"):
        yield name, value or ""
    elif one.type == "checkbox":
        yield name, value is True
    elif one.type == "dynamiclist":
        yield f"{name}_count", Decimal(len(value) if isinstance(value, list) else 0)
