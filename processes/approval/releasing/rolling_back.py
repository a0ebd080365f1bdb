"""Going back to a former version: looked at first, then released like any other, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import render_template
from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.shell import lang
from processes.approval import drafting, policies
from processes.approval import page as flow_page
from processes.approval.comparing import compare
from processes.approval.documents import DocumentType
from processes.approval.policies import Running, Version
from processes.approval.releasing import gate
from processes.approval.releasing.effective import zone_words
from processes.approval.releasing.measuring import DAYS, measured
from processes.approval.running.words import CHOICES, chosen


def roll_back(
    tx: Transaction,
    key: str,
    document: DocumentType,
    number: int,
    *,
    reason: str,
    effective: datetime | None,
    running: Running,
) -> Version | None:
    """A new version that says what a former one said, released; None where it was submitted.

    Raises VersionNotFound, DraftChanged where there is a draft, and what `gate.release` raises.
    """
    drafting.restore(tx, key, number, seen=None)
    draft = policies.draft(tx.connection, key)
    assert draft is not None
    return gate.release(
        tx, key, document, seen=draft.token, reason=reason, effective=effective, running=running
    )


def preview(
    connection: Connection,
    key: str,
    document: DocumentType,
    number: int,
    person: Person,
    *,
    now: datetime,
    typed: Mapping[str, str],
    refusal: str,
    errors: Mapping[str, str],
) -> str:
    """The page before it: what would change, for what a second person would be needed. Raises VersionNotFound."""
    shown = flow_page.build(connection, key, document, lang(), None, now=now)
    former = policies.version(connection, key, number)
    measure = measured(connection, former, document, at=now, effective=None)
    return render_template(
        "rules/roll_back.html",
        page=shown,
        former=former,
        changes=compare(shown.released.flow, former.flow, shown.names) if shown.released else [],
        lowerings=gate.reasons(connection, former, document, at=now, effective=None, measure=measure),
        measure=measure,
        days=DAYS,
        zone=zone_words(now),
        may_publish=organisation.may(connection, person, "rules", "publish") is not None,
        running_choices=CHOICES,
        running=chosen(typed.get("running")),
        typed=typed,
        refusal=refusal,
        errors=errors,
    )
