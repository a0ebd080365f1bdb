"""The page at /rules/<key>/release: what the second person looks at, and what they say."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store, Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import drafting, findings, page, policies
from processes.approval.backtest import kept
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import ApprovalError, DraftChanged
from processes.approval.releasing import gate
from processes.approval.releasing.errors import ChangedSince
from processes.approval.running.words import CHOICES


class ReleasePages:
    """The views about releases."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """Differences, what is lowered, findings and backtest of the draft on one page."""
        return self._answer(key)

    @require("rules", "approve")
    def agree(self, key: str) -> BaseResponse:
        """The second person agrees: it is in force."""
        with self._store.read() as connection:
            document = self._document(connection, key)
        return self._said(
            key,
            lambda tx: gate.agree(tx, key, document, opinion=request.form.get("opinion", "")),
            _("It is in force."),
            action="rules.agree",
        )

    @require("rules", "approve")
    def send_back(self, key: str) -> BaseResponse:
        """The second person does not agree, and says why."""
        return self._said(
            key,
            lambda tx: gate.send_back(tx, key, opinion=request.form.get("opinion", "")),
            _("It was sent back."),
            action="rules.send_back",
        )

    @require("rules", "define")
    def withdraw(self, key: str) -> BaseResponse:
        """Take a submission back."""
        return self._said(
            key,
            lambda tx: gate.withdraw(tx, key),
            _("The submission was withdrawn."),
            action="rules.withdraw",
        )

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

    def _said(
        self, key: str, say: Callable[[Transaction], object], done: str, *, action: str
    ) -> BaseResponse:
        try:
            with self._store.begin(by=signed_in().id, action=action) as tx:
                say(tx)
        except (ApprovalError, ChangedSince) as refusal:
            return self._answer(key, status=refusal.status, refusal=refusal.text(lang()))
        flash(done, "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    def _answer(self, key: str, *, status: int = 200, refusal: str = "") -> Response:
        person = signed_in()
        with self._store.read() as connection:
            document = self._document(connection, key)
            shown = page.build(connection, key, document, lang(), None)
            submitted = gate.latest(connection, shown.draft) if shown.draft else None
            waits = submitted is not None and submitted.state == "open"
            mine = (
                submitted is not None
                and shown.draft is not None
                and person.id in (submitted.by, shown.draft.by)
            )
            html = render_template(
                "rules/release.html",
                page=shown,
                submitted=submitted,
                waits=waits,
                mine=mine,
                lowerings=gate.lowerings(connection, shown.draft, document) if shown.draft else [],
                findings=[*findings.of_flow(shown.flow, document), *findings.unheld(connection, shown.flow)]
                if shown.draft
                else [],
                flow=shown.flow,
                report=kept.latest(connection, shown.draft) if shown.draft else None,
                may_approve=organisation.may(connection, person, "rules", "approve") is not None,
                may_define=organisation.may(connection, person, "rules", "define") is not None,
                by=organisation.person(connection, submitted.by) if submitted else None,
                decider=organisation.person(connection, submitted.decided_by)
                if submitted and submitted.decided_by
                else None,
                opinion=request.form.get("opinion", ""),
                refusal=refusal,
                running_choices=CHOICES,
            )
        return make_response(html, status)

    def _document(self, connection: Connection, key: str) -> DocumentType:
        return self._documents.of(policies.policy(connection, key).document_type)
