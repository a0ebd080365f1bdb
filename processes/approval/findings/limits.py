"""Limits of a composed route that nobody can meet."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from processes.approval.chosen.eligible import eligible, rank_of
from processes.approval.findings.finding import Finding
from processes.approval.model import Flow

#: One of them may be the applicant, who cannot choose himself.
LEAST = 2


def unmet(connection: Connection, flow: Flow) -> Iterator[Finding]:
    """What no applicant, or not every one, can meet: nobody to choose from, nobody of the rank."""
    if flow.model != "self":
        return
    allowed = eligible(connection, flow.limits, "").values()
    high = [one for one in allowed if rank_of(connection, one) >= flow.limits.rank]
    if len(allowed) < LEAST:
        yield _of(
            "可选的审批人不足两人：申请人不能选自己",
            "Fewer than two people can be chosen: an applicant cannot choose himself",
        )
    elif flow.limits.rank and not high:
        rank = flow.limits.rank
        yield _of(
            f"可选的审批人中没有职级 {rank} 及以上的",
            f"Nobody who can be chosen has rank {rank} or higher",
        )


def _of(zh: str, en: str) -> Finding:
    return Finding(code="LIMITS", tone="bad", zh=zh, en=en)
