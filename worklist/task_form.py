"""The form of a work item: read once per definition, filled with variables, checked on the way back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from engine.organisation import Language
from engine.service import Engine
from engine.store.definitions import resources
from forms.render import FormView, Posted, form_view, read_posted
from forms.render.posted import Posts
from forms.rights import Right, rights_from
from forms.schema import FieldError, Form, load
from forms.schema.lists import Lists, Offered, lists_of, no_lists, with_lists
from worklist.errors import FormRefused
from worklist.items import Item

Errors = Mapping[str, list[FieldError]]
NO_FORM = Form(key="", title="", components=())


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskForm:
    """A form with the rights of its user task."""

    form: Form
    rights: Mapping[str, str]
    lists: Mapping[str, Offered] = field(default_factory=dict)
    """Lists of the administrators that its fields name, as they are now."""

    def read(self, posted: Posts, *, page_names: tuple[str, ...] = ()) -> Posted:
        """What a browser sent, as values that `accept` judges."""
        return read_posted(self.form, posted, rights=self.rights, page_names=page_names)

    def accept(self, submitted: Mapping[str, Any], *, current: Mapping[str, Any]) -> dict[str, Any]:
        """Typed values. Raises FormRefused with what is wrong with each field."""
        form = with_lists(self.form, self.lists, current)
        accepted = form.accept(submitted, rights=self.rights, current=current)
        if accepted.errors:
            raise FormRefused(accepted.errors)
        return accepted.values

    def view(
        self,
        *,
        values: Mapping[str, Any],
        errors: Errors,
        lang: Language,
        translate: Callable[[str], str],
        without: tuple[str, ...] = (),
        read_only: bool = False,
    ) -> FormView:
        """The form to show; `without` are fields that the page shows in its own way."""
        shown = dict.fromkeys(self._names(), "read") if read_only else dict(self.rights)
        hidden = {name: right for name, right in self.rights.items() if right == Right.HIDDEN.value}
        rights = {**shown, **hidden, **dict.fromkeys(without, Right.HIDDEN.value)}
        rest = {name: found for name, found in errors.items() if name not in without}
        form = with_lists(self.form, self.lists, values)
        return form_view(form, values=values, rights=rights, errors=rest, lang=lang, translate=translate)

    def _names(self) -> list[str]:
        return [one.name for one in self.form.all()]


class TaskForms:
    """The forms of published definitions, kept: a published version never changes."""

    def __init__(self, engine: Engine, lists: Lists = no_lists) -> None:
        self._engine = engine
        self._lists = lists
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
        kinds = lists_of(form)
        return TaskForm(
            form=form,
            rights=rights_from(assignment.field_rights if assignment else ()),
            lists=self._lists(connection, kinds) if kinds else {},
        )

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
