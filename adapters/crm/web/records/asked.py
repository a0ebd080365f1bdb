"""What a short form asks for beside its own fields: attributes that administrators made required."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import request
from sqlalchemy import Connection

from adapters.crm.records import Entity
from adapters.crm.web.records import inputs
from adapters.crm.web.records.inputs import Input
from engine.organisation import Person


def asked(
    connection: Connection,
    person: Person,
    entity: Entity,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    now: datetime,
) -> list[Input]:
    """The inputs with what was typed (empty: nothing yet, so their defaults) and what is wrong."""
    seen = inputs.typed_fields(connection, person, entity)
    fields = [one for one in seen if one.attribute and one.required]
    begun = inputs.defaults(fields, person, now)
    texts = {one.name: request.form.getlist(one.name) if typed else begun[one.name] for one in fields}
    return [
        inputs.one(connection, person, one, texts[one.name], error=errors.get(one.name, "")) for one in fields
    ]
