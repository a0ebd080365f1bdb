"""The pages of positions: the list, a new one, and one with its table of rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from admin.organisation import rights
from admin.organisation.commands import RESOURCE, Organisation
from admin.organisation.reading import KINDS, Typed, position_facts
from engine import organisation
from engine.errors import EngineError, Invalid, NotFound
from engine.organisation import ACTIONS, RESOURCES, demand, may, tables
from engine.organisation.editing import Facts, fingerprint, row_of
from engine.organisation.snapshot import snapshot
from forms.accounts import signed_in
from forms.accounts.identity import require
from forms.shell import gettext as _
from forms.shell import lang


class PositionPages:
    """The views."""

    def __init__(self, *, commands: Organisation) -> None:
        self._commands = commands
        self._store = commands.store

    def index(self) -> Response:
        """All positions."""
        return self._index()

    @require(RESOURCE, "administer")
    def add(self) -> BaseResponse:
        """A position more, with the rights of another one if wished."""
        with self._store.read() as connection:
            typed = Typed(request.form)
            facts = position_facts(typed, new=True)
            like = typed.one_of("like", snapshot(connection).positions, required=False)
        if typed.faults:
            return self._index(typed.faults)
        try:
            self._commands.add_position(signed_in(), facts, like=like)
        except Invalid as error:
            return self._index(_at_field(error))
        flash(_("The position was added. Look at its rights next."), "ok")
        return redirect(url_for("organisation.position", code=facts["code"]), code=303)

    def position(self, code: str) -> Response:
        """One position with its rights."""
        return self._position(code)

    @require(RESOURCE, "administer")
    def save(self, code: str) -> BaseResponse:
        """Other facts."""
        typed = Typed(request.form)
        facts = position_facts(typed, new=False)
        if typed.faults:
            return self._position(code, part="facts", faults=typed.faults)
        return self._after(
            code,
            lambda row: self._commands.edit_position(
                signed_in(), row["id"], facts, seen=request.form.get("seen", "")
            ),
        )

    @require(RESOURCE, "administer")
    def retire(self, code: str) -> BaseResponse:
        """Let nobody receive it any more."""
        reason = request.form.get("reason", "").strip()[:500]
        answer = self._after(
            code, lambda row: self._commands.retire_position(signed_in(), row["id"], reason=reason)
        )
        return redirect(url_for("organisation.positions"), code=303) if answer.status_code == 303 else answer

    @require(RESOURCE, "administer")
    def set_rights(self, code: str) -> BaseResponse:
        """First what the change means, then, with a reason, the change."""
        form = request.form
        with self._store.read() as connection:
            now = snapshot(connection)
            if code not in now.positions:
                raise NotFound(what="position", id=code)
            before, after = rights.held(now, code), rights.typed(form, now, code)
            found = rights.changes(before, after)
            holders = rights.holders_of(connection, code, lang())
        reason = form.get("reason", "").strip()[:500]
        if form.get("step") == "back" or not found:
            return self._position(code, cells=after)
        if form.get("step") != "save" or not reason:
            return self._preview(code, before, after, found, holders, missing=form.get("step") == "save")
        if form.get("seen") != _stamp(before):
            return self._preview(code, before, after, found, holders, moved=True)
        try:
            self._commands.set_rights(signed_in(), code, rights.as_rights(found), reason=reason)
        except EngineError as error:
            if error.status not in (409, 422):
                raise
            return self._position(code, cells=after, refusal=error)
        flash(_("The rights were changed. They hold from now on."), "ok")
        return redirect(url_for("organisation.position", code=code), code=303)

    def _preview(
        self,
        code: str,
        before: Mapping[rights.Key, str],
        after: Mapping[rights.Key, str],
        found: list[rights.Change],
        holders: list[str],
        *,
        missing: bool = False,
        moved: bool = False,
    ) -> Response:
        with self._store.read() as connection:
            position = organisation.position(connection, code)
            page = render_template(
                "organisation/rights_preview.html",
                position=position,
                changes=found,
                words=rights.reach_words(),
                holders=holders,
                broken=[sentence for sentence, kept in rights.separations(after) if not kept],
                seen=_stamp(before),
                reason=request.form.get("reason", ""),
                missing=missing,
                moved=moved,
            )
        return make_response(page, 409 if moved else 422 if missing else 200)

    def _after(self, code: str, act: Callable[[Facts], None]) -> BaseResponse:
        with self._store.read() as connection:
            row = _row(connection, code)
        try:
            act(row)
        except EngineError as error:
            if error.status not in (409, 422):
                raise
            return self._position(code, part="facts", refusal=error)
        flash(_("Saved."), "ok")
        return redirect(url_for("organisation.position", code=code), code=303)

    def _index(self, faults: Mapping[str, str] | None = None) -> Response:
        by = signed_in()
        with self._store.read() as connection:
            demand(connection, by, RESOURCE, "view")
            found = organisation.positions(connection)
            page = render_template(
                "organisation/positions.html",
                positions=found,
                choices=[(one.code, one.title(lang())) for one in found],
                holders={one.code: rights.holders_of(connection, one.code, lang()) for one in found},
                kinds=kinds(),
                form=request.form,
                faults=faults or {},
                may_edit=may(connection, by, RESOURCE, "administer") is not None,
            )
        return make_response(page, 422 if faults else 200)

    def _position(
        self,
        code: str,
        *,
        part: str = "",
        faults: Mapping[str, str] | None = None,
        refusal: EngineError | None = None,
        cells: Mapping[rights.Key, str] | None = None,
    ) -> Response:
        by = signed_in()
        with self._store.read() as connection:
            demand(connection, by, RESOURCE, "view")
            row, now = _row(connection, code), snapshot(connection)
            before = rights.held(now, code)
            page = render_template(
                "organisation/position.html",
                row=row,
                shown={**row, **(request.form if part == "facts" else {})},
                seen=fingerprint(row),
                kinds=kinds(),
                groups=rights.groups(),
                resources=RESOURCES,
                actions=ACTIONS,
                columns=rights.COLUMNS,
                offered=rights.offered(now),
                before=before,
                cells=before if cells is None else cells,
                words=rights.reach_words(),
                separations=list(rights.separations(before if cells is None else cells)),
                holders=[now.persons[one] for one in now.holders.get(code, ()) if now.persons[one].is_active],
                part=part,
                faults=faults or {},
                refusal=refusal,
                may_edit=may(connection, by, RESOURCE, "administer") is not None,
            )
        return make_response(page, refusal.status if refusal else 422 if faults else 200)


def kinds() -> list[tuple[str, str]]:
    """Kinds of positions, in the reader's language."""
    words = {
        "management": _("Management"),
        "sales": _("Sales"),
        "service": _("Service"),
        "finance": _("Finance"),
        "technical": _("Technical"),
        "warehouse": _("Warehouse"),
        "marketing": _("Marketing"),
        "admin": _("Administration"),
    }
    return [(kind, words[kind]) for kind in KINDS]


def _row(connection: Connection, code: str) -> Facts:
    """The position in use with this code. Raises NotFound."""
    table = tables.position
    found = connection.scalar(select(table.c.id).where(table.c.code == code, table.c.active))
    if found is None:
        raise NotFound(what="position", id=code)
    return row_of(connection, table, found)


def _stamp(held: Mapping[rights.Key, str]) -> str:
    return fingerprint({":".join(key): value for key, value in held.items()})


def _at_field(error: Invalid) -> dict[str, str]:
    return {str(error.facts["field"]): str(error.facts["message_zh" if lang() == "zh" else "message"])}
