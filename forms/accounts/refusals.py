"""What is not seen does not exist: one answer, one cost, and a note of who asked (S12)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Response, request

from engine.errors import Busy, NotFound
from engine.store.uow import Store
from forms.accounts.identity import current_person
from forms.shell import Problem, answer, lang

Handler = Callable[[NotFound], Response]


def not_found_handler(store: Store, respond: Handler | None = None) -> Handler:
    """The handler for a blueprint. Hidden and missing things are noted alike, so that both take as long."""

    def handle(error: NotFound) -> Response:
        person = current_person()
        if person is not None:
            facts = {"path": request.path[:200], "method": request.method}
            with suppress(Busy), store.begin(by=person.id, action="access.refused") as tx:
                tx.audit("privacy.refused", payload=facts)
        return (respond or _respond)(error)

    return handle


def _respond(error: NotFound) -> Response:
    return answer(Problem(status=error.status, code=error.code, message=error.text(lang())))
