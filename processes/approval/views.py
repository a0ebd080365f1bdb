"""Pages where administrators see and redefine approval flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.accounts.identity import may
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.grid import changes_rows
from processes.approval import drafting, findings, page, policies, reading
from processes.approval.comparing import OVERDUE
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import (
    DraftChanged,
    FlowRefused,
    NothingChanged,
    ReasonNeeded,
)
from processes.approval.findings import Finding, Shown, unheld
from processes.approval.hits import Hits, hits
from processes.approval.model import Flow, Point
from processes.approval.naming import naming
from processes.approval.page import Page
from processes.approval.reading import PREFIX, Typed
from processes.approval.releasing import gate
from processes.approval.releasing.errors import SubmittedAlready
from processes.approval.rule_grid import rule_grid, suggestions
from processes.approval.rule_reading import PREFIX as RULES


class RulePages:
    """The views of /rules/."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def index(self) -> str:
        """All flows."""
        with self._store.read() as connection:
            found = [
                page.build(connection, one.key, self._documents.of(one.document_type), lang(), None)
                for one in policies.policies(connection)
            ]
        types = {one.document.key: one.document.title(lang()) for one in found}
        return render_template(
            "rules/index.html", pages=found, types=list(types.items()), may_try=may("rules", "define")
        )

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """One flow: its route, one of its points, its versions."""
        with self._store.read() as connection:
            shown = self._page(connection, key, request.args.get("version", type=int))
            return self._answer(connection, shown, self._point(shown.flow, request.args.get("point", 1, int)))

    @require("rules", "define")
    def save(self, key: str) -> BaseResponse:
        """Keep the point as typed in the draft. With a fault nothing is kept and everything typed is shown."""
        person = signed_in()
        with self._store.read() as connection:
            shown = self._page(connection, key, None)
            point = self._point(shown.flow, request.form.get("point", 1, int)) or _new_point(shown.flow)
            typed = reading.read(request.form, point, shown.document, shown.names)
            if changes_rows(request.form, PREFIX) or changes_rows(request.form, RULES):
                return self._answer(connection, shown, point, typed=typed)
            if typed.faults:
                return self._answer(connection, shown, point, typed=typed, status=422)
        flow, number = _changed(shown.flow, typed.point, request.form.get("action", ""))
        try:
            with self._store.begin(by=person.id, action="rules.save") as tx:
                drafting.save_draft(tx, key, flow, seen=request.form.get("seen") or None)
        except DraftChanged as conflict:
            return self._conflict(key, typed, conflict)
        return redirect(url_for("rules.flow", key=key, point=number), code=303)

    @require("rules", "view")
    def read(self, key: str) -> str:
        """What is typed right now, read aloud in both languages; nothing is kept."""
        with self._store.read() as connection:
            policy = policies.policy(connection, key)
            document = self._documents.of(policy.document_type)
            names = naming(connection, lang(), document)
            current = policies.draft(connection, key) or policies.released(connection, key)
            flow = current.flow if current else Flow(points=())
            counted = hits(connection, key, flow, self._store.clock.now())
            empty = list(unheld(connection, flow))
        point = self._point(flow, request.form.get("point", 1, int)) or _new_point(flow)
        typed = reading.read(request.form, point, document, names)
        mine, entry = counted.get(point.number), flow.entry
        noted = findings.shown(flow, typed, document, hits=mine, further=empty, entry=entry)
        shown = page.grid(typed, document, lang(), said=noted, read_only=False, recalculate="")
        said = page.reading(typed.point, document)
        faults = [fault for fault in typed.faults if fault.place.startswith(PREFIX)]
        marked = [number for number, row in enumerate(shown.rows, start=1) if row.errors]
        return render_template(
            "rules/live.html",
            grid=shown,
            reading=said,
            faults=faults,
            faulty_row=marked[0] if marked else 0,
            noted=noted,
            flow=flow,
            key=key,
        )

    @require("rules", "define")
    def discard(self, key: str) -> BaseResponse:
        """Throw the draft away."""
        with self._store.begin(by=signed_in().id, action="rules.discard") as tx:
            drafting.discard_draft(tx, key, seen=request.form.get("seen", ""))
        flash(_("The draft was discarded."), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    @require("rules", "publish")
    def publish(self, key: str) -> BaseResponse:
        """Release the draft; refusals are shown on the page, with the reason as typed."""
        with self._store.read() as connection:
            document = self._document(connection, key)
        try:
            with self._store.begin(by=signed_in().id, action="rules.publish") as tx:
                version = gate.release(
                    tx,
                    key,
                    document,
                    seen=request.form.get("seen", ""),
                    reason=request.form.get("reason", ""),
                )
        except (DraftChanged, ReasonNeeded, NothingChanged, FlowRefused, SubmittedAlready) as refusal:
            with self._store.read() as connection:
                shown = self._page(connection, key, None)
                point = self._point(shown.flow, 1)
                return self._answer(
                    connection, shown, point, status=refusal.status, refusal=refusal.text(lang())
                )
        if version is None:
            flash(_("Submitted: a second person must agree."), "ok")
            return redirect(url_for("rules.release", key=key), code=303)
        flash(_("Version %(no)s is in force.", no=version.version), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    def _conflict(self, key: str, typed: Typed, conflict: DraftChanged) -> Response:
        with self._store.read() as connection:
            shown = self._page(connection, key, None)
            who = shown.people.get(shown.draft.by or 0) if shown.draft else None
            text = conflict.text(lang()) + (f" {who.label(lang())}" if who else "")
            return self._answer(connection, shown, typed.point, typed=typed, status=409, conflict=text)

    def _answer(
        self,
        connection: Connection,
        shown: Page,
        point: Point | None,
        *,
        typed: Typed | None = None,
        status: int = 200,
        conflict: str = "",
        refusal: str = "",
    ) -> Response:
        person = signed_in()
        may_define = organisation.may(connection, person, "rules", "define") is not None
        editable = may_define and not shown.is_past
        form = typed or (reading.stored(point, shown.document, shown.names) if point else None)
        url = url_for("rules.read", key=shown.policy.key)
        counted = hits(connection, shown.policy.key, shown.flow, self._store.clock.now())
        noted = self._noted(shown, form, counted, list(unheld(connection, shown.flow)))
        html = render_template(
            "rules/flow.html",
            page=shown,
            cards=page.cards(shown, lang()),
            point=point,
            typed=form,
            grid=page.grid(form, shown.document, lang(), said=noted, read_only=not editable, recalculate=url)
            if form
            else None,
            noted=noted,
            hits=counted,
            flow=shown.flow,
            key=shown.policy.key,
            rules=rule_grid(form, shown.names, read_only=not editable) if form else None,
            overdue_options=[(code, words[lang() == "en"]) for code, words in OVERDUE.items()],
            suggested=suggestions(shown.names, shown.positions),
            reading=page.reading(form.point, shown.document) if form else None,
            editable=editable,
            may_define=may_define,
            submitted=gate.latest(connection, shown.draft) if shown.draft else None,
            lowerings=gate.lowerings(connection, shown.draft, shown.document) if shown.draft else [],
            may_publish=organisation.may(connection, person, "rules", "publish") is not None,
            conflict=conflict,
            refusal=refusal,
        )
        return make_response(html, status)

    def _noted(
        self, shown: Page, typed: Typed | None, counted: Mapping[int, Hits], empty: Sequence[Finding]
    ) -> Shown:
        if typed is None or shown.is_past:
            return Shown()
        mine, entry = counted.get(typed.point.number), shown.flow.entry
        return findings.shown(shown.flow, typed, shown.document, hits=mine, further=empty, entry=entry)

    def _page(self, connection: Connection, key: str, version: int | None) -> Page:
        return page.build(connection, key, self._document(connection, key), lang(), version)

    def _document(self, connection: Connection, key: str) -> DocumentType:
        return self._documents.of(policies.policy(connection, key).document_type)

    def _point(self, flow: Flow, number: int) -> Point | None:
        return flow.point(number) or (flow.points[0] if flow.points else None)


def _new_point(flow: Flow) -> Point:
    return Point(number=len(flow.points) + 1, name="新审批点", name_en="New point")


def _changed(flow: Flow, point: Point, action: str) -> tuple[Flow, int]:
    """The flow with the point replaced, then changed in structure if a button asked so; the point to show."""
    points = [point if each.number == point.number else each for each in flow.points] or [point]
    place = point.number - 1
    if action == "add":
        points.append(_new_point(flow))
        place = len(points) - 1
    elif action == "remove" and len(points) > 1:
        del points[place]
        place = min(place, len(points) - 1)
    elif action in ("up", "down"):
        other = place + (-1 if action == "up" else 1)
        if 0 <= other < len(points):
            points[place], points[other] = points[other], points[place]
            place = other
    return flow.with_points(tuple(points)), place + 1
