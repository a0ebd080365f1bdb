"""The page of departments: the tree, one department to change, and the plates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from admin.organisation.commands import RESOURCE, Organisation
from admin.organisation.reading import Typed, department_facts
from engine import organisation
from engine.errors import EngineError, Invalid
from engine.organisation import Department, Person, demand, may, tables
from engine.organisation.editing import fingerprint, row_of
from engine.organisation.snapshot import snapshot
from forms.accounts import signed_in
from forms.accounts.identity import require
from forms.shell import gettext as _
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeRow:
    """A department at its place in the tree."""

    department: Department
    depth: int
    leader: Person | None
    members: int


class DepartmentPages:
    """The views."""

    def __init__(self, *, commands: Organisation) -> None:
        self._commands = commands
        self._store = commands.store

    def index(self) -> Response:
        """The tree."""
        return self._index()

    def department(self, department_id: int) -> Response:
        """The tree with one department opened."""
        return self._index(department_id)

    @require(RESOURCE, "administer")
    def add(self) -> BaseResponse:
        """A department more."""
        with self._store.read() as connection:
            typed = Typed(request.form)
            facts = _facts(connection, typed)
        if typed.faults:
            return self._index(faults=typed.faults, part="new")
        return self._after(None, "new", lambda: self._commands.add_department(signed_in(), facts))

    @require(RESOURCE, "administer")
    def save(self, department_id: int) -> BaseResponse:
        """Other facts."""
        with self._store.read() as connection:
            typed = Typed(request.form)
            facts = _facts(connection, typed)
        if typed.faults:
            return self._index(department_id, faults=typed.faults, part="facts")
        return self._after(
            department_id,
            "facts",
            lambda: self._commands.edit_department(
                signed_in(), department_id, facts, seen=request.form.get("seen", "")
            ),
        )

    @require(RESOURCE, "administer")
    def remove(self, department_id: int) -> BaseResponse:
        """A department less."""
        reason = request.form.get("reason", "").strip()[:500]
        try:
            self._commands.remove_department(signed_in(), department_id, reason=reason)
        except EngineError as error:
            if error.status not in (409, 422):
                raise
            return self._index(department_id, refusal=error)
        flash(_("The department was removed."), "ok")
        return redirect(url_for("organisation.departments"), code=303)

    @require(RESOURCE, "administer")
    def add_plate(self) -> BaseResponse:
        """A plate more."""
        typed = Typed(request.form)
        facts = {
            "code": typed.code("code"),
            "name": typed.text("name", 200, required=True),
            "name_en": typed.text("name_en", 200, required=True),
        }
        if typed.faults:
            return self._index(faults=typed.faults, part="plate")
        return self._after(None, "plate", lambda: self._commands.add_plate(signed_in(), facts))

    def _after(self, department_id: int | None, part: str, act: Callable[[], None]) -> BaseResponse:
        try:
            act()
        except Invalid as error:
            message = str(error.facts["message_zh" if lang() == "zh" else "message"])
            return self._index(department_id, faults={str(error.facts["field"]): message}, part=part)
        except EngineError as error:
            if error.status not in (409, 422):
                raise
            return self._index(department_id, refusal=error, part=part)
        flash(_("Saved."), "ok")
        return redirect(url_for("organisation.departments"), code=303)

    def _index(
        self,
        department_id: int | None = None,
        *,
        part: str = "",
        faults: Mapping[str, str] | None = None,
        refusal: EngineError | None = None,
    ) -> Response:
        by = signed_in()
        with self._store.read() as connection:
            demand(connection, by, RESOURCE, "view")
            opened = row_of(connection, tables.department, department_id) if department_id else None
            here = lang()
            plates = connection.execute(select(tables.plate).order_by(tables.plate.c.code)).all()
            page = render_template(
                "organisation/departments.html",
                rows=tree(connection),
                opened=opened,
                shown={**(opened or {}), **(request.form if part == "facts" else {})},
                seen=fingerprint(opened) if opened else "",
                plates=plates,
                plate_choices=[("", "–")]
                + [(one.id, one.name if here == "zh" else one.name_en) for one in plates],
                people=[("", "–")]
                + [
                    (one.id, f"{one.full_label(here)} ({one.login})")
                    for one in organisation.everyone(connection)
                ],
                parents=[("", "–")]
                + [
                    (row.department.id, "　" * row.depth + row.department.title(here))
                    for row in tree(connection)
                    if row.department.id != department_id
                ],
                form=request.form,
                part=part,
                faults=faults or {},
                refusal=refusal,
                may_edit=may(connection, by, RESOURCE, "administer") is not None,
            )
        return make_response(page, refusal.status if refusal else 422 if faults else 200)


def _facts(connection: Connection, typed: Typed) -> dict[str, object]:
    now = snapshot(connection)
    plates = connection.scalars(select(tables.plate.c.id)).all()
    return department_facts(typed, departments=now.departments, plates=plates, people=now.persons)


def tree(connection: Connection) -> list[TreeRow]:
    """Each department after the one above it."""
    now = snapshot(connection)
    every = sorted(now.departments.values(), key=lambda one: one.code, reverse=True)
    members: dict[int | None, int] = {}
    for person in now.persons.values():
        if person.is_active:
            members[person.department_id] = members.get(person.department_id, 0) + 1
    rows: list[TreeRow] = []
    pending = [(one, 0) for one in every if one.parent_id is None]
    while pending:
        one, depth = pending.pop()
        rows.append(
            TreeRow(
                department=one,
                depth=depth,
                leader=now.persons.get(one.manager_id or 0),
                members=members.get(one.id, 0),
            )
        )
        pending += [(below, depth + 1) for below in every if below.parent_id == one.id]
    return rows
