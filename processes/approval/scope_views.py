"""Pages about which documents a flow is for, and about the flows of a type together."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store, Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import administering, condition_grid, drafting, page, policies
from processes.approval.answering import condition_parts
from processes.approval.condition_reading import reshapes
from processes.approval.documents import Documents
from processes.approval.errors import DraftChanged, FlowInUse, NameNeeded
from processes.approval.findings import Shown, of_type
from processes.approval.model import Flow, Point
from processes.approval.page import Page
from processes.approval.point_ids import fresh
from processes.approval.scope_reading import TypedScope, read_scope, reshaped_scope, stored_scope


class ScopePages:
    """The views of /rules/<key>/scope, and the commands about flows."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """What a flow is for, and the flows of its type in order."""
        with self._store.read() as connection:
            shown = self._page(connection, key)
            return self._answer(connection, shown, stored_scope(shown.flow, shown.names))

    @require("rules", "define")
    def save(self, key: str) -> BaseResponse:
        """Keep it in the draft. With a fault nothing is kept and everything typed is shown."""
        with self._store.read() as connection:
            shown = self._page(connection, key)
            typed = read_scope(request.form, shown.flow, shown.names)
            if reshapes(request.form):
                return self._answer(connection, shown, reshaped_scope(request.form, typed, shown.names))
            if typed.condition.faults:
                return self._answer(connection, shown, typed, status=422)
        try:
            with self._store.begin(by=signed_in().id, action="rules.scope") as tx:
                drafting.save_draft(tx, key, typed.flow, seen=request.form.get("seen") or None)
        except DraftChanged as conflict:
            with self._store.read() as connection:
                return self._answer(
                    connection, self._page(connection, key), typed, status=409, refusal=conflict.text(lang())
                )
        flash(_("The draft was saved."), "ok")
        return redirect(url_for("rules.scope", key=key), code=303)

    @require("rules", "define")
    def create(self) -> BaseResponse:
        """A new flow of a type, with one point to fill in."""
        document = self._documents.of(request.form.get("document_type", ""))
        first = Point(number=1, name="新审批点", name_en="New point", id=fresh())

        def add(tx: Transaction) -> str:
            return administering.add(tx, document.key, **_names(), flow=Flow(points=(first,)))

        return self._new(add, url_for("rules.index"))

    @require("rules", "define")
    def copy(self, key: str) -> BaseResponse:
        """A new flow that says the same."""
        return self._new(lambda tx: administering.copy(tx, key, **_names()), url_for("rules.scope", key=key))

    @require("rules", "define")
    def change(self, key: str) -> BaseResponse:
        """Rename, switch, order or delete a flow, as the button says."""
        what = request.form.get("what", "")
        try:
            with self._store.begin(by=signed_in().id, action="rules.change") as tx:
                if what == "rename":
                    administering.rename(tx, key, **_names())
                elif what in ("on", "off"):
                    administering.switch(tx, key, enabled=what == "on")
                elif what in ("earlier", "later"):
                    administering.move(tx, key, -1 if what == "earlier" else 1)
                elif what == "delete":
                    administering.remove(tx, key)
                elif what in ("approve", "refuse"):
                    document_type = policies.policy(tx.connection, key).document_type
                    administering.set_without_flow(
                        tx, document_type, "approve" if what == "approve" else "refuse"
                    )
        except (NameNeeded, FlowInUse) as refusal:
            flash(refusal.text(lang()), "bad")
            return redirect(url_for("rules.scope", key=key), code=303)
        back = url_for("rules.index") if what == "delete" else url_for("rules.scope", key=key)
        return redirect(back, code=303)

    def _new(self, make: Callable[[Transaction], str], back: str) -> BaseResponse:
        try:
            with self._store.begin(by=signed_in().id, action="rules.new") as tx:
                key = make(tx)
        except NameNeeded as refusal:
            flash(refusal.text(lang()), "bad")
            return redirect(back, code=303)
        return redirect(url_for("rules.flow", key=key), code=303)

    def _page(self, connection: Connection, key: str) -> Page:
        document = self._documents.of(policies.policy(connection, key).document_type)
        return page.build(connection, key, document, lang(), None, now=self._store.clock.now())

    def _answer(
        self,
        connection: Connection,
        shown: Page,
        typed: TypedScope,
        *,
        status: int = 200,
        refusal: str = "",
    ) -> Response:
        editable = organisation.may(connection, signed_in(), "rules", "define") is not None
        shape = url_for("rules.save_scope", key=shown.policy.key)
        html = render_template(
            "rules/scope.html",
            page=shown,
            typed=typed.condition,
            flow=typed.flow,
            together=[
                finding
                for _of, finding in of_type(
                    connection, shown.document, shown.now, instead={shown.policy.key: typed.flow}
                )
            ],
            grid=condition_grid.grid(
                typed.condition,
                shown.document,
                lang(),
                said=Shown(),
                read_only=not editable,
                recalculate="",
                shape=shape,
            ),
            **condition_parts(typed.condition, shown.document),
            shape=shape,
            recalculate="",
            flows=policies.of_type(connection, shown.document.key),
            without_flow=policies.without_flow(connection, shown.document.key),
            editable=editable,
            refusal=refusal,
        )
        return make_response(html, status)


def _names() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("name", "name_en")}
