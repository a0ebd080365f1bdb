"""The versions of a flow as their page lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from processes.approval.comparing import Change, compare
from processes.approval.model import Flow
from processes.approval.page import Page
from processes.approval.policies import Version
from processes.approval.releasing import submissions
from processes.approval.releasing.submissions import Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionLine:
    """One version. `standing`: as `Version.standing`, or `submitted`. `changes`: to the one in whose place it came,
    which is `before`; `backtest`: the id of the report that belongs to it."""

    version: Version
    standing: str
    by: Person | None
    agreed_by: Person | None
    agreed_at: datetime | None
    taken_back_by: Person | None
    changes: Sequence[Change]
    before: int | None
    backtest: int | None
    submission: Submission | None

    @property
    def can_be_restored(self) -> bool:
        """Whether a flow can go back to it."""
        return self.standing in ("retired", "taken_back")


def lines(connection: Connection, page: Page) -> list[VersionLine]:
    """Every version, the draft first."""
    agreed = submissions.agreed(connection, page.policy.key)
    submitted = submissions.latest(connection, page.draft) if page.draft else None
    waits = submitted if submitted is not None and submitted.state == "open" else None
    found = [*([page.draft] if page.draft else []), *page.versions]
    people = _People(connection)
    return [_line(one, found, page, agreed, waits, people) for one in found]


def _line(
    one: Version,
    found: Sequence[Version],
    page: Page,
    agreed: dict[int, tuple[int, datetime]],
    waits: Submission | None,
    people: _People,
) -> VersionLine:
    before = _before(one, found)
    second, when = agreed.get(one.version, (None, None))
    waiting = waits if one.state == "draft" else None
    return VersionLine(
        version=one,
        standing="submitted" if waiting else one.standing(page.now),
        by=people.of(one.by),
        agreed_by=people.of(second),
        agreed_at=when,
        taken_back_by=people.of(one.taken_back_by),
        changes=compare(before.flow if before else Flow(points=()), one.flow, page.names),
        before=before.version if before else None,
        backtest=waiting.backtest if waiting else one.backtest,
        submission=waiting,
    )


def _before(one: Version, found: Sequence[Version]) -> Version | None:
    """The last version before one that took effect, or waits for it."""
    return next((each for each in found if each.version < one.version and each.state == "released"), None)


class _People:
    """People by their ids, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, Person | None] = {}

    def of(self, identity: int | None) -> Person | None:
        """The person; None for nobody."""
        if identity is None:
            return None
        if identity not in self._known:
            self._known[identity] = organisation.person(self._connection, identity)
        return self._known[identity]
