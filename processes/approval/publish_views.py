"""Releasing the draft from the page of its flow."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval.answering import Answering, point_of
from processes.approval.documents import Documents
from processes.approval.errors import DraftChanged, FlowRefused, NothingChanged, ReasonNeeded
from processes.approval.releasing import gate
from processes.approval.releasing.errors import SubmittedAlready
from processes.approval.running.words import chosen


class PublishPages:
    """The command of /rules/<key>/publish."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._answering = Answering(store=store, documents=documents)

    @require("rules", "publish")
    def publish(self, key: str) -> BaseResponse:
        """Release the draft; refusals are shown on the page, with the reason as typed."""
        with self._store.read() as connection:
            document = self._answering.document(connection, key)
        try:
            with self._store.begin(by=signed_in().id, action="rules.publish") as tx:
                version = gate.release(
                    tx,
                    key,
                    document,
                    seen=request.form.get("seen", ""),
                    reason=request.form.get("reason", ""),
                    running=chosen(request.form.get("running")),
                )
        except (DraftChanged, ReasonNeeded, NothingChanged, FlowRefused, SubmittedAlready) as refusal:
            with self._store.read() as connection:
                shown = self._answering.page(connection, key, None)
                point = point_of(shown.flow, 1)
                return self._answering.answer(
                    connection, shown, point, status=refusal.status, refusal=refusal.text(lang())
                )
        if version is None:
            flash(_("Submitted: a second person must agree."), "ok")
            return redirect(url_for("rules.release", key=key), code=303)
        flash(_("Version %(no)s is in force.", no=version.version), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)
