"""Whether the deadline of a point can be kept: durations, what comes first, and what happens when it has passed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from processes.approval.errors import Fault
from processes.approval.model import ACTIONS, Point
from processes.approval.rule_check import stand_in_faults

DEADLINE = re.compile(r"PT(?P<hours>[1-9]\d{0,3})H|P(?P<days>[1-9]\d{0,2})D")


def deadline_faults(point: Point, place: str) -> Iterator[Fault]:
    """What is wrong with `deadline`, `remind` and `overdue`."""
    for name, text in (("deadline", point.deadline), ("remind", point.remind)):
        if text is not None and not DEADLINE.fullmatch(text):
            yield _fault(
                f"{place}/{name}", "请填写 1 到 9999 小时或 1 到 999 天", "1 to 9999 hours or 1 to 999 days"
            )
    if point.deadline is None and point.overdue != "nothing":
        yield _fault(f"{place}/deadline", "超时处理需要时限", "What happens at the deadline needs a deadline")
    if (
        point.remind is not None
        and point.deadline is not None
        and not _is_before(point.remind, point.deadline)
    ):
        yield _fault(f"{place}/remind", "提醒应早于时限", "The reminder must come before the deadline")
    if point.overdue in ACTIONS and point.overdue not in point.actions:
        yield _fault(
            f"{place}/overdue", "该审批点不允许此决定", "This decision is not permitted at the point"
        )


def overdue_to_faults(
    point: Point, place: str, positions: Collection[str], people: Collection[str] | None
) -> Iterator[Fault]:
    """Whether there is somebody to transfer to."""
    if point.overdue != "transfer":
        return
    if point.overdue_to is None:
        yield _fault(f"{place}/overdue_to", "请填写转办给谁", "Say to whom it is transferred")
    else:
        yield from stand_in_faults(point.overdue_to, f"{place}/overdue_to", positions, people)


def _is_before(first: str, second: str) -> bool:
    """Only durations of one unit can be compared: how long a working day is depends on the calendar."""
    a, b = DEADLINE.fullmatch(first), DEADLINE.fullmatch(second)
    if a is None or b is None or (a["hours"] is None) != (b["hours"] is None):
        return True
    return int(a["hours"] or a["days"]) < int(b["hours"] or b["days"])


def _fault(place: str, zh: str, en: str) -> Fault:
    return Fault(place=place, zh=zh, en=en)
