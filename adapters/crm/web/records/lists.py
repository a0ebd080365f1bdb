"""The one way a list of records is answered: at its common address, or at one of its own with other columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection
from werkzeug.wrappers import Response

from adapters.crm import changes, tables
from adapters.crm.records import Entity, access
from adapters.crm.web.records import inputs
from adapters.crm.web.records.columns import list_of
from adapters.crm.web.records.inputs import Section
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from forms.accounts import signed_in
from forms.shell.listing import ListSpec

#: What can be done to many rows at once.
MANY = ("edit", "assign", "delete")


class RecordLists:
    """Lists of what a person reaches, with boxes, exports and their log as his rights allow."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def respond(
        self,
        entity: Entity,
        *,
        arrange: Callable[[ListSpec], ListSpec] = lambda spec: spec,
        where: Sequence[ColumnElement[bool]] = (),
        template: str = "crm/records/list.html",
        new_url: str = "",
        boxes: bool = True,
        **context: Any,
    ) -> Response:
        """The list of the request's address. `new_url`: where one of them is begun on a page of its own.

        `boxes`: whether rows can be ticked: not where `where` or more columns make it another list than the common
        one, which is what the commands for many look at.
        """
        person = signed_in()
        taken: list[tuple[str, str, int]] = []
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            many = {action: boxes and _may_many(connection, person, entity, action) for action in MANY}
            picked = "crm/records/picked.html" if any(many.values()) else ""
            may = {
                action: organisation.may(connection, person, entity.right, action) is not None
                for action in ("add", "import", "restore")
            }
            adds = may["add"] and (entity.creatable or bool(new_url))
            answer = self._site.lists.respond(
                arrange(list_of(connection, person, entity, picked=picked)),
                access.readable(connection, person, entity).where(*where),
                template=template,
                connection=connection,
                exported=lambda *file: taken.append(file),
                entity=entity,
                new_url=new_url,
                may_add=adds,
                may_restore=may["restore"] and entity.common_pages,
                may_import=may["import"] and entity.creatable,
                quick=self._quick(connection, person, entity) if adds and not new_url else [],
                may_many=many,
                **context,
            )
        for file in taken:
            self._note_export(entity, *file)
        return answer

    def _quick(self, connection: Connection, person: Person, entity: Entity) -> Sequence[Section]:
        """What is asked for when one of them is created in a hurry."""
        typed = inputs.typed_fields(connection, person, entity)
        fields = [one for one in typed if one.quick or one.required]
        begun = {
            **inputs.defaults(fields, person, self._site.store.clock.now()),
            **({entity.owner: [str(person.id)]} if entity.owner else {}),
        }
        return inputs.sections(connection, person, fields, begun)

    def _note_export(self, entity: Entity, kind: str, asked: str, count: int) -> None:
        """Who took which rows away."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.export") as tx:
            changes.add(
                tx,
                tables.export_log,
                person_id=person.id,
                list=entity.key,
                query=asked,
                format=kind,
                row_count=count,
            )


def _may_many(connection: Connection, person: Person, entity: Entity, action: str) -> bool:
    """Whether the selection bar offers this at all."""
    if not entity.changed_in_common or (action == "assign" and not entity.owner):
        return False
    return organisation.may(connection, person, entity.right, action) is not None
