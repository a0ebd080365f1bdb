"""The administrators' fields of a record as a card, for pages that show the declared ones in their own way."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from adapters.crm import catalogue
from adapters.crm.records import access
from adapters.crm.records.attributes import fields_of
from adapters.crm.web.records import shown
from adapters.crm.web.site import Site
from engine.errors import NotFound
from forms.accounts import signed_in


class FurtherFacts:
    """The global `crm_attributes(entity, row_id)`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def card(self, entity: str, row_id: int) -> Markup:
        """The values of a record, changed in place by whoever may; empty where no attribute is in use."""
        kind, person = catalogue.entity(entity), signed_in()
        with self._site.store.read() as connection:
            own = {field.name for field in fields_of(connection, kind)}
            fields = [one for one in access.seen_fields(connection, person, kind) if one.name in own]
            if not fields:
                return Markup("")
            try:
                row = access.find(connection, person, kind, row_id)
            except NotFound:  # the page shows a part of it to somebody who has a task with it
                return Markup("")
            may_edit = kind.locked(row) is None and access.allows(connection, person, kind, row_id, "edit")
            values = shown.Values(connection, person)
            facts = [values.fact(field, row._asdict(), editable=may_edit) for field in fields]
        html = render_template("crm/records/further.html", facts=facts, entity=kind, row_id=row_id)
        return Markup(html)  # noqa: S704 - a template escapes
