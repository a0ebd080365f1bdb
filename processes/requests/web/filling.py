"""Filling in a request: a new one, a draft, or one that came back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from engine.errors import EngineError, NotFound
from engine.organisation import Person
from forms.accounts import signed_in
from forms.files import received
from forms.render import form_view, read_posted
from forms.schema import FieldError
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval.chosen.errors import RouteRefused
from processes.approval.chosen.kept import Kept
from processes.approval.chosen.reading import DO, without_route
from processes.requests import files, lists, moves, rows
from processes.requests.accepting import form_for
from processes.requests.errors import FieldsRefused
from processes.requests.kind import RequestKind
from processes.requests.walking import properties
from processes.requests.web.filled import Sheet, first_lines, without_files
from processes.requests.web.routing import RoutePages, Routing, titles
from processes.requests.web.site import PAGE_NAMES, Site

LONGEST_SUBMISSION = 64


class FillingPages:
    """The views that show and take a form."""

    def __init__(self, site: Site, routing: RoutePages) -> None:
        self._site = site
        self._routing = routing

    def new(self, key: str) -> Response:
        """An empty form, or a copy of a former request of one's own (`copy`)."""
        person, copied, routing = signed_in(), request.args.get("copy", type=int), Routing()
        with self._site.store.read() as connection:
            kind = self._site.kinds.latest(connection, key)
            values: Mapping[str, Any] = first_lines(kind)
            if copied is not None:
                row = rows.find(connection, person, copied)
                if row.applicant_id != person.id or row.key != key:
                    raise rows.missing(copied)
                values = without_files(kind, rows.values(row))
                routing = self._routing.copied(connection, key, copied)
        submission = secrets.token_urlsafe(16)
        return self._page(person, Sheet(kind=kind, values=values, submission=submission, routing=routing))

    def send(self, key: str) -> Response:
        """Keep or submit what is typed. What is refused comes back with everything."""
        person = signed_in()
        with self._site.store.read() as connection:
            kind = self._site.kinds.latest(connection, key)
        sheet = Sheet(
            kind=kind,
            values={},
            submission=request.form.get("submission", "")[:LONGEST_SUBMISSION] or secrets.token_urlsafe(16),
            request_id=request.form.get("request_id", type=int),
            revision=request.form.get("revision", 0, int),
        )
        return self._taken(person, sheet)

    def edit(self, request_id: int) -> Response:
        """A draft, or a request that came back, with what was typed."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = _own(connection, person, request_id)
            if row.state not in ("draft", *rows.CORRECTED):
                return redirect(url_for("requests.show", request_id=request_id), code=303)
            kind = self._kind(connection, row)
        sheet = Sheet(
            kind=kind,
            values=rows.values(row),
            submission=row.submission or "",
            row=row,
            request_id=row.id,
            revision=row.revision,
        )
        return self._page(person, sheet)

    def correct(self, request_id: int) -> Response:
        """The corrected request, submitted again; a draft is kept or submitted."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = _own(connection, person, request_id)
            if row.state not in ("draft", *rows.CORRECTED):
                raise moves.not_now(row)
            kind = self._kind(connection, row)
        sheet = Sheet(
            kind=kind,
            values={},
            submission=row.submission or "",
            row=row,
            request_id=row.id,
            revision=request.form.get("revision", 0, int),
        )
        return self._taken(person, sheet)

    def discard(self, request_id: int) -> Response:
        """Throw a draft away."""
        self._site.requests.discard(signed_in(), request_id)
        flash(_("The draft was discarded."), "ok")
        return redirect(url_for("requests.start"), code=303)

    def _taken(self, person: Person, sheet: Sheet) -> Response:
        """One post of a form: rows added or removed, kept as a draft, or submitted."""
        with self._site.store.read() as connection:
            form = form_for(connection, sheet.kind, {})
        posted = read_posted(form, without_route(request.form), page_names=PAGE_NAMES)
        routing = self._routing.acted(person, sheet.kind, sheet.request_id)
        sheet = replace(sheet, values=posted.values, routing=routing)
        try:
            sheet = self._with_files(person, sheet)
            if posted.edited or request.form.get(DO):
                return self._page(person, sheet)
            if request.form.get("action") == "save" and not sheet.returned:
                kept = self._save(person, sheet, route=sheet.routing.kept)
                flash(_("Kept as a draft."), "ok")
                return redirect(url_for("requests.edit", request_id=kept), code=303)
            done = self._submit(person, sheet)
        except FieldsRefused as refusal:
            return self._page(
                person, replace(sheet, errors=refusal.errors, refusal=refusal.text(lang())), 422
            )
        except NotFound:
            raise
        except EngineError as refusal:
            told = replace(sheet.routing, judged=isinstance(refusal, RouteRefused))
            return self._page(
                person, replace(sheet, refusal=refusal.text(lang()), routing=told), refusal.status
            )
        flash(_("Submitted."), "ok")
        return redirect(url_for("requests.show", request_id=done), code=303)

    def _submit(self, person: Person, sheet: Sheet) -> int:
        if sheet.returned and sheet.request_id is not None:
            self._site.requests.correct(
                person, sheet.request_id, sheet.values, revision=sheet.revision, route=sheet.routing.kept
            )
            return sheet.request_id
        return self._site.requests.submit(
            person,
            sheet.kind.key,
            sheet.values,
            request_id=sheet.request_id,
            revision=sheet.revision,
            submission=sheet.submission,
            route=sheet.routing.kept,
        )

    def _save(self, person: Person, sheet: Sheet, route: Kept | None = None) -> int:
        return self._site.requests.save_draft(
            person,
            sheet.kind.key,
            sheet.values,
            request_id=sheet.request_id,
            revision=sheet.revision,
            submission=sheet.submission,
            route=route,
        )

    def _with_files(self, person: Person, sheet: Sheet) -> Sheet:
        """What was typed, with the ids of files that came along: they are kept before anything is judged."""
        values = dict(sheet.values)
        for component in files.fields_of(sheet.kind.form):
            key = component.key or ""
            chosen = [one for one in request.files.getlist(key) if one.filename]
            if not chosen:
                continue
            try:
                given = received(chosen)
            except EngineError as refusal:
                why = {"why": refusal.text("en"), "why_zh": refusal.text("zh")}
                raise FieldsRefused({key: [FieldError(code="FILE_REFUSED", args=why)]}) from refusal
            if sheet.request_id is None:
                kept = self._save(person, sheet)
                sheet = replace(sheet, request_id=kept, revision=self._revision(kept))
            known = values.get(key)
            ids = self._site.requests.keep_files(person, sheet.request_id or 0, given)
            values[key] = [*(known if isinstance(known, list) else []), *({"id": one} for one in ids)]
        return replace(sheet, values=values)

    def _revision(self, request_id: int) -> int:
        with self._site.store.read() as connection:
            return int(rows.of(connection, request_id).revision)

    def _kind(self, connection: Connection, row: Row[Any]) -> RequestKind:
        """A draft is filled in by the latest version, what was submitted by the one it was submitted with."""
        if row.no is None:
            return self._site.kinds.latest(connection, row.key)
        return self._site.kinds.version(connection, row.definition_id)

    def _page(self, person: Person, sheet: Sheet, status: int = 200) -> Response:
        with self._site.store.read() as connection:
            kind, at = sheet.kind, lang()
            values = files.named(connection, kind.form, sheet.values, request_id=sheet.request_id)
            form = form_for(connection, kind, values)
            view = form_view(
                form,
                values=values,
                errors=sheet.errors,
                lang=at,
                translate=lambda text: kind.text(text, at),
            )
            asks_customer = any(properties(one).get("names") == "customer" for one in form.all())
            html = render_template(
                "requests/fill.html",
                sheet=sheet,
                kind=kind,
                view=view,
                customers=lists.customers(connection, person) if asks_customer else (),
                may_start=kind.may_start(person) or sheet.returned,
                starters=titles(connection, kind.head.starters),
                route=self._routing.html(
                    connection, person, kind, sheet.values, sheet.routing, request_id=sheet.request_id
                ),
            )
        return make_response(html, status)


def _own(connection: Connection, person: Person, request_id: int) -> Row[Any]:
    row = rows.find(connection, person, request_id)
    if row.applicant_id != person.id:
        raise rows.missing(request_id)
    return row
