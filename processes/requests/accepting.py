"""What somebody filled in, judged: the form's own rules, periods, lines, customers; then what is computed of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from engine.organisation import Person
from forms.schema import FieldError, Form
from forms.schema.lists import lists_of, with_lists
from processes.requests import lists
from processes.requests.computing import computed, day
from processes.requests.errors import FieldsRefused
from processes.requests.fields import FROM, TO
from processes.requests.kind import RequestKind
from processes.requests.walking import formula, periods, properties, top

Errors = dict[str, list[FieldError]]


def form_for(connection: Connection, kind: RequestKind, held: Mapping[str, Any]) -> Form:
    """The form with the entries of its lists. `held`: values there are already."""
    return with_offered(connection, kind.form, held)


def with_offered(connection: Connection, form: Form, held: Mapping[str, Any]) -> Form:
    """The same of a form alone."""
    kinds = lists_of(form)
    return with_lists(form, lists.offered(connection, kinds), held) if kinds else form


def accepted(
    connection: Connection, kind: RequestKind, person: Person, submitted: Mapping[str, Any]
) -> dict[str, Any]:
    """Typed values with all that is computed. Raises FieldsRefused, which names every field at once."""
    form = form_for(connection, kind, submitted)
    calculated = {one.key for one in top(form.components) if formula(one)}
    found = form.accept({name: value for name, value in submitted.items() if name not in calculated})
    errors = found.errors
    values = found.values or dict(submitted)
    for name, wrong in (*period_faults(form, values), *missing_lines(form, values)):
        errors.setdefault(name, []).append(wrong)
    for name, wrong in _customers(connection, form, person, values):
        errors.setdefault(name, []).append(wrong)
    if errors:
        raise FieldsRefused(errors)
    return {**values, **computed(connection, form, values, person)}


def period_faults(form: Form, values: Mapping[str, Any]) -> list[tuple[str, FieldError]]:
    """Periods that end before they begin."""
    wrong = []
    for group in periods(form.components):
        name = str(properties(group)["period"])
        first, last = day(values.get(name + FROM)), day(values.get(name + TO))
        if first is not None and last is not None and last < first:
            wrong.append((name + TO, FieldError(code="BEFORE_START")))
    return wrong


def missing_lines(form: Form, values: Mapping[str, Any]) -> list[tuple[str, FieldError]]:
    """Tables that need a line and have none."""
    return [
        (one.path or "", FieldError(code="TOO_FEW", args={"limit": 1}))
        for one in top(form.components)
        if one.type == "dynamiclist"
        and properties(one).get("lines") == "required"
        and not values.get(one.path or "")
    ]


def _customers(
    connection: Connection, form: Form, person: Person, values: dict[str, Any]
) -> list[tuple[str, FieldError]]:
    """Put number and name of the customer in place of what was typed; what names none, or several, is wrong."""
    wrong = []
    for one in top(form.components):
        typed = values.get(one.key or "")
        if properties(one).get("names") != "customer" or not isinstance(typed, str) or not typed.strip():
            continue
        found = lists.customer(connection, person, typed)
        if found is None:
            wrong.append((one.key or "", FieldError(code="NO_SUCH_CUSTOMER")))
        else:
            values[one.key or ""] = found
    return wrong
