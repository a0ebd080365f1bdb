"""Points whose positions nobody holds: what happens then."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from engine import organisation
from processes.approval.findings.finding import Finding
from processes.approval.findings.limits import unmet
from processes.approval.model import Flow


def unheld(connection: Connection, flow: Flow) -> Iterator[Finding]:
    """One finding for each position of a point that nobody holds today; unknown positions are faults elsewhere.

    And what nobody can meet of the limits of a composed route.
    """
    yield from unmet(connection, flow)
    known = {one.code: one for one in organisation.positions(connection)}
    for point in flow.points:
        for code in point.position_codes:
            position = known.get(code)
            if position is not None and not organisation.holders(connection, code):
                yield Finding(
                    code="NO_HOLDER",
                    tone="warn",
                    point=point.number,
                    zh=f"没有人担任{position.name}：将由备用审批人审批",
                    en=f"Nobody holds {position.name_en}: the fallback decides",
                )
