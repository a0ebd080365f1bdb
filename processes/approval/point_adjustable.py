"""What applicants may change about a point of a predefined flow."""

from __future__ import annotations

from dataclasses import replace

from processes.approval.model import Point
from processes.approval.point_part import PointPart, Posted


def _read(point: Point, posted: Posted) -> Point:
    """Boxes that are not ticked are not posted: a form without them says nothing about them."""
    if "adjustable_asked" not in posted.form:
        return point
    ticked = set(posted.form.getlist("adjustable"))
    return replace(
        point, skippable="skippable" in ticked, addable="addable" in ticked, choose="choose" in ticked
    )


PART = PointPart(template="rules/point_adjustable.html", read=_read)
