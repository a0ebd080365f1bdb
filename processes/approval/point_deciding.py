"""How a point is decided and by when: mode, deadline and what happens then."""

from __future__ import annotations

from dataclasses import replace

from processes.approval.deadline_reading import TEXTS, shown_deadline, with_deadline
from processes.approval.model import MODES, Point
from processes.approval.point_part import PointPart, Posted


def _read(point: Point, posted: Posted) -> Point:
    form = posted.form
    mode = form.get("mode", "")
    decided = replace(point, mode=next((each for each in MODES if each == mode), point.mode))
    return with_deadline(decided, posted.texts, form.get("overdue", ""), posted.names, posted.faults)


PART = PointPart(template="rules/point_deciding.html", read=_read, inputs=TEXTS, texts=shown_deadline)
