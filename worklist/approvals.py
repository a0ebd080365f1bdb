"""The approval flows' answers in the shapes that the worklist's pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from adapters.crm.web.panel import panel_url
from engine.organisation import Language, Person
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.standing.subjects import document_kind
from processes.requests.absences import absences
from processes.requests.corrections import Corrections
from processes.requests.panel import panel_url as request_panel
from processes.requests.published import RequestKinds
from worklist.hooks import Absence, Entry, Hooks, Kind, Point, Reason


def approval_hooks(
    history: History,
    documents: Documents,
    requests: RequestKinds,
    corrections: Corrections | None = None,
) -> Hooks:
    """Everything the worklist asks of approvals."""
    return Hooks(
        kinds=partial(_kinds, documents, requests),
        absences=_absences,
        reasons=lambda *asked: [Reason(**asdict(line)) for line in history.reasons(*asked)],
        record=lambda *asked: [Entry(**asdict(line)) for line in history.record(*asked)],
        points=lambda *asked: [Point(**asdict(line)) for line in history.points(*asked)],
        panel=_panel_url,
        facts=history.facts,
        corrections=corrections,
    )


def _kinds(
    documents: Documents, requests: RequestKinds, connection: Connection, lang: Language
) -> Sequence[Kind]:
    """Types of documents, those of requests among them, and processes that have none."""
    types = {one.key: one.title(lang) for one in documents.listed}
    asked = {one.key: one.title(lang) for one in requests.all(connection)}
    return [
        *(
            Kind(code=document_kind(key), title=title, group="document")
            for key, title in {**types, **asked}.items()
        ),
        *(one for one in Hooks().kinds(connection, lang) if one.code.partition(":")[2] not in asked),
    ]


def _absences(connection: Connection, person: Person, today: date) -> Sequence[Absence]:
    return [
        Absence(since=since, until=until, substitute=substitute, title=title)
        for since, until, substitute, title in absences(connection, person, today)
    ]


def _panel_url(values: Mapping[str, Any]) -> str:
    """Beside a task about a request the request, else the records of the CRM that its variables name."""
    return request_panel(values) or panel_url(values)
