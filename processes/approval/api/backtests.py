"""Backtests: run at once, kept with their version, given back as they were kept."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import Connection

from engine.errors import Invalid, NotFound
from engine.organisation.snapshot import snapshot
from forms.shell import lang
from processes.approval import policies
from processes.approval.api import backtest_schemas as schemas
from processes.approval.api import plain
from processes.approval.api.calls import Calls
from processes.approval.api.drafts import which
from processes.approval.backtest import kept
from processes.approval.backtest.asking import fact_options
from processes.approval.backtest.filters import Filters, choice_facts
from processes.approval.backtest.kept import Kept
from processes.approval.backtest.report import Changed, Passing, Report
from processes.approval.backtest.running import backtest
from processes.approval.backtest.seats import seat_title
from processes.approval.documents import DocumentType
from processes.approval.naming import Naming, naming


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls about backtests."""

    @api.post("/flows/<key>/backtests")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.BacktestQuestion)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.BacktestReport)  # type: ignore[untyped-decorator]
    def run(body: dict[str, Any], key: str) -> dict[str, Any]:
        """What a version would have done to the approvals of the past; the report is kept with the version."""
        with calls.reading() as connection:
            document = calls.document(connection, key)
            tried = which(connection, key, body["version"], calls.store.clock.now())
            base = None if body["base"] is None else policies.version(connection, key, body["base"])
            filters = _filters(connection, document, body)
            made = backtest(
                connection,
                key,
                document,
                tried=tried.flow,
                base=base.flow if base else None,
                filters=filters,
                now=calls.store.clock.now(),
            )
        with calls.writing("view", "rules.backtest") as tx:
            identity = kept.keep(tx, tried, base.version if base else None, filters, made)
        return _one(calls, key, identity)

    @api.get("/flows/<key>/backtests")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.BacktestHeads)  # type: ignore[untyped-decorator]
    def reports(key: str) -> dict[str, Any]:
        """The reports that are kept of all versions, the latest first."""
        with calls.reading() as connection:
            policies.policy(connection, key)
            return {"items": [_head(connection, one) for one in kept.of_policy(connection, key)]}

    @api.get("/flows/<key>/backtests/<int:report_id>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.BacktestReport)  # type: ignore[untyped-decorator]
    def report(key: str, report_id: int) -> dict[str, Any]:
        """A report that was kept."""
        return _one(calls, key, report_id)


_NUMBERS = ("since", "until", "documents", "stopped", "beyond", "elsewhere", "refused", "guessed", "unsure")


def _one(calls: Calls, key: str, identity: int) -> dict[str, Any]:
    with calls.reading() as connection:
        names = naming(connection, lang(), calls.document(connection, key))
        found = next((one for one in kept.of_policy(connection, key) if one.id == identity), None)
        if found is None:
            raise NotFound(what="report", what_zh="回测报告", id=identity)
        return {**_head(connection, found), **_report(found.report, names)}


def _filters(connection: Connection, document: DocumentType, body: dict[str, Any]) -> Filters:
    known = {one.name: {code for code, _words in fact_options(one, "zh")} for one in choice_facts(document)}
    for name, value in body["facts"].items():
        if value not in known.get(name, ()):
            raise Invalid(
                field=f"facts/{name}", message="no such field or value", message_zh="没有此字段或取值"
            )
    departments = {one.code: one.id for one in snapshot(connection).departments.values()}
    if body["department"] and body["department"] not in departments:
        raise Invalid(field="department", message="there is no such department", message_zh="没有此部门")
    return Filters(
        days=body["days"],
        department=departments.get(body["department"]),
        applicant=body["applicant"],
        least=body["least"],
        most=body["most"],
        facts=body["facts"],
    )


def _head(connection: Connection, one: Kept) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "version": one.version,
        "base": one.base,
        "at": one.at,
        "by": plain.login(connection, one.by),
        "fits": one.fits,
        "runs": one.report.runs,
        "changed": one.report.changed,
    }


def _report(report: Report, names: Naming) -> dict[str, Any]:
    return {
        **{name: getattr(report, name) for name in _NUMBERS},
        "undecided": [{"missing": list(missing), "count": n} for missing, n in report.undecided.items()],
        "points": [
            {"key": one.key, "name": one.title(names.lang), "gone": one.gone, "flow": one.flow}
            for one in report.slots
        ],
        "routes": report.matrix,
        "asked": [
            {
                "who": one.seat,
                "title": seat_title(one.seat, names),
                "extra": one.extra,
                "saved": one.saved,
                "waiting": one.waiting,
            }
            for one in report.asked
        ],
        "weeks": [{"monday": monday, "more": counts} for monday, counts in report.weeks],
        **{name: _passing(getattr(report, name)) for name in ("unasked", "fewer", "more", "newly")},
        "cases": [_case(one) for one in report.cases],
        "left_out": report.left_out,
    }


def _passing(one: Passing) -> dict[str, Any]:
    return {"count": one.count, "money": {code: format(sum_, "f") for code, sum_ in one.money.items()}}


def _case(one: Changed) -> dict[str, Any]:
    names = ("applicant", "at", "amount", "currency", "old", "new", "decided", "beyond")
    ids = {"instance": str(one.instance_id), "document_id": str(one.document_id)}
    return {**{name: getattr(one, name) for name in names}, **ids}
