"""The page at /routes/<type>/<id>: the route of a record of the CRM, chosen before it is submitted."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.errors import EngineError, NotFound
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.accounts.refusals import not_found_handler
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval.chosen import desk, kept, papers
from processes.approval.chosen.desk import Paper
from processes.approval.chosen.errors import RouteRefused
from processes.approval.chosen.papers import Record
from processes.approval.chosen.reading import Posted, is_posted, read
from processes.approval.documents import Documents

AT, FORM = "rt-panel", "rt-form"


class RoutePages:
    """The views of /routes/."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def show(self, document_type: str, document_id: int) -> Response:
        """The route as it is kept; requests have it on their own form."""
        person, paper = signed_in(), self._paper(document_type, document_id)
        if document_type.startswith("request_"):
            return redirect(url_for("requests.edit", request_id=document_id))
        with self._store.read() as connection:
            record = self._record(connection, person, paper)
            return self._page(connection, record, paper, desk.opened(connection, paper))

    def panel(self, document_type: str, document_id: int) -> str:
        """The panel after a button or a tick; nothing is kept but templates."""
        paper = self._paper(document_type, document_id)
        record, posted, note, judged = self._acted(paper)
        with self._store.read() as connection:
            return self._panel(connection, record, paper, posted, note=note, judged=judged)

    def keep(self, document_type: str, document_id: int) -> Response:
        """Keep what was chosen; what is not allowed is told and nothing is kept."""
        person, paper = signed_in(), self._paper(document_type, document_id)
        record, posted, note, judged = self._acted(paper)
        if posted.do or not is_posted(request.form):
            with self._store.read() as connection:
                return self._page(connection, record, paper, posted, note=note, judged=judged)
        try:
            with self._store.begin(by=person.id, action="route.keep") as tx:
                desk.demand(tx.connection, self._documents, record.applicant, paper, posted.choice)
                kept.keep(tx, document_type, document_id, posted.choice, seen=posted.seen)
        except EngineError as refusal:
            with self._store.read() as connection:
                return self._page(
                    connection,
                    record,
                    paper,
                    posted,
                    judged=isinstance(refusal, RouteRefused),
                    refusal=refusal.text(lang()),
                    status=refusal.status,
                )
        flash(_("The approval route is kept; it counts when the document is submitted."), "ok")
        return redirect(record.url, code=303)

    def _paper(self, document_type: str, document_id: int) -> Paper:
        return Paper(type=document_type, id=document_id, at=self._store.clock.now())

    def _acted(self, paper: Paper) -> tuple[Record, Posted, str, bool]:
        person, posted = signed_in(), read(request.form)
        with self._store.read() as connection:
            record = self._record(connection, person, paper)
        if not posted.do:
            return record, posted, "", False
        try:
            with self._store.begin(by=person.id, action="route.act") as tx:
                posted_then, done = desk.act(tx, record.applicant, paper, posted)
        except EngineError as refusal:
            return record, posted, refusal.text(lang()), False
        note = desk.NOTES[done][lang() == "en"] if done else ""
        return record, posted_then, note, done == "apply"

    def _record(self, connection: Connection, person: Person, paper: Paper) -> Record:
        self._documents.of(paper.type)
        return papers.find(connection, person, paper.type, paper.id or 0, lang())

    def _panel(
        self,
        connection: Connection,
        record: Record,
        paper: Paper,
        posted: Posted,
        *,
        note: str = "",
        judged: bool = False,
    ) -> str:
        shown = desk.shown(
            connection,
            self._documents,
            record.applicant,
            paper,
            posted,
            lang(),
            judged=judged,
            note=note,
        )
        address = url_for("routes.panel", document_type=paper.type, document_id=paper.id)
        return render_template(
            "routes/panel.html", panel=shown, route_post=address, route_form=FORM, route_at=AT
        )

    def _page(
        self,
        connection: Connection,
        record: Record,
        paper: Paper,
        posted: Posted,
        *,
        note: str = "",
        judged: bool = False,
        refusal: str = "",
        status: int = 200,
    ) -> Response:
        found = desk.outlook_of(connection, self._documents, record.applicant, paper)
        html = render_template(
            "routes/page.html",
            record=record,
            document=self._documents.of(paper.type),
            model=found.flow.model,
            runs=kept.runs(connection, paper.type, paper.id or 0),
            panel_html=self._panel(connection, record, paper, posted, note=note, judged=judged),
            panel_address=url_for("routes.panel", document_type=paper.type, document_id=paper.id),
            at=AT,
            form=FORM,
            refusal=refusal,
        )
        return make_response(html, status)


def blueprint(*, store: Store, documents: Documents) -> Blueprint:
    """The blueprint `routes` at /routes, with the panel's own style and script."""
    routes = Blueprint(
        "routes", __name__, url_prefix="/routes", template_folder="../../templates", static_folder="static"
    )
    pages = RoutePages(store=store, documents=documents)
    routes.register_error_handler(NotFound, not_found_handler(store))
    routes.add_url_rule("/<document_type>/<int:document_id>", "show", pages.show)
    routes.add_url_rule("/<document_type>/<int:document_id>", "keep", pages.keep, methods=["POST"])
    routes.add_url_rule("/<document_type>/<int:document_id>/panel", "panel", pages.panel, methods=["POST"])
    return routes
