"""The page of one flow put together: for whoever looks, and for a form that came back with a fault or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy import Connection

from engine import organisation
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.shell import lang
from processes.approval import (
    condition_grid,
    findings,
    page,
    point_after_return,
    point_operations,
    policies,
    reading,
    route_cards,
    spoken,
)
from processes.approval.comparing import OVERDUE
from processes.approval.coverage import Coverage, coverage
from processes.approval.documents import Documents, DocumentType
from processes.approval.findings import Finding, Shown, further
from processes.approval.findings.shown import with_point
from processes.approval.hits import Hits, hits
from processes.approval.model import Flow, Point
from processes.approval.page import Page
from processes.approval.point_ids import fresh
from processes.approval.point_parts import POINT_PARTS
from processes.approval.reading import Typed
from processes.approval.releasing import submissions
from processes.approval.rule_grid import rule_grid, suggestions
from processes.approval.running.words import CHOICES, chosen


class Answering:
    """Draws rules/flow.html."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def answer(
        self,
        connection: Connection,
        shown: Page,
        point: Point | None,
        *,
        typed: Typed | None = None,
        status: int = 200,
        conflict: str = "",
    ) -> Response:
        """The page with one point in its form: as stored, or as `typed`."""
        may_define = _may(connection, "define")
        editable = may_define and not shown.is_past
        form = typed or (
            reading.stored(point, shown.document, shown.names, facts_of(shown.flow)) if point else None
        )
        counted = hits(connection, shown.policy.key, shown.flow, shown.now)
        about = further(connection, shown.policy.key, shown.flow, shown.document, shown.now)
        noted = self._noted(shown, form, counted, about)
        html = render_template(
            "rules/flow.html",
            page=shown,
            cards=route_cards.cards(shown, lang()),
            point=point,
            typed=form,
            noted=noted,
            hits=counted,
            flow=shown.flow,
            key=shown.policy.key,
            editable=editable,
            may_define=may_define,
            conflict=conflict,
            **(_form(shown, form, noted, editable=editable) if form else {}),
            **_release(connection, shown),
        )
        return make_response(html, status)

    def _noted(
        self, shown: Page, typed: Typed | None, counted: Mapping[int, Hits], empty: Sequence[Finding]
    ) -> Shown:
        if typed is None or shown.is_past:
            return Shown()
        mine, entry = counted.get(typed.point.number), shown.flow.entry
        return findings.shown(shown.flow, typed, shown.document, hits=mine, further=empty, entry=entry)

    def page(self, connection: Connection, key: str, version: int | None) -> Page:
        """A flow as the page shows it. Raises PolicyNotFound, VersionNotFound."""
        return page.build(
            connection, key, self.document(connection, key), lang(), version, now=self._store.clock.now()
        )

    def document(self, connection: Connection, key: str) -> DocumentType:
        """The type of documents of a flow."""
        return self._documents.of(policies.policy(connection, key).document_type)


def point_of(flow: Flow, number: int) -> Point | None:
    """The point of this number, else the first one."""
    return flow.point(number) or (flow.points[0] if flow.points else None)


def new_point(flow: Flow) -> Point:
    """A point after all others, for somebody to fill in."""
    return Point(number=len(flow.points) + 1, name="新审批点", name_en="New point", id=fresh())


def _form(shown: Page, form: Typed, noted: Shown, *, editable: bool) -> dict[str, object]:
    """What the form of a point needs: rules/point.html and the templates of `POINT_PARTS`."""
    url, shape = (url_for(f"rules.{name}", key=shown.policy.key) for name in ("read", "save"))
    return {
        "grid": condition_grid.grid(
            form,
            shown.document,
            lang(),
            said=noted,
            read_only=not editable,
            recalculate=url,
            shape=shape,
        ),
        **condition_parts(form, shown.document),
        "coverage": drawn(shown.flow, form.point, shown.document),
        "recalculate": url,
        "shape": shape,
        "rules": rule_grid(form, shown.names, read_only=not editable),
        "suggested": suggestions(shown.names, shown.positions),
        "parts": POINT_PARTS,
        "overdue_options": [(code, words[lang() == "en"]) for code, words in OVERDUE.items()],
        "decisions": point_operations.decisions(lang()),
        "operation_groups": point_operations.groups(lang()),
        "returns": point_after_return.choices(lang()),
    }


def condition_parts(form: Typed, document: DocumentType) -> dict[str, object]:
    """What rules/condition.html needs besides the grid."""
    columns = form.condition.columns
    return {
        "reading": spoken.reading(form.point, document),
        "lists": condition_grid.lists(document, columns, lang()),
        "further": condition_grid.further(document, columns, lang()),
    }


def drawn(flow: Flow, point: Point, document: DocumentType) -> Coverage | None:
    """The picture of a flow in which one point reads as it was typed, over the facts that were chosen."""
    across, down = request.values.get("map_across", ""), request.values.get("map_down", "")
    return coverage(with_point(flow, point), document, point, lang(), across, down)


def facts_of(flow: Flow) -> list[str]:
    """The facts that the conditions of a flow ask about: each point offers a column for them."""
    return [name for point in flow.points for name in point.condition.facts]


def _release(connection: Connection, shown: Page) -> dict[str, object]:
    """What the head of the page needs."""
    return {
        "submitted": submissions.latest(connection, shown.draft) if shown.draft else None,
        "may_publish": _may(connection, "publish"),
        "running_choices": CHOICES,
        "running": chosen(request.form.get("running")),
    }


def _may(connection: Connection, action: str) -> bool:
    return organisation.may(connection, signed_in(), "rules", action) is not None
