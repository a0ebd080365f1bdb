"""One request: what it says, where it has come to, what was decided; to be read, printed, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import organisation
from engine.organisation import Person
from forms.accounts import signed_in
from forms.files import answer as answer_file
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval.field_rights import hidden_from
from processes.requests import files, routes, rows, shown
from processes.requests.web.site import Site


class RequestPages:
    """The views of one request."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, request_id: int) -> Response:
        """The page of a request; a draft is opened to go on with it."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = rows.find(connection, person, request_id)
            if row.state == "draft":
                return redirect(url_for("requests.edit", request_id=request_id), code=303)
            found = self._told(connection, person, request_id)
            return make_response(render_template("requests/show.html", **found))

    def print_view(self, request_id: int) -> str:
        """The request and its record on plain paper."""
        person = signed_in()
        with self._site.store.read() as connection:
            return render_template("requests/print.html", **self._told(connection, person, request_id))

    def panel(self, request_id: int) -> str:
        """What a request says, beside the task that decides about it."""
        person = signed_in()
        with self._site.store.read() as connection:
            found = self._told(connection, person, request_id)
            return render_template("requests/panel.html", **found)

    def withdraw(self, request_id: int) -> Response:
        """Take it back."""
        self._site.requests.withdraw(signed_in(), request_id, request.form.get("reason", ""))
        flash(_("Withdrawn."), "ok")
        return redirect(url_for("requests.show", request_id=request_id), code=303)

    def file(self, upload_id: int) -> Response:
        """A file of a request; pictures and PDFs are shown."""
        with self._site.store.read() as connection:
            one = files.readable(connection, signed_in(), upload_id)
        return answer_file(
            self._site.store,
            file_id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            view=True,
        )

    def _told(self, connection: Connection, person: Person, request_id: int) -> Mapping[str, Any]:
        row = rows.find(connection, person, request_id)
        kind = self._site.kinds.version(connection, row.definition_id)
        at, hidden = lang(), hidden_from(connection, person, row.instance_id or 0)
        zh, en, tone = rows.STATES[row.state]
        filed_by = organisation.person(connection, row.filed_by_id) if row.filed_by_id else None
        applicant = organisation.person(connection, row.applicant_id)
        return {
            "row": row,
            "kind": kind,
            "state": (zh if at == "zh" else en, tone),
            "applicant": applicant,
            "department": organisation.department(connection, applicant.department_id if applicant else None),
            "fields": shown.shown(connection, kind, row, at, hidden),
            "points": routes.points(connection, self._site.history, row, at, hidden),
            "record": routes.record(connection, self._site.history, row, at, hidden),
            "holders": routes.holders(connection, row, at) if row.state in (*rows.OPEN, "approved") else [],
            "filed_by": filed_by,
            "mine": row.applicant_id == person.id,
            "may_withdraw": self._site.requests.may_withdraw(connection, person, row),
            "may_copy": row.applicant_id == person.id and kind.may_start(person),
        }
