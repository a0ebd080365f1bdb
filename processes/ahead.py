"""Who would approve a document if one submitted it now: a part of pages, loaded when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from engine.errors import Invalid, NotFound
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.accounts.refusals import not_found_handler
from processes.approval.documents import Documents
from processes.routes import route_steps

Sees = Callable[[Connection, Person, str, int], bool | None]
"""Whether a person sees a document; None: the type itself says so."""


def blueprint(*, store: Store, documents: Documents, sees: Sees) -> Blueprint:
    """The blueprint `approvals` at /approvals."""
    site = Blueprint("approvals", __name__, url_prefix="/approvals", template_folder="templates")

    @site.get("/ahead")
    def ahead() -> str:
        """The points the document would pass or skip, who decides there and why."""
        person, document_type = signed_in(), request.args.get("document_type", "")
        text = request.args.get("document_id", "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Invalid(field="document_id", message="a number", message_zh="应为数字")
        identity = int(text)
        with store.read() as connection:
            document = documents.of(document_type)
            seen = sees(connection, person, document_type, identity)
            if seen is None:
                seen = identity in document.called(connection, person, [identity], "zh")
            if not seen:
                raise NotFound(what="document", what_zh="单据", id=identity)
            steps = route_steps(
                connection, documents, document_type, identity, person.login, at=store.clock.now()
            )
        return render_template("approvals/ahead.html", steps=steps)

    site.register_error_handler(NotFound, not_found_handler(store))
    return site
