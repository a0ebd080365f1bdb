"""The route of a request that is being filled in: shown as it would be, changed where its flow lets the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import Connection

from engine import organisation
from engine.errors import EngineError
from engine.organisation import Person
from forms.accounts import signed_in
from forms.render import read_posted
from forms.shell import lang
from processes.approval.chosen import desk, kept
from processes.approval.chosen.desk import Paper
from processes.approval.chosen.kept import Kept
from processes.approval.chosen.reading import Posted, is_posted, read, without_route
from processes.requests import routes, rows, shown
from processes.requests.accepting import form_for
from processes.requests.kind import RequestKind
from processes.requests.web.site import PAGE_NAMES, Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Routing:
    """The panel of a page: what stands in it (None: as kept), whether faults are told, and what was just done."""

    posted: Posted | None = None
    judged: bool = False
    note: str = ""

    @property
    def kept(self) -> Kept | None:
        """What is to be kept with the request."""
        return None if self.posted is None else Kept(choice=self.posted.choice, revision=self.posted.seen)


class RoutePages:
    """The view of a route that is asked for while somebody types, and the panel for other pages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def route(self, key: str) -> str:
        """Who would approve what is typed so far, and what is computed of it; only templates are kept."""
        person, request_id = signed_in(), request.args.get("request_id", type=int)
        with self._site.store.read() as connection:
            kind = self._site.kinds.latest(connection, key)
            if request_id is not None:
                row = rows.find(connection, person, request_id)
                if row.applicant_id != person.id or row.key != key:
                    raise rows.missing(request_id)
            form = form_for(connection, kind, {})
        typed = read_posted(form, without_route(request.form), page_names=PAGE_NAMES).values
        routing = self.acted(person, kind, request_id)
        with self._site.store.read() as connection:
            return self.html(connection, person, kind, typed, routing, request_id=request_id)

    def acted(self, person: Person, kind: RequestKind, request_id: int | None) -> Routing:
        """The panel as posted, after what its buttons ask for."""
        if not is_posted(request.form):
            return Routing()
        posted, paper = read(request.form), self._paper(kind, request_id)
        if not posted.do:
            return Routing(posted=posted)
        try:
            with self._site.store.begin(by=person.id, action="request.route") as tx:
                after, done = desk.act(tx, person, paper, posted)
        except EngineError as refusal:
            return Routing(posted=posted, note=refusal.text(lang()))
        note = desk.NOTES[done][lang() == "en"] if done else ""
        return Routing(posted=after, note=note, judged=done == "apply")

    def _paper(self, kind: RequestKind, request_id: int | None) -> Paper:
        return Paper(type=kind.key, id=request_id, at=self._site.store.clock.now())

    def copied(self, connection: Connection, key: str, request_id: int) -> Routing:
        """The panel of a new request that begins as a copy."""
        return Routing(posted=Posted(choice=kept.of_document(connection, key, request_id).choice))

    def html(
        self,
        connection: Connection,
        person: Person,
        kind: RequestKind,
        typed: Mapping[str, Any],
        routing: Routing,
        *,
        request_id: int | None,
    ) -> str:
        """The panel."""
        facts, values = routes.ahead(connection, kind, person, typed)
        paper = replace(self._paper(kind, request_id), facts=facts)
        return render_template(
            "requests/route.html",
            kind=kind,
            panel=desk.shown(
                connection,
                self._site.documents,
                person,
                paper,
                routing.posted or desk.opened(connection, paper),
                lang(),
                judged=routing.judged,
                note=routing.note,
            ),
            route_post=url_for("requests.route", key=kind.key, request_id=request_id),
            route_form="rq-form",
            route_at="rq-route",
            sums=[one for one in shown.of_values(kind, values, lang()) if one.computed],
            filing=titles(connection, kind.head.filing),
        )


def titles(connection: Connection, codes: tuple[str, ...]) -> list[str]:
    """What positions are called."""
    posts = {post.code: post.title(lang()) for post in organisation.positions(connection)}
    return [posts.get(code, code) for code in codes]
