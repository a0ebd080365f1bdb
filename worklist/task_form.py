"""The form of a work item: read once per definition, filled with variables, checked on the way back."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.organisation import Language
from engine.service import Engine
from engine.store.definitions import resources
from forms.rights import rights_from
from forms.schema import Form, load
from worklist.errors import FormRefused
from worklist.items import Item


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskForm:
    """A form with the rights of its user task."""

    form: Form
    rights: Mapping[str, str]

    def accept(
        self, submitted: Mapping[str, Any], *, current: Mapping[str, Any], lang: Language
    ) -> dict[str, Any]:
        """Typed values. Raises FormRefused with a sentence per field."""
        accepted = self.form.accept(submitted, rights=self.rights, current=current)
        if accepted.errors:
            raise FormRefused(
                {name: " ".join(one.text(lang) for one in found) for name, found in accepted.errors.items()}
            )
        return accepted.values


class TaskForms:
    """The forms of published definitions, kept: a published version never changes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._forms: dict[tuple[int, str], Form | None] = {}
        self._lock = threading.Lock()

    def of(self, connection: Connection, item: Item) -> TaskForm | None:
        """The form of an item; None where its task has none."""
        if not item.form:
            return None
        form = self._form(connection, item.definition_id, item.form)
        if form is None:
            return None
        program = self._engine.programs.load(connection, item.definition_id).program
        node = program.node_by_id.get(item.element)
        assignment = None if node is None else node.assignment
        return TaskForm(form=form, rights=rights_from(assignment.field_rights if assignment else ()))

    def _form(self, connection: Connection, definition_id: int, name: str) -> Form | None:
        key = (definition_id, name)
        if key not in self._forms:
            files = resources(connection, definition_id)
            path = next((path for path in _paths(name) if path in files), None)
            found = None if path is None else load(files[path], file=path)
            with self._lock:
                self._forms[key] = found
        return self._forms[key]


def _paths(name: str) -> tuple[str, ...]:
    """Where a package keeps the form that a task names."""
    return (name, f"{name}.form", f"forms/{name}", f"forms/{name}.form")
