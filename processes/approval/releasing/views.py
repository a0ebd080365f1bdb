"""The page at /rules/<key>/release: the form of a release, then what the second person looks at and says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine.errors import NotFound
from engine.store.uow import Store, Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import policies
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import ApprovalError, DraftChanged
from processes.approval.releasing import effective, gate, measuring, page, submissions, told
from processes.approval.releasing.errors import ChangedSince, SubmittedAlready
from processes.approval.running.words import chosen


class ReleasePages:
    """The views about the release of a draft."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """Differences, what is lowered, findings and backtest of the draft, and what can be done, on one page."""
        return self._answer(key)

    @require("rules", "view")
    def of_submission(self, submission_id: int) -> BaseResponse:
        """Where a message about a submission leads: its release while it waits, then the versions of its flow."""
        with self._store.read() as connection:
            found = submissions.of_id(connection, submission_id)
        if found is None:
            raise NotFound(what="release", what_zh="发布", id=submission_id)
        key, waits = found
        return redirect(url_for("rules.release" if waits else "rules.versions", key=key), code=303)

    @require("rules", "publish")
    def publish(self, key: str) -> BaseResponse:
        """Release the draft, or submit it; refusals are shown on the page, with everything as typed."""
        form = request.form
        try:
            moment = effective.read_moment(form.get("effective", ""), self._store.clock.now())
        except ApprovalError as refusal:
            return self._answer(key, status=refusal.status, errors={"effective": refusal.text(lang())})
        with self._store.read() as connection:
            document = self._document(connection, key)
        measuring.prepare(self._store, key, document, by=signed_in().id, effective=moment)
        try:
            with self._store.begin(by=signed_in().id, action="rules.publish") as tx:
                version = gate.release(
                    tx,
                    key,
                    document,
                    seen=form.get("seen", ""),
                    reason=form.get("reason", ""),
                    effective=moment,
                    running=chosen(form.get("running")),
                )
        except (ApprovalError, DraftChanged, SubmittedAlready) as refusal:
            return self._answer(key, status=refusal.status, refusal=refusal.text(lang()))
        return told.released(key, version, self._now())

    @require("rules", "approve")
    def agree(self, key: str) -> BaseResponse:
        """The second person agrees: it is in force, or will be at the moment wished."""
        with self._store.read() as connection:
            document = self._document(connection, key)
        try:
            with self._store.begin(by=signed_in().id, action="rules.agree") as tx:
                version = gate.agree(tx, key, document, opinion=request.form.get("opinion", ""))
        except (ApprovalError, ChangedSince) as refusal:
            return self._answer(key, status=refusal.status, refusal=refusal.text(lang()))
        return told.released(key, version, self._now())

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

    def _answer(
        self,
        key: str,
        *,
        status: int = 200,
        refusal: str = "",
        errors: dict[str, str] | None = None,
    ) -> Response:
        with self._store.read() as connection:
            document = self._document(connection, key)
            html = page.render(
                connection,
                key,
                document,
                signed_in(),
                now=self._now(),
                typed=request.form,
                refusal=refusal,
                errors=errors or {},
            )
        return Response(html, status)

    def _now(self) -> datetime:
        return self._store.clock.now()

    def _document(self, connection: Connection, key: str) -> DocumentType:
        return self._documents.of(policies.policy(connection, key).document_type)
