"""The pages of versions: the list, taking one back that waits for its moment, going back to a former one."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import drafting, page, policies
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import ApprovalError, DraftChanged
from processes.approval.releasing import effective, gate, rolling_back, told
from processes.approval.releasing.errors import SubmittedAlready
from processes.approval.releasing.version_lines import lines
from processes.approval.running.words import CHOICES, chosen


class VersionPages:
    """The views about the versions of a flow."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def index(self, key: str) -> str:
        """Every version: what it is, from when to when, who released and agreed, why, what it changed."""
        person = signed_in()
        with self._store.read() as connection:
            document = self._document(connection, key)
            shown = page.build(connection, key, document, lang(), None, now=self._store.clock.now())
            return render_template(
                "rules/version_list.html",
                page=shown,
                lines=lines(connection, shown),
                running_choices=CHOICES,
                may_publish=organisation.may(connection, person, "rules", "publish") is not None,
                may_define=organisation.may(connection, person, "rules", "define") is not None,
            )

    @require("rules", "publish")
    def take_back(self, key: str) -> BaseResponse:
        """A version that waits for its moment never takes effect."""
        number = request.form.get("version", 0, int)
        try:
            with self._store.begin(by=signed_in().id, action="rules.take_back") as tx:
                gate.take_back(tx, key, number, reason=request.form.get("reason", ""))
        except ApprovalError as refusal:
            flash(refusal.text(lang()), "bad")
        else:
            flash(_("Version %(no)s was taken back.", no=number), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    @require("rules", "define")
    def restore(self, key: str) -> BaseResponse:
        """Open a draft that equals a former version."""
        number, seen = request.form.get("version", 0, int), request.form.get("seen") or None
        try:
            with self._store.begin(by=signed_in().id, action="rules.restore") as tx:
                drafting.restore(tx, key, number, seen=seen)
        except DraftChanged as conflict:
            flash(conflict.text(lang()), "bad")
        else:
            flash(_("The draft says what version %(no)s said.", no=number), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    @require("rules", "view")
    def look_back(self, key: str, number: int) -> Response:
        """What going back to a version would change."""
        return self._preview(key, number)

    @require("rules", "publish")
    def roll_back(self, key: str, number: int) -> BaseResponse:
        """Go back to a version: released, or submitted; refusals are shown with everything as typed."""
        form = request.form
        try:
            moment = effective.read_moment(form.get("effective", ""), self._store.clock.now())
        except ApprovalError as refusal:
            return self._preview(
                key, number, status=refusal.status, errors={"effective": refusal.text(lang())}
            )
        with self._store.read() as connection:
            document = self._document(connection, key)
        try:
            with self._store.begin(by=signed_in().id, action="rules.roll_back") as tx:
                version = rolling_back.roll_back(
                    tx,
                    key,
                    document,
                    number,
                    reason=form.get("reason", ""),
                    effective=moment,
                    running=chosen(form.get("running")),
                )
        except (ApprovalError, DraftChanged, SubmittedAlready) as refusal:
            return self._preview(key, number, status=refusal.status, refusal=refusal.text(lang()))
        return told.released(key, version, self._store.clock.now())

    def _preview(
        self,
        key: str,
        number: int,
        *,
        status: int = 200,
        refusal: str = "",
        errors: dict[str, str] | None = None,
    ) -> Response:
        with self._store.read() as connection:
            html = rolling_back.preview(
                connection,
                key,
                self._document(connection, key),
                number,
                signed_in(),
                now=self._store.clock.now(),
                typed=request.form,
                refusal=refusal,
                errors=errors or {},
            )
        return Response(html, status)

    def _document(self, connection: Connection, key: str) -> DocumentType:
        return self._documents.of(policies.policy(connection, key).document_type)
