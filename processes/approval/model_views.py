"""The page at /rules/<key>/model: who may change a route, and within what."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import drafting, page, policies
from processes.approval.documents import Documents
from processes.approval.errors import DraftChanged
from processes.approval.findings.limits import unmet
from processes.approval.model_reading import TypedModel, read_model, stored_model
from processes.approval.model_words import MODELS
from processes.approval.page import Page


class ModelPages:
    """The views about the model of a flow."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """The model of the draft, else of the version in force."""
        with self._store.read() as connection:
            shown = self._page(connection, key)
            return self._answer(connection, shown, stored_model(shown.flow))

    @require("rules", "define")
    def save(self, key: str) -> BaseResponse:
        """Keep it in the draft. With a fault nothing is kept and everything typed is shown."""
        with self._store.read() as connection:
            shown = self._page(connection, key)
            typed = read_model(request.form, shown.flow, shown.names)
            if typed.faults:
                return self._answer(connection, shown, typed, status=422)
        try:
            with self._store.begin(by=signed_in().id, action="rules.model") as tx:
                drafting.save_draft(tx, key, typed.flow, seen=request.form.get("seen") or None)
        except DraftChanged as conflict:
            with self._store.read() as connection:
                return self._answer(
                    connection, self._page(connection, key), typed, status=409, refusal=conflict.text(lang())
                )
        flash(_("The draft was saved."), "ok")
        return redirect(url_for("rules.model", key=key), code=303)

    def _page(self, connection: Connection, key: str) -> Page:
        document = self._documents.of(policies.policy(connection, key).document_type)
        return page.build(connection, key, document, lang(), None, now=self._store.clock.now())

    def _answer(
        self,
        connection: Connection,
        shown: Page,
        typed: TypedModel,
        *,
        status: int = 200,
        refusal: str = "",
    ) -> Response:
        html = render_template(
            "rules/model.html",
            page=shown,
            typed=typed,
            flow=typed.flow,
            models=[(code, words[lang() == "en"]) for code, words in MODELS.items()],
            unmet=[one.text(lang()) for one in unmet(connection, typed.flow)],
            editable=organisation.may(connection, signed_in(), "rules", "define") is not None,
            refusal=refusal,
        )
        return make_response(html, status)


def add_to(rules: Blueprint, *, store: Store, documents: Documents) -> None:
    """The addresses of the page."""
    pages = ModelPages(store=store, documents=documents)
    rules.add_url_rule("/<key>/model", "model", pages.show)
    rules.add_url_rule("/<key>/model/draft", "save_model", pages.save, methods=["POST"])
