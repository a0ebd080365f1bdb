"""The views of an import: upload, columns and preview, do it, undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import update
from werkzeug.wrappers import Response

from adapters.crm import changes, tables
from adapters.crm.records import importing
from adapters.crm.records.errors import NotReadable
from adapters.crm.records.importing import Outcome
from adapters.crm.web.records import inputs
from adapters.crm.web.records.editing import common_or_own
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Invalid
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang

SHOWN = 50


class Imports:
    """Pages at /crm/records/<path>/imports/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def new(self, path: str) -> Response:
        """Where a file is dropped."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "import")
            fields = inputs.typed_fields(connection, person, entity)
        html = render_template("crm/records/import_new.html", entity=entity, fields=fields)
        return Response(html, mimetype="text/html")

    def upload(self, path: str) -> Response:
        """Keep the table of a file as a job that is not done yet."""
        entity, person = common_or_own(path), signed_in()
        file = request.files.get("files")
        with self._site.store.begin(by=person.id, action="crm.import.upload") as tx:
            organisation.demand(tx.connection, person, entity.right, "import")
            if file is None:
                raise NotReadable(most=importing.MOST_ROWS)
            headings, rows = importing.read(file.filename or "", file.read())
            fields = inputs.typed_fields(tx.connection, person, entity)
            mapping = importing.guess(entity, fields, headings)
            job_id = changes.add(
                tx,
                tables.import_job,
                kind=entity.key,
                by_id=person.id,
                at=tx.now,
                rows_total=len(rows),
                report={"headings": headings, "rows": rows, "mapping": mapping, "file": file.filename or ""},
            )
        return redirect(f"/crm/records/{path}/imports/{job_id}", code=303)

    def show(self, path: str, job_id: int) -> Response:
        """The columns with what was guessed, and what would become of each row; or the report."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "import")
            job = importing.job_of(connection, person, entity, job_id)
            report = job.report
            outcomes: Sequence[Outcome] = ()
            if job.state == "draft":
                outcomes = importing.try_all(connection, person, entity, report["mapping"], report["rows"])
            fields = inputs.typed_fields(connection, person, entity)
        wrong = _wrong({one.name: one.label(lang()) for one in fields}, outcomes)
        html = render_template(
            "crm/records/import.html",
            entity=entity,
            job=job,
            report=report,
            wrong=wrong[:SHOWN] or report.get("wrong", [])[:SHOWN],
            wrong_count=len(wrong) or len(report.get("wrong", [])),
            fields=[(one.name, one.label(lang())) for one in fields],
        )
        return Response(html, mimetype="text/html")

    def map(self, path: str, job_id: int) -> Response:
        """Other fields for the columns."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.begin(by=person.id, action="crm.import.map") as tx:
            organisation.demand(tx.connection, person, entity.right, "import")
            job = importing.job_of(tx.connection, person, entity, job_id)
            known = {one.name for one in inputs.typed_fields(tx.connection, person, entity)} | {""}
            wanted = [request.form.get(f"column-{n}", "") for n in range(len(job.report["headings"]))]
            used = [name for name in wanted if name]
            if not set(wanted) <= known or len(used) != len(set(used)):
                raise Invalid(
                    field="mapping",
                    message="each field once, please.",
                    message_zh="每个字段只能对应一列。",
                )
            report = {**job.report, "mapping": wanted}
            table = tables.import_job
            tx.connection.execute(
                update(table).where(table.c.id == job_id, table.c.state == "draft").values(report=report)
            )
        return redirect(f"/crm/records/{path}/imports/{job_id}", code=303)

    def do(self, path: str, job_id: int) -> Response:
        """Add every sound row, in one transaction."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.begin(by=person.id, action="crm.import.do") as tx:
            organisation.demand(tx.connection, person, entity.right, "import")
            job = importing.job_of(tx.connection, person, entity, job_id)
            report = job.report
            importing.close(tx, job_id, "done")
            outcomes = importing.add_all(tx, person, entity, report["mapping"], report.get("rows", []))
            fields = inputs.typed_fields(tx.connection, person, entity)
            labels = {one.name: one.label(lang()) for one in fields}
            added = [one.row_id for one in outcomes if one.row_id]
            _keep(
                tx,
                job_id,
                {**report, "rows": [], "ids": added, "wrong": _wrong(labels, outcomes)},
                len(added),
            )
        flash(_("%(count)s records added.", count=len(added)), "ok")
        return redirect(f"/crm/records/{path}/imports/{job_id}", code=303)

    def undo(self, path: str, job_id: int) -> Response:
        """Recycle what was added and nobody touched since."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.begin(by=person.id, action="crm.import.undo") as tx:
            organisation.demand(tx.connection, person, entity.right, "import")
            job = importing.job_of(tx.connection, person, entity, job_id)
            importing.close(tx, job_id, "undone")
            gone, kept = importing.undo(tx, person, entity, job.report.get("ids", []))
            rows = [changes.row_of(tx.connection, entity.table, one) for one in kept]
            names = [entity.called(row, lang()) for row in rows if row is not None]
            _keep(tx, job_id, {**job.report, "gone": gone, "kept": names}, job.rows_ok)
        flash(_("%(count)s records are in the recycle bin.", count=gone), "ok")
        return redirect(f"/crm/records/{path}/imports/{job_id}", code=303)


def _keep(tx: Any, job_id: int, report: dict[str, Any], rows_ok: int) -> None:
    table = tables.import_job
    tx.connection.execute(update(table).where(table.c.id == job_id).values(report=report, rows_ok=rows_ok))


def _wrong(labels: Mapping[str, str], outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {"number": one.number, "faults": [_said(labels, fault) for fault in one.faults]}
        for one in outcomes
        if one.faults
    ]


def _said(labels: Mapping[str, str], fault: Any) -> str:
    label = labels.get(fault.field, fault.field)
    return f"{label}{'：' if lang() == 'zh' else ': '}{fault.text(lang())}"
