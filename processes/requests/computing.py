"""Fields that are computed of others: sums of lines, working days of a period by the applicant's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine import feel
from engine.calendar.counting import working_days_between
from engine.calendar.lookup import calendar_for
from engine.organisation import Person
from forms.fields.number import decimal
from forms.schema import Form
from processes.requests.fields import FROM, TO
from processes.requests.walking import formula, periods, properties, top

LONGEST = 3_700  # days of a period that are counted
_DAY = timedelta(days=1)


def computed(connection: Connection, form: Form, values: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """The values of all computed fields. One that cannot be computed yet is left out."""
    known = {**_typed(form, values), **_periods(connection, form, values, person)}
    found: dict[str, Any] = {}
    for component in top(form.components):
        text = formula(component)
        if component.key and text:
            number = _number(text, {**known, **found})
            if number is not None:
                found[component.key] = number
    return found


def day(value: object) -> date | None:
    """The day of an ISO text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _typed(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as expressions take them: numbers as numbers, also those that were only typed so far."""
    return {
        one.key or one.path or "": _typed_value(one.type, values.get(one.key or one.path or ""), one)
        for one in top(form.components)
    }


def _typed_value(kind: str, value: Any, component: Any) -> Any:
    if kind == "number":
        return decimal(value)
    if kind == "datetime":
        return day(value) or value
    if kind == "checkbox":
        return value is True
    if kind == "dynamiclist":
        rows = value if isinstance(value, list) else []
        return [
            {one.key: _typed_value(one.type, row.get(one.key), one) for one in component.children if one.key}
            for row in rows
            if isinstance(row, Mapping)
        ]
    return value


def _periods(
    connection: Connection, form: Form, values: Mapping[str, Any], person: Person
) -> dict[str, Decimal]:
    """`<period>_days` and `<period>_workdays`, both ends counted."""
    found: dict[str, Decimal] = {}
    for group in periods(form.components):
        name = str(properties(group)["period"])
        first, last = day(values.get(name + FROM)), day(values.get(name + TO))
        if first is None or last is None or last < first or (last - first).days > LONGEST:
            continue
        found[f"{name}_days"] = Decimal((last - first).days + 1)
        calendar = calendar_for(connection, code=None, people=[person.login])
        if calendar is not None:
            found[f"{name}_workdays"] = Decimal(working_days_between(calendar, first - _DAY, last))
    return found


def _number(text: str, known: Mapping[str, Any]) -> Decimal | None:
    try:
        value = feel.compile_expression(text).evaluate(known)
    except feel.FeelError:
        return None
    return value if isinstance(value, Decimal) else decimal(value)
