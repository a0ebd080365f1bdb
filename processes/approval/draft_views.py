"""Changing the draft of a flow on its page: saving a point, adding, moving and removing points, discarding."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.grid import changes_rows
from processes.approval import drafting, reading
from processes.approval.answering import Answering, new_point, point_of
from processes.approval.condition_reading import reshapes
from processes.approval.documents import Documents
from processes.approval.errors import DraftChanged
from processes.approval.model import Flow, Point
from processes.approval.reading import Typed
from processes.approval.rule_reading import PREFIX as RULES


class DraftPages:
    """The commands of the page of a flow about its draft."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._answering = Answering(store=store, documents=documents)

    @require("rules", "define")
    def save(self, key: str) -> BaseResponse:
        """Keep the point as typed in the draft. With a fault nothing is kept and everything typed is shown."""
        person, action = signed_in(), request.form.get("action", "")
        with self._store.read() as connection:
            shown = self._answering.page(connection, key, None)
            point = point_of(shown.flow, request.form.get("point", 1, int)) or new_point(shown.flow)
            typed = reading.read(request.form, point, shown.document, shown.names)
            if reshapes(request.form) or changes_rows(request.form, RULES):
                typed = reading.reshaped_point(request.form, typed, shown.document, lang())
                return self._answering.answer(connection, shown, point, typed=typed)
            if typed.faults and action != "remove":  # of what goes nothing has to be right
                return self._answering.answer(connection, shown, point, typed=typed, status=422)
        flow, number = _changed(shown.flow, point if action == "remove" else typed.point, action)
        try:
            with self._store.begin(by=person.id, action="rules.save") as tx:
                drafting.save_draft(tx, key, flow, seen=request.form.get("seen") or None)
        except DraftChanged as conflict:
            return self._conflict(key, typed, conflict)
        return redirect(url_for("rules.flow", key=key, point=number), code=303)

    @require("rules", "define")
    def discard(self, key: str) -> BaseResponse:
        """Throw the draft away."""
        with self._store.begin(by=signed_in().id, action="rules.discard") as tx:
            drafting.discard_draft(tx, key, seen=request.form.get("seen", ""))
        flash(_("The draft was discarded."), "ok")
        return redirect(url_for("rules.flow", key=key), code=303)

    def _conflict(self, key: str, typed: Typed, conflict: DraftChanged) -> Response:
        with self._store.read() as connection:
            shown = self._answering.page(connection, key, None)
            who = shown.people.get(shown.draft.by or 0) if shown.draft else None
            text = conflict.text(lang()) + (f" {who.label(lang())}" if who else "")
            return self._answering.answer(
                connection, shown, typed.point, typed=typed, status=409, conflict=text
            )


def _changed(flow: Flow, point: Point, action: str) -> tuple[Flow, int]:
    """The flow with the point replaced, then changed in structure if a button asked so; the point to show."""
    points = [point if each.number == point.number else each for each in flow.points] or [point]
    place = point.number - 1
    if action == "add":
        points.append(new_point(flow))
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
