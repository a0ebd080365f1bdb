"""The people who may own or reach customers, as choices of a select."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import request
from sqlalchemy import Connection

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.ownership.sharing import LEVELS
from engine import organisation
from forms.shell import lang


def sellers(connection: Connection, *, but: int | None = None) -> Sequence[tuple[str, str]]:
    """(id, name) of everybody active who may change customers."""
    return [
        (str(person.id), person.label(lang()))
        for person in organisation.everyone(connection)
        if person.is_active
        and person.id != but
        and organisation.may(connection, person, "account", "edit") is not None
    ]


def level_choices() -> list[tuple[str, str]]:
    """(code, word) of the levels of a share."""
    return [(code, words[0 if lang() == "zh" else 1]) for code, words in LEVELS.items()]


def chosen_person(name: str = "person_id") -> int:
    """The person a form names. Raises InvalidFields."""
    found = request.form.get(name, type=int)
    if found is None:
        raise InvalidFields([Fault(field=name, zh="请选择人员", en="choose a person")])
    return found


def typed_day(name: str) -> date | None:
    """A date of a form; empty is none. Raises InvalidFields."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidFields(
            [Fault(field=name, zh="请填写日期，例如 2026-12-18", en="a date, such as 2026-12-18")]
        ) from None
