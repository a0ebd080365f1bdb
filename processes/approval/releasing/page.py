"""What the page of a release shows: to whoever releases a draft, and to the second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import render_template
from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from forms.shell import lang
from processes.approval import findings
from processes.approval import page as flow_page
from processes.approval.backtest import kept
from processes.approval.documents import DocumentType
from processes.approval.page import Page
from processes.approval.releasing import gate, submissions
from processes.approval.releasing.effective import zone_words
from processes.approval.releasing.measuring import DAYS, measured
from processes.approval.releasing.submissions import Submission
from processes.approval.running.words import CHOICES, chosen


def render(
    connection: Connection,
    key: str,
    document: DocumentType,
    person: Person,
    *,
    now: datetime,
    typed: Mapping[str, str],
    refusal: str,
    errors: Mapping[str, str],
) -> str:
    """The page as HTML. `typed`: what was posted and comes back; `errors`: sentences by the name of the input."""
    shown = flow_page.build(connection, key, document, lang(), None, now=now)
    draft = shown.draft
    submitted = submissions.latest(connection, draft) if draft else None
    decider = submitted.decided_by if submitted else None
    wished = submitted.effective if submitted else None
    return render_template(
        "rules/release.html",
        page=shown,
        flow=shown.flow,
        submitted=submitted,
        waits=submitted is not None and submitted.state == "open",
        mine=submitted is not None and draft is not None and person.id in (submitted.by, draft.by),
        **_reasons(connection, shown, document, submitted, now),
        findings=[
            *findings.of_flow(shown.flow, document, shown.flow.entry),
            *findings.further(connection, key, shown.flow, document, now),
        ]
        if draft
        else [],
        may_approve=organisation.may(connection, person, "rules", "approve") is not None,
        may_define=organisation.may(connection, person, "rules", "define") is not None,
        may_publish=organisation.may(connection, person, "rules", "publish") is not None,
        by=organisation.person(connection, submitted.by) if submitted else None,
        decider=organisation.person(connection, decider) if decider else None,
        late=wished is not None and wished <= now,
        zone=zone_words(now),
        running_choices=CHOICES,
        running=chosen(typed.get("running")),
        typed=typed,
        refusal=refusal,
        errors=errors,
    )


def _reasons(
    connection: Connection, shown: Page, document: DocumentType, submitted: Submission | None, now: datetime
) -> dict[str, object]:
    """Why a second person is needed, by what was measured, and the report that belongs to it.

    The second person sees the reasons and the report that were submitted.
    """
    draft = shown.draft
    if draft is None:
        return {"lowerings": [], "measure": None, "report": None, "days": DAYS}
    waits = submitted is not None and submitted.state == "open" and submitted.fits
    wished = submitted.effective if submitted and waits else None
    measure = measured(connection, draft, document, at=now, effective=wished)
    reasons = gate.reasons(connection, draft, document, at=now, effective=wished, measure=measure)
    report = kept.latest(connection, draft)
    if submitted is not None and waits:
        reasons = list(submitted.lowered)
        if submitted.backtest is not None:
            report = kept.of_id(connection, draft, submitted.backtest)
    return {"lowerings": reasons, "measure": measure, "report": report, "days": DAYS}
