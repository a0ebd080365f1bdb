"""What the page of one flow shows: the version looked at, what would change, versions, people.

The rest of the page has its own modules: `route_cards` (the little route), `condition_grid` (the rows of the
condition), `spoken` (the condition as sentences), `rule_grid` (who approves), `point_parts` (everything else that
can be set at a point: add yours there), `answering` (putting it together).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from processes.approval import policies
from processes.approval.check import check
from processes.approval.comparing import (
    Change,
    compare,
    deadline_words,
    how_words,
    overdue_words,
    scope_words,
)
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.findings.flows import impossible
from processes.approval.model import Flow, Point
from processes.approval.model_words import model_words
from processes.approval.naming import Naming, naming
from processes.approval.policies import Policy, Version
from processes.approval.rule_words import rules_words

Lang = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Everything of a flow that its page needs. `shown` is the version looked at; None before the first."""

    policy: Policy
    document: DocumentType
    shown: Version | None
    released: Version | None
    draft: Version | None
    versions: Sequence[Version]
    running: Mapping[int, int]
    changes: Sequence[Change]
    faults: Sequence[Fault]
    positions: Sequence[str]
    names: Naming
    people: Mapping[int, Person]
    now: datetime
    coming: Sequence[Version]

    @property
    def flow(self) -> Flow:
        """The points of the version looked at."""
        return self.shown.flow if self.shown else Flow(points=())

    @property
    def is_past(self) -> bool:
        """Whether a version is looked at that is neither the draft nor, without a draft, the one in force."""
        current = self.draft or self.released
        return self.shown is not None and current is not None and self.shown.version != current.version

    def approvers(self, point: Point) -> str:
        """Who decides at a point, in one line."""
        return rules_words(point.approver_rules, self.names)

    def how(self, point: Point) -> str:
        """How the approvers of a point decide."""
        return how_words(point, self.names.lang)

    def time(self, duration: str | None) -> str:
        """A duration in words."""
        return deadline_words(duration, self.names.lang)

    def overdue(self, point: Point) -> str:
        """What happens at the deadline of a point."""
        return overdue_words(point, self.names)

    @property
    def scope(self) -> str:
        """Which documents the flow is for, in one line."""
        return scope_words(self.flow, self.names)

    @property
    def model(self) -> str:
        """Who may change a route, in one line."""
        return model_words(self.flow, self.names)

    @property
    def seen(self) -> str:
        """The token of the draft, empty where there is none."""
        return self.draft.token if self.draft else ""

    @property
    def running_count(self) -> int:
        """Approvals that run now and keep the version they began with."""
        return sum(self.running.values())


def build(
    connection: Connection,
    key: str,
    document: DocumentType,
    lang: Lang,
    version: int | None,
    *,
    now: datetime,
) -> Page:
    """The page of a flow; `version` shows a former one. Raises PolicyNotFound, VersionNotFound."""
    draft, released = policies.draft(connection, key), policies.released(connection, key, now)
    shown = draft or released
    if version is not None:
        shown = policies.version(connection, key, version)
    posts = organisation.positions(connection)
    names = naming(connection, lang, document)
    changes: list[Change] = []
    if draft is not None:
        before = released.flow if released else Flow(points=())
        changes = compare(before, draft.flow, names)
    past = policies.versions(connection, key)
    return Page(
        policy=policies.policy(connection, key),
        document=document,
        shown=shown,
        released=released,
        draft=draft,
        versions=past,
        running=policies.running(connection, key),
        changes=changes,
        faults=_faults(draft.flow, names) if draft else [],
        positions=[post.title(lang) for post in posts if post.can_approve],
        names=names,
        people=_people(connection, [*past, *([draft] if draft else [])]),
        now=now,
        coming=policies.coming(connection, key, now),
    )


def _faults(flow: Flow, names: Naming) -> list[Fault]:
    assert names.document is not None
    return check(flow, names.document, names.positions, names.people, names.departments) or impossible(
        flow, names.document, flow.entry
    )


def _people(connection: Connection, found: Sequence[Version]) -> dict[int, Person]:
    ids = {one.by for one in found if one.by is not None}
    known = {each: organisation.person(connection, each) for each in ids}
    return {each: person for each, person in known.items() if person is not None}
