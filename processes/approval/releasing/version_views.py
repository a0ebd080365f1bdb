"""What can be done about versions: take one back that waits for its moment, restore a former one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import drafting
from processes.approval.documents import Documents
from processes.approval.errors import ApprovalError, DraftChanged
from processes.approval.releasing import gate


class VersionPages:
    """The views about the versions of a flow."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

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
