"""Trying a flow on a document: which flow is for it, and its route by the version in force and by the draft."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import lang
from processes.approval import page, policies
from processes.approval.documents import Documents, Sample
from processes.approval.errors import FlowUndecided
from processes.approval.page import Page
from processes.approval.route import preview
from processes.approval.selecting import Considered, consider


class TryPages:
    """The view of /rules/<key>/try."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def try_one(self, key: str) -> str | BaseResponse:
        """Documents to choose from, or the route of one: by the version in force and by the draft.

        A part of the flow's page: opened by itself, it leads there.
        """
        if "HX-Request" not in request.headers:
            document, words = request.args.get("document"), request.args.get("q")
            return redirect(url_for("rules.flow", key=key, document=document, q=words))
        person = signed_in()
        with self._store.read() as connection:
            shown = self._page(connection, key)
            return render_template("rules/try.html", page=shown, **self._tried(connection, person, shown))

    def _tried(self, connection: Connection, person: Person, shown: Page) -> dict[str, object]:
        words = request.args.get("q", "").strip()[:100]
        document_id = request.args.get("document", type=int)
        samples = shown.document.samples(connection, person, words, lang())
        chosen = next((one for one in samples if one.id == document_id), None)
        return {
            "words": words,
            "samples": samples,
            "chosen": chosen,
            "considered": self._considered(connection, shown, chosen) if chosen else [],
            "routes": self._routes(connection, shown, chosen) if chosen else [],
            "person_of": lambda login: organisation.by_login(connection, login),
        }

    def _considered(self, connection: Connection, shown: Page, chosen: Sample) -> list[Considered]:
        """Why which flow of the type is for a document; nothing to tell where there is only one."""
        facts = shown.document.read(connection, chosen.id)
        try:
            found = list(consider(connection, shown.document, chosen.applicant, lambda: facts, shown.now))
        except FlowUndecided:
            return []
        return found if len(found) > 1 or not all(one.fits for one in found) else []

    def _routes(self, connection: Connection, shown: Page, chosen: Sample) -> list[tuple[object, object]]:
        facts = shown.document.read(connection, chosen.id)
        return [
            (version, preview(connection, version.flow, facts, shown.document, chosen.applicant))
            for version in (shown.released, shown.draft)
            if version is not None
        ]

    def _page(self, connection: Connection, key: str) -> Page:
        document = self._documents.of(policies.policy(connection, key).document_type)
        return page.build(connection, key, document, lang(), None, now=self._store.clock.now())
