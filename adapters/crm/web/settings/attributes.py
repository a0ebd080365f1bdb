"""The page of an attribute: its definition, how it is asked for, and which records it concerns."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import Connection, Row, func, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue
from adapters.crm.catalogue.attributes import ATTRIBUTE, table_of
from adapters.crm.records import access, attributes
from adapters.crm.web.records import inputs, page
from adapters.crm.web.records.inputs import Input
from adapters.crm.web.site import Site
from engine.organisation import Person
from forms.accounts import require, signed_in


class AttributePages:
    """The view of /crm/attributes/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("settings", "view")
    def show(self, row_id: int) -> Response:
        """The definition with its effect."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, ATTRIBUTE, row_id)
            made = page.gather(connection, self._site, person, ATTRIBUTE, row)
            preview = self._preview(connection, person, row)
            records = table_of(row.entity)
            filled = attributes.used(connection, records, row.code)
            alive = select(func.count()).select_from(records).where(records.c.deleted_at.is_(None))
            count = connection.scalar(alive) or 0
        html = render_template(
            "crm/settings/attribute.html",
            page=made,
            entity=ATTRIBUTE,
            preview=preview,
            kind=catalogue.entity(row.entity),
            filled=filled,
            empty=count - filled,
        )
        return Response(html, mimetype="text/html")

    def _preview(self, connection: Connection, person: Person, row: Row[Any]) -> Input:
        field = attributes.field_of(row)
        begun = inputs.defaults([field], person, self._site.store.clock.now())
        return inputs.one(connection, person, field, begun[field.name])
