"""The rows of a page as a file, and the note of who took them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import null
from werkzeug.wrappers import Response

from adapters.crm import changes, tables
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction
from forms.shell import listing
from forms.shell.listing import export

_MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def demand_kind(kind: str) -> None:
    """Raises NotFound for what is no kind of file."""
    if kind not in _MIME:
        raise NotFound(what="file", what_zh="文件", id=kind)


def note(tx: Transaction, person: Person, *, name: str, query: str, kind: str, count: int) -> None:
    """Who took which rows away."""
    values: dict[str, Any] = {"list": name, "query": query, "format": kind, "row_count": count}
    changes.add(tx, tables.export_log, person_id=person.id, **values)


def table_file(
    columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]], *, title: str, name: str, kind: str
) -> Response:
    """`columns`: key of a row → head. `name` is the file's, without its ending."""
    heads = [listing.Column(key=key, label=label, expression=null()) for key, label in columns.items()]
    if kind == "csv":
        content = export.as_csv(iter(rows), heads, COMPANY_ZONE)
    else:
        content = export.as_xlsx(iter(rows), heads, title, COMPANY_ZONE)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, mimetype=_MIME[kind], headers=disposition)
