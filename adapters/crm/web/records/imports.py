"""The views of an import: upload, columns and preview, do it, watch it, cancel it, undo it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import Row
from werkzeug.wrappers import Response

from adapters.crm import changes
from adapters.crm.importing import adding, files, jobs
from adapters.crm.importing.running import ImportRunner
from adapters.crm.records import Entity
from adapters.crm.records.errors import NotReadable
from adapters.crm.web.records import inputs
from adapters.crm.web.records.editing import common_or_own
from adapters.crm.web.site import Site
from adapters.crm.words import word
from engine import organisation
from engine.errors import Invalid
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang

SHOWN = 50


class Imports:
    """Pages at /crm/records/<path>/imports/."""

    def __init__(self, site: Site) -> None:
        self._store = site.store
        self._runner = ImportRunner(site.store)

    def new(self, path: str) -> Response:
        """Where a file is dropped, and one's last imports."""
        entity, person = common_or_own(path), signed_in()
        with self._store.read() as connection:
            organisation.demand(connection, person, entity.right, "import")
            fields = inputs.typed_fields(connection, person, entity)
            newest = jobs.newest(connection, person, entity)
        html = render_template(
            "crm/records/import_new.html",
            entity=entity,
            fields=fields,
            newest=newest,
            import_state=lambda state: word(jobs.STATES, state, lang()),
        )
        return Response(html, mimetype="text/html")

    def upload(self, path: str) -> Response:
        """Keep the table of a file and check it."""
        entity, person = common_or_own(path), signed_in()
        file = request.files.get("files")
        with self._store.begin(by=person.id, action="crm.import.upload") as tx:
            organisation.demand(tx.connection, person, entity.right, "import")
            if file is None:
                raise NotReadable(most=files.MOST_ROWS)
            headings, rows = files.read(file.filename or "", file.read())
            fields = inputs.typed_fields(tx.connection, person, entity)
            mapping = files.guess(entity, fields, headings)
            job_id = jobs.add(tx, person, entity, file.filename or "", headings, rows, mapping)
        self._runner.begin(job_id, len(rows))
        return _to(path, job_id)

    def show(self, path: str, job_id: int) -> Response:
        """How far it is; the columns and what would become of each row; or the report."""
        entity, job, fields = self._found(path, job_id)
        if jobs.is_silent(job, self._store.clock.now()):
            self._runner.resume(job_id, job.rows_total)
        watched = "watch" in request.args
        wrong = job.report.get("wrong", [])
        labels = {one.name: one.label(lang()) for one in fields}
        html = render_template(
            "crm/records/import_bar.html" if watched else "crm/records/import.html",
            entity=entity,
            job=job,
            report=job.report,
            running=job.state in jobs.RUNNING,
            wrong=list(_said(labels, job, wrong[:SHOWN])),
            wrong_count=len(wrong),
            fields=list(labels.items()),
        )
        answer = Response(html, mimetype="text/html")
        if watched and job.state not in jobs.RUNNING:
            answer.headers["HX-Refresh"] = "true"  # the page has more to show than a bar now
        return answer

    def left_out(self, path: str, job_id: int) -> Response:
        """The rows that are left out as a table with their reasons: corrected, it can be uploaded again."""
        _entity, job, fields = self._found(path, job_id)
        wrong = job.report.get("wrong", [])
        labels = {one.name: one.label(lang()) for one in fields}
        reasons = {one["number"]: " · ".join(one["faults"]) for one in _said(labels, job, wrong)}
        rows = [[*one["cells"], reasons[one["number"]]] for one in wrong]
        body = files.table([*job.report["headings"], _("What is wrong")], rows)
        response = Response(body, mimetype="text/csv")
        response.headers["Content-Disposition"] = f"attachment; filename=import-{job_id}.csv"
        return response

    def map(self, path: str, job_id: int) -> Response:
        """Other fields for the columns: everything is checked anew."""
        _entity, job, fields = self._found(path, job_id)
        known = {one.name for one in fields} | {""}
        wanted = [request.form.get(f"column-{n}", "") for n in range(len(job.report["headings"]))]
        used = [name for name in wanted if name]
        if not set(wanted) <= known or len(used) != len(set(used)):
            raise Invalid(
                field="mapping", message="each field once, please.", message_zh="每个字段只能对应一列。"
            )
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.import.map") as tx:
            report = {**job.report, "mapping": wanted, "wrong": []}
            jobs.move(tx, job_id, "checking", report=report, progress=0, fault=None)
        self._runner.begin(job_id, job.rows_total)
        return _to(path, job_id)

    def do(self, path: str, job_id: int) -> Response:
        """Add every sound row, in one transaction."""
        _entity, job, _fields = self._found(path, job_id)
        with self._store.begin(by=signed_in().id, action="crm.import.begin") as tx:
            jobs.move(tx, job_id, "importing", progress=0)
        self._runner.begin(job_id, job.rows_total)
        return _to(path, job_id)

    def cancel(self, path: str, job_id: int) -> Response:
        """Stop before anything is written."""
        self._found(path, job_id)
        with self._store.begin(by=signed_in().id, action="crm.import.cancel") as tx:
            jobs.move(tx, job_id, "cancelled")
        flash(_("The import was cancelled; nothing was written."), "ok")
        return _to(path, job_id)

    def undo(self, path: str, job_id: int) -> Response:
        """Recycle what was added and nobody touched since."""
        entity, job, _fields = self._found(path, job_id)
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.import.undo") as tx:
            jobs.move(tx, job_id, "undone")
            gone, kept = adding.take_back(tx, person, entity, job.report.get("ids", []))
            rows = {one.row_id: changes.row_of(tx.connection, entity.table, one.row_id) for one in kept}
            told = [
                [entity.called(row, "zh"), entity.called(row, "en"), entity.url(one.row_id), one.zh, one.en]
                for one in kept
                if (row := rows[one.row_id]) is not None
            ]
            jobs.keep(tx, job_id, report={**job.report, "gone": gone, "kept": told})
        flash(_("%(count)s records are in the recycle bin.", count=gone), "ok")
        return _to(path, job_id)

    def _found(self, path: str, job_id: int) -> tuple[Entity, Row[Any], Sequence[Any]]:
        """The entity, one's own job, and the fields that its columns may be."""
        entity, person = common_or_own(path), signed_in()
        with self._store.read() as connection:
            organisation.demand(connection, person, entity.right, "import")
            job = jobs.find(connection, person, entity, job_id)
            return entity, job, inputs.typed_fields(connection, person, entity)


def _to(path: str, job_id: int) -> Response:
    return redirect(f"/crm/records/{path}/imports/{job_id}", code=303)


def _said(
    labels: Mapping[str, str], job: Row[Any], wrong: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Rows with their faults in words: the column of the file, and what is wrong in it."""
    columns = dict(zip(job.report["mapping"], job.report["headings"], strict=True))
    colon = "：" if lang() == "zh" else ": "
    for one in wrong:
        faults = [
            f"{columns.get(name) or labels.get(name, name)}{colon}{zh if lang() == 'zh' else en}"
            for name, zh, en in one["faults"]
        ]
        yield {"number": one["number"], "faults": faults}
