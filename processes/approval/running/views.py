"""The page at /rules/<key>/running: what asking waiting points again would do, and how far it is."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import policies
from processes.approval.documents import Documents
from processes.approval.policies import Policy
from processes.approval.running import queue
from processes.approval.running.preview import Preview, preview
from processes.approval.running.queue import Progress
from processes.approval.running.words import BECAME

SHOWN = 3
"""Versions whose progress is shown, the latest first."""


class RunningPages:
    """The views about approvals that run."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> str:
        """Preview of the draft, and progress of the versions that asked waiting points again."""
        person = signed_in()
        with self._store.read() as connection:
            policy = policies.policy(connection, key)
            draft = policies.draft(connection, key)
            return render_template(
                "rules/running_page.html",
                policy=policy,
                draft=draft,
                preview=self._preview(connection, policy) if draft else None,
                progress=_progress(connection, key),
                became=BECAME,
                may_publish=organisation.may(connection, person, "rules", "publish") is not None,
            )

    @require("rules", "publish")
    def try_again(self, key: str) -> BaseResponse:
        """Ask those again that failed."""
        version = request.form.get("version", 0, int)
        with self._store.begin(by=signed_in().id, action="rules.ask_again") as tx:
            count = queue.try_again(tx, policies.policy(tx.connection, key).key, version)
        flash(_("%(count)s approvals are tried again.", count=count), "ok")
        return redirect(url_for("rules.running", key=key), code=303)

    def _preview(self, connection: Connection, policy: Policy) -> Preview | None:
        draft = policies.draft(connection, policy.key)
        if draft is None:
            return None
        document = self._documents.of(policy.document_type)
        return preview(connection, policy.key, draft.flow, document, signed_in(), lang())


def _progress(connection: Connection, key: str) -> list[tuple[int, Progress]]:
    asked = [one for one in policies.versions(connection, key) if one.running == "waiting"]
    found = [(one.version, queue.progress(connection, key, one.version)) for one in asked[:SHOWN]]
    return [(version, progress) for version, progress in found if progress is not None]
