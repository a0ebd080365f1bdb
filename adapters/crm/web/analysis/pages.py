"""Analyses: the list of them, one with its picture and its numbers, and the numbers as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Response as FlaskResponse
from flask import render_template, request
from sqlalchemy import Connection, null
from werkzeug.wrappers import Response

from adapters.crm import analysis, changes, tables
from adapters.crm.analysis.report import Column, Frame, Report, Row
from adapters.crm.web.analysis import filters, picture
from adapters.crm.web.analysis.filters import Narrowing
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Invalid, NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import lang, listing
from forms.shell.listing import export

SHOWN = 200  # rows of the table on the page; the file has all


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What `crm/analysis/report.html` draws."""

    report: Report
    way: str
    columns: Sequence[Column]
    since: date
    until: date
    narrowings: Sequence[Narrowing]
    narrowed: int
    beside: Sequence[Report]
    query: Mapping[str, str]
    rows: Sequence[Row]
    more: int
    totals: dict[str, Decimal]
    chart: str
    may_export: bool


class AnalysisPages:
    """The views of /crm/analysis/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("analysis", "view")
    def index(self) -> Response:
        """The analyses that the person may see, by group."""
        person = signed_in()
        with self._site.store.read() as connection:
            seen = [one for one in analysis.REPORTS if _may(connection, person, one)]
        groups = [(group, list(found)) for group, found in groupby(seen, key=lambda one: one.group)]
        html = render_template("crm/analysis/index.html", groups=groups)
        return Response(html, mimetype="text/html")

    @require("analysis", "view")
    def show(self, key: str) -> Response:
        """One analysis for a period."""
        report, person = analysis.report(key), signed_in()
        with self._site.store.read() as connection:
            frame = self._frame(connection, person, report)
            rows = report.rows(frame)
            columns = _columns(connection, person, report, frame.way)
            narrowings = filters.narrowings(connection, person, report, request.args)
            beside = [
                one for one in analysis.REPORTS if one.group == report.group and _may(connection, person, one)
            ]
            may_export = organisation.may(connection, person, "analysis", "export") is not None
        shown = Shown(
            report=report,
            way=frame.way,
            columns=columns,
            since=frame.since,
            until=frame.until,
            narrowings=narrowings,
            narrowed=sum(1 for one in narrowings if one.value),
            beside=beside,
            query=_query(frame),
            rows=rows[:SHOWN],
            more=max(0, len(rows) - SHOWN),
            totals=_totals(columns, rows),
            chart=picture.of(report, columns, rows, lang()),
            may_export=may_export,
        )
        html = render_template("crm/analysis/report.html", page=shown)
        return Response(html, mimetype="text/html")

    @require("analysis", "export")
    def file(self, key: str, kind: str) -> Response:
        """All rows as CSV or XLSX; who took them is kept."""
        report, person = analysis.report(key), signed_in()
        if kind not in ("csv", "xlsx"):
            raise NotFound(what="file", id=kind)
        with self._site.store.begin(by=person.id, action="crm.analysis.export") as tx:
            frame = self._frame(tx.connection, person, report)
            rows = report.rows(frame)
            shown = _columns(tx.connection, person, report, frame.way)
            changes.add(
                tx,
                tables.export_log,
                person_id=person.id,
                list=f"analysis {report.key}",
                query=urlencode(_query(frame)),
                format=kind,
                row_count=len(rows),
            )
        columns = [
            listing.Column(key=column.key, label=column.label(lang()), expression=null()) for column in shown
        ]
        if kind == "csv":
            content = export.as_csv(iter(rows), columns, COMPANY_ZONE)
        else:
            content = export.as_xlsx(iter(rows), columns, report.title(lang()), COMPANY_ZONE)
        name = f"{report.key}-{frame.since}-{frame.until}.{kind}"
        answer = FlaskResponse(content, mimetype=_MIME[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def _frame(self, connection: Connection, person: Person, report: Report) -> Frame:
        if not _may(connection, person, report):
            raise organisation.NotGranted.of(connection, report.resource, "view")
        today = self._site.store.clock.now().astimezone(COMPANY_ZONE).date()
        since = _day("from", (today.replace(day=1) - timedelta(days=335)).replace(day=1))
        until = _day("to", today)
        if since > until:
            raise Invalid(field="from", message="lies after the end", message_zh="不能晚于结束日期")
        return Frame(
            connection=connection,
            person=person,
            since=since,
            until=until,
            today=today,
            lang=lang(),
            way=report.way(request.args.get("by", "")),
            asked=filters.asked(request.args, report),
        )


_MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _may(connection: Connection, person: Person, report: Report) -> bool:
    return organisation.may(connection, person, report.resource, "view") is not None


def _columns(connection: Connection, person: Person, report: Report, way: str) -> Sequence[Column]:
    """The columns of this way that no mask hides."""
    return [
        one
        for one in report.columns_by(way)
        if not one.mask or organisation.may(connection, person, one.mask, "view") is not None
    ]


def _query(frame: Frame) -> dict[str, str]:
    """The address of what is shown, as its other views are reached with it too."""
    narrowed = {name: str(value) for name, value in asdict(frame.asked).items() if value}
    period = {"from": frame.since.isoformat(), "to": frame.until.isoformat()}
    return {**period, **({"by": frame.way} if frame.way else {}), **narrowed}


def _day(name: str, otherwise: date) -> date:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(field=name, message="is no date", message_zh="不是日期") from None
    if not 2000 <= day.year <= 2100:
        raise Invalid(field=name, message="is out of range", message_zh="超出范围")
    return day


def _totals(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, Any]:
    return {
        column.key: sum((Decimal(row[column.key] or 0) for row in rows), Decimal(0))
        for column in columns
        if column.total
    }
