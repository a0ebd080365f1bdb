"""The views of ticked rows, or of a whole filtered list: change fields, give to somebody, recycle, recover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request
from sqlalchemy import Connection, Select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import owner, pool
from adapters.crm.records import Entity, access, bulk, commands
from adapters.crm.records.bulk import Assign, Picked, Recycle
from adapters.crm.records.errors import OtherNow
from adapters.crm.web.records import inputs
from adapters.crm.web.records.columns import list_of, recycled_list_of
from adapters.crm.web.records.editing import common_or_own
from adapters.crm.web.records.inputs import Section
from adapters.crm.web.records.reading import common
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Invalid
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import signed_in
from forms.shell import formats, lang
from forms.shell.i18n import ngettext
from forms.shell.listing.conditions import filtered
from forms.shell.listing.state import read_state

#: Entities whose owners change, or that are recycled, by commands of their own.
ASSIGNED: Mapping[str, Assign] = {
    "account": lambda tx, person, ids, owner_id: owner.transfer(tx, person, ids, owner_id, reason="assign")
}
RECYCLED: Mapping[str, Recycle] = {"account": pool.recycle}
#: What the selection bar offers → the right that it needs.
ACTIONS = {"edit": "edit", "assign": "assign", "delete": "delete"}
_OWN = inputs.OWN | {"row", "query", "whole", "total", "then", "set", "owner", "do"}
NAMED = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkPage:
    """What `crm/records/bulk.html` draws."""

    entity: Entity
    action: str
    picked: Picked
    names: Sequence[str]
    left_out: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    people: Sequence[Person]
    chosen: frozenset[str]
    errors: Mapping[str, str]
    query: str
    whole: bool
    then: int


class Bulk:
    """POSTs of the selection bar at /crm/records/<path>/bulk/<action>, and the recycle bin."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def look(self, path: str, action: str) -> Response:
        """What was chosen, what will happen, and what is needed for it."""
        return self._page(common_or_own(path), _known(action))

    def do(self, path: str, action: str) -> Response:
        """Do it to all of them, in one transaction."""
        entity, person = common_or_own(path), signed_in()
        try:
            with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.bulk") as tx:
                changed = self._change(tx, person, entity, _known(action))
        except InvalidFields as refusal:
            return self._page(entity, action, 422, refusal.by_field(lang()))
        flash(ngettext("%(num)s record changed.", "%(num)s records changed.", changed), "ok")
        return redirect(_back(entity), code=303)

    def recycled(self, path: str) -> Response:
        """What lies in the recycle bin."""
        entity, person = common(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "restore")
            spec = recycled_list_of(connection, person, entity)
            query = access.recycled(connection, person, entity)
        return self._site.lists.respond(spec, query, template="crm/records/recycled.html", entity=entity)

    def recover(self, path: str) -> Response:
        """Take the ticked rows out of the recycle bin."""
        entity, person = common(path), signed_in()
        ids = _ids()
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.recover") as tx:
            organisation.demand(tx.connection, person, entity.right, "restore")
            for row_id in ids:
                commands.recover(tx, person, entity, row_id)
        flash(ngettext("%(num)s record recovered.", "%(num)s records recovered.", len(ids)), "ok")
        return redirect(f"/crm/records/{entity.path}/", code=303)

    def _change(self, tx: Transaction, person: Person, entity: Entity, action: str) -> int:
        organisation.demand(tx.connection, person, entity.right, ACTIONS[action])
        chosen = _chosen(tx.connection, person, entity)
        picked = bulk.pick(tx.connection, person, entity, chosen, ACTIONS[action])
        then = request.form.get("then", type=int)
        if then is not None and then != len(picked.rows):
            raise OtherNow(now=len(picked.rows), then=then)
        ids = [row.id for row in picked.rows]
        if action == "delete":
            return bulk.recycle(tx, person, entity, ids, own_ways=RECYCLED)
        if action == "assign":
            return bulk.assign(tx, person, entity, ids, _owner(), own_ways=ASSIGNED)
        return bulk.edit(tx, person, entity, ids, _posted())

    def _page(
        self, entity: Entity, action: str, status: int = 200, errors: Mapping[str, str] | None = None
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, ACTIONS[action])
            chosen = _chosen(connection, person, entity)
            picked = bulk.pick(connection, person, entity, chosen, ACTIONS[action])
            fields = [
                one
                for one in inputs.typed_fields(connection, person, entity)
                if one.name not in entity.title and one.name != (entity.parent or ("",))[0]
            ]
            sections = inputs.sections(connection, person, fields, _posted(), errors=errors)
            people = organisation.everyone(connection) if action == "assign" else []
        page = BulkPage(
            entity=entity,
            action=action,
            picked=picked,
            names=[entity.called(row, lang()) for row in picked.rows[:NAMED]],
            left_out=[(entity.called(row, lang()), why.text(lang())) for row, why in picked.left_out[:NAMED]],
            sections=sections if action == "edit" else [],
            people=[one for one in people if one.is_active],
            chosen=frozenset(request.form.getlist("set")),
            errors=errors or {},
            query=request.form.get("query", ""),
            whole=_whole(),
            then=len(picked.rows),
        )
        html = render_template("crm/records/bulk.html", page=page, entity=entity)
        return Response(html, status, mimetype="text/html")


def _chosen(connection: Connection, person: Person, entity: Entity) -> Select[Any]:
    """The ticked rows, or every row of the filtered list, within the person's reach."""
    mine = access.readable(connection, person, entity)
    if not _whole():
        return mine.where(entity.table.c.id.in_(_ids()))
    state = read_state(
        list_of(connection, person, entity), MultiDict(parse_qsl(request.form.get("query", "")))
    )
    return filtered(mine, state, formats().zone)


def _ids() -> list[int]:
    """The ticked rows. Raises Invalid when there are none."""
    texts = request.form.getlist("row")[: bulk.MOST]
    ids = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
    if not ids:
        raise Invalid(field="row", message="tick at least one row.", message_zh="请至少勾选一行。")
    return ids


def _whole() -> bool:
    return request.form.get("whole") == "1"


def _known(action: str) -> str:
    if action not in ACTIONS:
        raise Invalid(field="action", message="there is no such action.", message_zh="没有这个操作。")
    return action


def _owner() -> int:
    owner = request.form.get("owner", type=int)
    if owner is None:
        raise Invalid(field="owner", message="choose a person.", message_zh="请选择人员。")
    return owner


def _posted() -> dict[str, list[str]]:
    """The values of the fields that are ticked to be set."""
    wanted = set(request.form.getlist("set"))
    return {name: texts for name, texts in inputs.posted(request.form).items() if name in wanted - _OWN}


def _back(entity: Entity) -> str:
    query = request.form.get("query", "")
    return f"{entity.list_url}?{query}" if query else entity.list_url
