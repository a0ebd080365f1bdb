"""Files in the form of a work item: kept when they arrive, looked up when the item is completed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.fields.component import Component
from forms.fields.filepicker import identity
from forms.files import uploads
from forms.files.uploads import Upload
from forms.schema import FieldError
from worklist import access, items
from worklist.errors import FormRefused
from worklist.task_form import TaskForm


def fields_of(form: TaskForm | None) -> list[Component]:
    """The fields of a form that take files."""
    return [one for one in form.form.all() if one.type == "filepicker" and one.key] if form else []


def named(
    connection: Connection, form: TaskForm | None, values: Mapping[str, Any], *, root_id: int
) -> dict[str, Any]:
    """Values with the names and sizes of what was uploaded before; what is unknown is left out."""
    found = dict(values)
    for component in fields_of(form):
        ids = _ids(found.get(component.key or ""))
        if ids:
            known = uploads.of_root(connection, ids, root_id=root_id)
            found[component.key or ""] = [known[one].reference for one in ids if one in known]
    return found


def settle(tx: Transaction, form: TaskForm | None, values: dict[str, Any], *, root_id: int) -> dict[str, Any]:
    """The accepted values of a completion with full references; the files stay. Raises FormRefused."""
    settled = dict(values)
    for component in fields_of(form):
        key = component.key or ""
        ids = _ids(settled.get(key))
        if not ids:
            continue
        known = uploads.of_root(tx.connection, ids, root_id=root_id)
        if len(known) != len(ids):
            raise FormRefused({key: [FieldError(code="FILE_UNKNOWN")]})
        uploads.confirm(tx, ids)
        settled[key] = [known[one].reference for one in ids]
    return settled


def readable(connection: Connection, person: Person, upload_id: int, now: datetime) -> Upload:
    """An upload of an instance that the person sees. Raises NotFound."""
    found = uploads.one(connection, upload_id)
    item = items.find(connection, found.item_id)
    if item is None or not access.sees_instance(connection, person, found.root_id, item.started_by, now):
        raise NotFound(what="file", id=upload_id)
    return found


def _ids(value: object) -> list[int]:
    given = [identity(one) for one in value] if isinstance(value, list) else []
    return list(dict.fromkeys(one for one in given if one is not None))
