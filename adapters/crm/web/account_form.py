"""The short form of a new customer: what is asked for of a company and of a person (S16-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.web.records import inputs
from adapters.crm.web.records.inputs import Input
from engine.organisation import Person

_BOTH = ("type", "main_class", "level", "source", "province", "city", "address", "phone", "email")
SHORT: Mapping[str, Sequence[str]] = {
    "company": (
        "name",
        "name_en",
        "short_name",
        "industry",
        *_BOTH,
        "homepage",
        "tax_no",
        "employee_count",
        "payment_terms",
        "introduction",
    ),
    "person": ("name", "name_en", *_BOTH, "introduction"),
}


def short(
    connection: Connection,
    person: Person,
    form: str,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    now: datetime,
) -> Sequence[Input]:
    """The inputs of a new company or person, with what was typed."""
    seen = {one.name: one for one in inputs.typed_fields(connection, person, ACCOUNT)}
    fields = [seen[name] for name in SHORT[form] if name in seen]
    texts = inputs.defaults(fields, person, now) | {name: [text] for name, text in values.items()}
    return [
        inputs.one(connection, person, one, texts[one.name], error=errors.get(one.name, "")) for one in fields
    ]
