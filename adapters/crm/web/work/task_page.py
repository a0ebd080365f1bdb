"""The page of a task: its facts, the states it may come to, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, tables, tasks
from adapters.crm.errors import InvalidFields
from adapters.crm.records import access
from adapters.crm.web.records import inputs, page
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, Invalid
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang

#: What an entry asks for, in this order; the rest of its fields stand in its own editor.
ENTRY = ("action_id", "at", "content", "result", "next_action_id", "next_at", "minutes")
Texts = Mapping[str, Sequence[str]]


class TaskPage:
    """The views of /crm/tasks/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, task_id: int) -> Response:
        """The task."""
        return self._page(task_id)

    def move(self, task_id: int) -> Response:
        """Bring it to another state."""
        person, form = signed_in(), request.form
        state, revision = form.get("state_id", ""), form.get("revision", "")
        if not state.isdecimal() or not revision.isdecimal():
            raise Invalid(field="state_id", message="is missing", message_zh="缺失")
        typed = {name: [form.get(name, "")] for name in ("result", "reason", "state_id")}
        try:
            with self._site.store.begin(by=person.id, action="crm.task.move") as tx:
                tasks.move(
                    tx,
                    person,
                    task_id,
                    int(state),
                    result=form.get("result", "")[:4000],
                    reason=form.get("reason", "")[:2000],
                    revision=int(revision),
                    held=self._held(tx.connection, task_id),
                )
        except InvalidFields as refusal:
            return self._page(task_id, 422, moved=typed, move_errors=refusal.by_field(lang()))
        except Conflict as refusal:
            return self._page(task_id, 409, moved=typed, conflict=refusal.text(lang()))
        flash(_("Saved."), "ok")
        return redirect(f"/crm/tasks/{task_id}", code=303)

    def record(self, task_id: int) -> Response:
        """Add an entry of what was done."""
        person = signed_in()
        texts = inputs.posted(request.form)
        if "find" in request.form:
            return self._page(task_id, entry=texts)
        try:
            with self._site.store.begin(by=person.id, action="crm.task.progress") as tx:
                tasks.record(tx, person, task_id, texts)
        except InvalidFields as refusal:
            return self._page(task_id, 422, entry=texts, entry_errors=refusal.by_field(lang()))
        flash(_("Saved."), "ok")
        return redirect(f"/crm/tasks/{task_id}", code=303)

    def _held(self, connection: Connection, task_id: int) -> bool:
        """Whether a step of a process is open that this task stands for."""
        row = changes.row_of(connection, tables.task, task_id)
        if row is None or row.instance_id is None or row.done_at is not None:
            return False
        return bool(self._site.processes.items(connection, [row.instance_id]))

    def _page(
        self,
        task_id: int,
        status: int = 200,
        *,
        entry: Texts | None = None,
        entry_errors: Mapping[str, str] | None = None,
        moved: Texts | None = None,
        move_errors: Mapping[str, str] | None = None,
        conflict: str = "",
    ) -> Response:
        person, progress = signed_in(), catalogue.entity("progress")
        now = self._site.store.clock.now()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, "task", "view")
            row = access.find(connection, person, catalogue.entity("task"), task_id)
            fields = [field for name in ENTRY if (field := progress.field(name)) is not None]
            texts = entry if entry is not None else inputs.defaults(fields, person, now)
            composer = inputs.sections(connection, person, fields, texts, errors=entry_errors)
            html = render_template(
                "crm/work/task.html",
                entity=catalogue.entity("task"),
                progress=progress,
                page=page.gather(connection, self._site, person, catalogue.entity("task"), row),
                states=[] if self._held(connection, task_id) else tasks.onward(connection, row),
                composer=composer,
                composing=entry is not None,
                moved=moved or {},
                move_errors=move_errors or {},
                conflict=conflict,
            )
        return Response(html, status, mimetype="text/html")
