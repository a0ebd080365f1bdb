"""Pages where administrators see approval flows: the list, and one flow with one of its points."""

from __future__ import annotations

from flask import Response, render_template, request

from engine.store.uow import Store
from forms.accounts import require
from forms.accounts.identity import may
from forms.shell import lang
from processes.approval import condition_grid, findings, page, policies, reading, spoken
from processes.approval.answering import Answering, drawn, new_point, point_of
from processes.approval.documents import Documents
from processes.approval.findings import further, of_type
from processes.approval.hits import hits
from processes.approval.model import Flow
from processes.approval.naming import naming
from processes.approval.releasing import submissions


class RulePages:
    """The views of /rules/ that change nothing."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents
        self._answering = Answering(store=store, documents=documents)

    @require("rules", "view")
    def index(self) -> str:
        """All flows."""
        now = self._store.clock.now()
        with self._store.read() as connection:
            found = [
                page.build(connection, one.key, self._documents.of(one.document_type), lang(), None, now=now)
                for one in policies.policies(connection)
            ]
            documents = {one.document.key: one.document for one in found}
            waiting = submissions.waiting(connection)
            together = {key: of_type(connection, document, now) for key, document in documents.items()}
        return render_template(
            "rules/index.html",
            pages=found,
            waiting=waiting,
            types=[(key, document.title(lang())) for key, document in documents.items()],
            together={key: [finding for _of, finding in said] for key, said in together.items() if said},
            may_try=may("rules", "define"),
        )

    @require("rules", "view")
    def show(self, key: str) -> Response:
        """One flow: its route, one of its points, its versions."""
        with self._store.read() as connection:
            shown = self._answering.page(connection, key, request.args.get("version", type=int))
            return self._answering.answer(
                connection, shown, point_of(shown.flow, request.args.get("point", 1, int))
            )

    @require("rules", "view")
    def read(self, key: str) -> str:
        """What is typed right now, read aloud in both languages; nothing is kept."""
        now = self._store.clock.now()
        with self._store.read() as connection:
            policy = policies.policy(connection, key)
            document = self._documents.of(policy.document_type)
            names = naming(connection, lang(), document)
            current = policies.draft(connection, key) or policies.released(connection, key, now)
            flow = current.flow if current else Flow(points=())
            counted = hits(connection, key, flow, now)
            about = further(connection, key, flow, document, now)
        point = point_of(flow, request.form.get("point", 1, int)) or new_point(flow)
        typed = reading.read(request.form, point, document, names)
        mine, entry = counted.get(point.number), flow.entry
        noted = findings.shown(flow, typed, document, hits=mine, further=about, entry=entry)
        shown = condition_grid.grid(
            typed, document, lang(), said=noted, read_only=False, recalculate="", shape=""
        )
        said = spoken.reading(typed.point, document)
        faults = typed.condition.faults
        marked = [number for number, row in enumerate(shown.rows, start=1) if row.errors]
        return render_template(
            "rules/live.html",
            grid=shown,
            typed=typed,
            point=point,
            coverage=drawn(flow, typed.point, document),
            reading=said,
            faults=faults,
            faulty_row=marked[0] if marked else 0,
            noted=noted,
            flow=flow,
            key=key,
            editable=True,
        )
