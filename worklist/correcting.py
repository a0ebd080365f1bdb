"""Changes of the document that come with a decision: told from the decision, and kept in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection

from engine.organisation import Person
from engine.store.uow import Transaction
from forms.schema import FieldError
from processes.requests.corrections import Correcting, OpenFields
from processes.requests.errors import FieldsRefused
from worklist.case import Case
from worklist.decisions import Decision
from worklist.errors import FormRefused
from worklist.hooks import Hooks

DOCUMENT: Final = "document"
"""The name under which the values of open fields are submitted beside the decision."""
REVISION: Final = "document_revision"
Changes = tuple[Mapping[str, Any], int | None]


def opened(
    connection: Connection, hooks: Hooks, values: Mapping[str, Any], decision: Decision
) -> OpenFields | None:
    """The fields that whoever decides may change; None where nothing is decided or opened."""
    if not decision or hooks.corrections is None:
        return None
    return hooks.corrections.opened(connection, values)


def told_apart(case: Case, submitted: Mapping[str, Any]) -> tuple[dict[str, Any], Changes | None]:
    """The decision, and the changes of the document with the revision they were made on.

    Where nothing is open they stay with the decision, whose form refuses them. Raises FormRefused.
    """
    if case.opened is None or case.asks_opinion or DOCUMENT not in submitted:
        return dict(submitted), None
    decision = {name: value for name, value in submitted.items() if name not in (DOCUMENT, REVISION)}
    changes, revision = submitted[DOCUMENT], submitted.get(REVISION)
    if not isinstance(changes, Mapping):
        raise FormRefused({DOCUMENT: [FieldError(code="NOT_AN_OBJECT")]})
    known = isinstance(revision, int | str) and str(revision).isascii() and str(revision).isdigit()
    return decision, (changes, int(str(revision)) if known else None)


def keeping(
    hooks: Hooks, tx: Transaction, person: Person, case: Case, changes: Changes | None
) -> Callable[[], None] | None:
    """What keeps the changes once it is certain that the decision counts. It raises FormRefused, ChangedMeanwhile."""
    corrections = hooks.corrections
    if changes is None or corrections is None:
        return None
    item = case.item
    correcting = Correcting(item_id=item.id, root_id=item.root_id, submitted=changes[0], revision=changes[1])

    def keep() -> None:
        try:
            corrections.correct(tx, person, case.values, correcting)
        except FieldsRefused as refused:
            errors = {f"{DOCUMENT}.{name}": found for name, found in refused.errors.items()}
            raise FormRefused(errors) from refused

    return keep
