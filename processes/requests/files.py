"""Files in the form of a request: kept when they arrive, looked up when it is submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.fields.component import Component
from forms.fields.filepicker import identity
from forms.files import uploads
from forms.files.uploads import Upload
from forms.schema import FieldError, Form
from processes.approval.field_rights import hidden_from
from processes.requests import rows
from processes.requests.errors import FieldsRefused


def fields_of(form: Form) -> list[Component]:
    """The fields that take files."""
    return [one for one in form.all() if one.type == "filepicker" and one.key]


def named(
    connection: Connection, form: Form, values: Mapping[str, Any], *, request_id: int | None
) -> dict[str, Any]:
    """Values with names and sizes of what was uploaded for this request; what is unknown is left out."""
    found = dict(values)
    for component in fields_of(form):
        ids = _ids(found.get(component.key or ""))
        if ids:
            known = {} if request_id is None else uploads.of_root(connection, ids, root_id=request_id)
            found[component.key or ""] = [known[one].reference for one in ids if one in known]
    return found


def settled(tx: Transaction, form: Form, values: dict[str, Any], *, request_id: int) -> dict[str, Any]:
    """Accepted values with full references; the files stay. Raises FieldsRefused."""
    found = dict(values)
    for component in fields_of(form):
        key = component.key or ""
        ids = _ids(found.get(key))
        known = uploads.of_root(tx.connection, ids, root_id=request_id) if ids else {}
        if len(known) != len(ids):
            raise FieldsRefused({key: [FieldError(code="FILE_UNKNOWN")]})
        if ids:
            uploads.confirm(tx, ids)
            found[key] = [known[one].reference for one in ids]
    return found


def readable(connection: Connection, person: Person, upload_id: int) -> Upload:
    """A file of a request that the person may see, in a field that is not hidden from him. Raises NotFound."""
    found = uploads.one(connection, upload_id)
    row = rows.find(connection, person, found.root_id)
    values = rows.values(row)
    for name in hidden_from(connection, person, row.instance_id or 0):
        if upload_id in _ids(values.get(name)):
            raise NotFound(what="file", id=upload_id)
    return found


def _ids(value: object) -> list[int]:
    given = [identity(one) for one in value] if isinstance(value, list) else []
    return list(dict.fromkeys(one for one in given if one is not None))
