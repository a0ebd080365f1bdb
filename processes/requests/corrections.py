"""What approvers change in a request, as far as their point opens its fields: judged, kept, and put on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert

from engine import organisation
from engine.ids import new_id
from engine.organisation import Language, Person
from engine.store.uow import Transaction
from engine.store.values import encode
from forms.fields.component import Component
from forms.schema import FieldError, Form
from processes.approval.circulation.tables import correction
from processes.requests import moves, rows
from processes.requests.accepting import form_for, missing_lines, period_faults, with_offered
from processes.requests.computing import computed
from processes.requests.errors import ChangedMeanwhile, FieldsRefused
from processes.requests.form_fields import is_editable
from processes.requests.kind import RequestKind
from processes.requests.packaging import PREFIX
from processes.requests.published import RequestKinds
from processes.requests.shown import value_text
from processes.requests.titles import amount_of, title_of
from processes.requests.walking import formula, top

EMPTY: Final[tuple[object, ...]] = (None, "", [])


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenFields:
    """The fields of a request that a point opens: a form of them alone, all values as they are now."""

    form: Form
    values: Mapping[str, Any]
    revision: int
    text: Callable[[str, Language], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Correcting:
    """Who changes what at which work item. `revision`: of the request as it was shown; None: any."""

    item_id: int
    root_id: int
    submitted: Mapping[str, Any]
    revision: int | None = None


class Corrections:
    """Reads and keeps what approvers change."""

    def __init__(self, kinds: RequestKinds) -> None:
        self._kinds = kinds

    def opened(self, connection: Connection, variables: Mapping[str, Any]) -> OpenFields | None:
        """The fields that the point which these variables name opens; None for none."""
        names = _opened(variables)
        if not names:
            return None
        row = rows.of(connection, int(variables["document_id"]))
        kind, values = self._kinds.version(connection, row.definition_id), rows.values(row)
        form = _part(connection, kind, names, values)
        if not form.components:
            return None
        return OpenFields(form=form, values=values, revision=row.revision, text=kind.text)

    def correct(
        self, tx: Transaction, person: Person, variables: Mapping[str, Any], correcting: Correcting
    ) -> None:
        """Change the request of a task and put it on record: old and new. Raises FieldsRefused, ChangedMeanwhile.

        What is unchanged is no change, whatever the page had shown meanwhile.
        """
        row = rows.of(tx.connection, int(variables["document_id"]), lock=True)
        kind, before = self._kinds.version(tx.connection, row.definition_id), rows.values(row)
        form = _part(tx.connection, kind, _opened(variables), before)
        typed = _accepted(form, before, correcting.submitted)
        after = {**before, **typed}
        applicant = organisation.person(tx.connection, row.applicant_id)
        assert applicant is not None
        whole = form_for(tx.connection, kind, after)
        faults = (*period_faults(whole, after), *missing_lines(whole, after))
        wrong = [one for one in faults if one[0] in typed]
        if wrong:
            raise FieldsRefused({name: [error] for name, error in wrong})
        after |= computed(tx.connection, whole, after, applicant)
        changes = [
            _change(kind, one, before, after)
            for one in top(whole.components)
            if (_name(one) in typed or formula(one)) and _differs(before, after, _name(one))
        ]
        if not changes:
            return
        if correcting.revision is not None and correcting.revision != row.revision:
            raise ChangedMeanwhile
        moves.write(
            tx,
            row,
            content=encode(after),
            title=title_of(kind, row.no, applicant, after),
            amount=amount_of(kind, after),
        )
        _record(tx, person, correcting, changes)


def _opened(variables: Mapping[str, Any]) -> frozenset[str]:
    """The names that the point of these variables opens; none for documents that are no requests."""
    point = variables.get("point")
    if not isinstance(point, dict) or not str(variables.get("document_type", "")).startswith(PREFIX):
        return frozenset()
    return frozenset(str(one) for one in point.get("editable") or ())


def _part(
    connection: Connection, kind: RequestKind, names: frozenset[str], values: Mapping[str, Any]
) -> Form:
    chosen = tuple(one for one in top(kind.form.components) if _name(one) in names and is_editable(one))
    return with_offered(connection, Form(key=kind.form.key, title="", components=chosen), values)


def _accepted(form: Form, before: Mapping[str, Any], submitted: Mapping[str, Any]) -> dict[str, Any]:
    known = {_name(one) for one in form.components}
    closed = [name for name in submitted if name not in known]
    if closed:
        raise FieldsRefused({name: [FieldError(code="READ_ONLY")] for name in closed})
    kept = {name: before[name] for name in known if name in before}
    found = form.accept({**kept, **submitted}, current=before)
    if found.errors:
        raise FieldsRefused(found.errors)
    return found.values


def _name(one: Component) -> str:
    return one.key or one.path or ""


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    old, new = before.get(name), after.get(name)
    return bool(old != new) and not (old in EMPTY and new in EMPTY)


def _change(
    kind: RequestKind, one: Component, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    name = _name(one)
    return {
        "field": name,
        "zh": kind.text(one.label, "zh") or name,
        "en": kind.text(one.label, "en") or name,
        "old": [value_text(kind, one, before.get(name), lang) for lang in ("zh", "en")],
        "new": [value_text(kind, one, after.get(name), lang) for lang in ("zh", "en")],
    }


def _record(tx: Transaction, person: Person, correcting: Correcting, changes: list[dict[str, Any]]) -> None:
    tx.connection.execute(
        insert(correction).values(
            id=new_id(),
            root_id=correcting.root_id,
            work_item_id=correcting.item_id,
            by_id=person.id,
            changes=json.dumps(changes, ensure_ascii=False),
            at=tx.now,
        )
    )
    tx.audit(
        "approval.corrected",
        root=correcting.root_id,
        work_item=correcting.item_id,
        payload={"by": person.login, "fields": [one["field"] for one in changes]},
    )
