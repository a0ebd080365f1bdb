"""The page at /rules/<key>/backtest: ask, and look at a report that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import lang
from processes.approval import policies
from processes.approval.backtest import asking, kept, page
from processes.approval.backtest.asking import Question
from processes.approval.backtest.filters import DAYS, amount_fact, choice_facts
from processes.approval.backtest.kept import Kept
from processes.approval.backtest.report import Changed
from processes.approval.backtest.running import backtest
from processes.approval.backtest.seats import seat_title
from processes.approval.backtest.slots import REFUSED
from processes.approval.documents import Documents, DocumentType
from processes.approval.naming import Naming, naming


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """The changed cases that are listed: those of a cell of the matrix, or all; one page of them."""

    cases: list[Changed]
    count: int
    old: page.Keys | None
    new: page.Keys | None
    number: int
    pages: int


class BacktestPages:
    """The views of /rules/<key>/backtest."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """The report that is named, else the latest about the version; without one, the form alone."""
        with self._store.read() as connection:
            document = self._document(connection, key)
            asked = asking.question(connection, key, document, request.args)
            identity = request.args.get("report", type=int)
            found = (
                kept.latest(connection, asked.tried)
                if identity is None
                else kept.of_id(connection, asked.tried, identity)
            )
            return self._answer(connection, key, document, asked, found)

    @require("rules", "view")
    def run(self, key: str) -> BaseResponse:
        """Run it and keep the report with the version that was tried."""
        with self._store.read() as connection:
            document = self._document(connection, key)
            asked = asking.question(connection, key, document, request.form)
            if asked.faults:
                return self._answer(connection, key, document, asked, None, status=422)
            report = backtest(
                connection,
                key,
                document,
                tried=asked.tried.flow,
                base=asked.base.flow if asked.base else None,
                filters=asked.filters,
                now=self._store.clock.now(),
            )
        with self._store.begin(by=signed_in().id, action="rules.backtest") as tx:
            base = asked.base.version if asked.base else None
            identity = kept.keep(tx, asked.tried, base, asked.filters, report)
        return redirect(
            url_for("rules.backtest", key=key, version=asked.tried.version, report=identity), code=303
        )

    def _answer(
        self,
        connection: Connection,
        key: str,
        document: DocumentType,
        asked: Question,
        found: Kept | None,
        *,
        status: int = 200,
    ) -> Response:
        titles = _titles(found, naming(connection, lang(), document))
        held = policies.released(connection, key, self._store.clock.now())
        html = render_template(
            "rules/backtest.html",
            policy=policies.policy(connection, key),
            document=document,
            asked=asked,
            filters=found.filters if found and not asked.faults else asked.filters,
            base=(found.base if found else asked.base.version if asked.base else None),
            kept=found,
            report=found.report if found else None,
            matrix=page.matrix(found.report) if found else None,
            listed=_listed(found) if found else None,
            names=self._names(connection, document, found),
            titles=titles,
            flow_titles={one.key: one.title(lang()) for one in policies.of_type(connection, document.key)},
            **_stops(found),
            chart=page.chart(found.report, titles) if found else "",
            versions=asking.versions(connection, key),
            held=held.version if held else 0,
            people=organisation.everyone(connection),
            departments=asking.departments(connection, lang()),
            facts=[(fact, asking.fact_options(fact, lang())) for fact in choice_facts(document)],
            amount=amount_fact(document),
            days=DAYS,
            by=organisation.person(connection, found.by) if found and found.by else None,
            words=page.route_words,
            address=page.address,
            a_month=page.a_month,
            person_of=lambda login: organisation.by_login(connection, login),
        )
        return make_response(html, status)

    def _names(
        self, connection: Connection, document: DocumentType, found: Kept | None
    ) -> Mapping[int, tuple[str, str]]:
        if found is None:
            return {}
        ids = {case.document_id for case in _listed(found).cases}
        return document.called(connection, signed_in(), ids, lang())

    def _document(self, connection: Connection, key: str) -> DocumentType:
        return self._documents.of(policies.policy(connection, key).document_type)


def _titles(found: Kept | None, names: Naming) -> dict[str, str]:
    """What everybody who is asked is called."""
    if found is None:
        return {}
    asked = {one.seat for one in found.report.asked}
    return {
        seat: seat_title(seat, names) for seat in asked.union(*(slot.seats for slot in found.report.slots))
    }


def _stops(found: Kept | None) -> dict[str, bool]:
    """Whether routes have stops that are no points as they were."""
    stops = {stop for cell in found.report.matrix for stop in (*cell.old, *cell.new)} if found else set()
    return {
        "has_passed": any(stop.startswith("(") for stop in stops),
        "has_refused": REFUSED in stops,
    }


def _listed(found: Kept) -> Listed:
    old, new = (page.read_address(request.args.get(name, "")) for name in ("old", "new"))
    cases = page.chosen(found.report, old, new)
    pages = max(1, -(-len(cases) // page.PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    return Listed(
        cases=cases[(number - 1) * page.PER_PAGE : number * page.PER_PAGE],
        count=page.cell_count(found.report, old, new),
        old=old,
        new=new,
        number=number,
        pages=pages,
    )
