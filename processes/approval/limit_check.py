"""Whether the limits of a composed route name what exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.approval.errors import Fault
from processes.approval.model import Flow

MOST_LEAST, HIGHEST_RANK = 10, 1000


def limit_faults(
    flow: Flow, positions: Collection[str], departments: Collection[str] | None
) -> Iterator[Fault]:
    """What is wrong with the limits of a self-defined flow; other models do not look at them."""
    if flow.model != "self":
        return
    limits = flow.limits
    if not (1 <= limits.steps <= MOST_LEAST or (limits.steps == 0 and flow.points)):
        yield _fault("limits/steps", f"1 到 {MOST_LEAST} 个步骤", f"From 1 to {MOST_LEAST} steps")
    if limits.rank > HIGHEST_RANK:
        yield _fault("limits/rank", f"职级最多 {HIGHEST_RANK}", f"A rank is at most {HIGHEST_RANK}")
    for code in limits.positions:
        if code not in positions:
            yield _fault("limits/positions", f"没有职位“{code}”", f"There is no position “{code}”")
    for code in limits.departments:
        if departments is not None and code not in departments:
            yield _fault("limits/departments", f"没有部门“{code}”", f"There is no department “{code}”")


def _fault(place: str, zh: str, en: str) -> Fault:
    return Fault(place=place, zh=zh, en=en)
