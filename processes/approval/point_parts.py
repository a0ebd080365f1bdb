"""What can be set at a point besides its name, condition and approvers, in the order of the page.

To add something that administrators set at a point, write a module with a `PointPart` and list it here. Nothing else
on the page has to change: its template is included, what is typed comes back after a fault, saving asks every part.
A part needs a field of `Point` (content.py, comparing.py, check.py, releasing/lowered.py as for any field).
"""

from __future__ import annotations

from processes.approval import (
    point_adjustable,
    point_after_return,
    point_deciding,
    point_fields,
    point_operations,
)
from processes.approval.point_part import PointPart

POINT_PARTS: tuple[PointPart, ...] = (
    point_deciding.PART,
    point_operations.PART,
    point_fields.PART,
    point_after_return.PART,
    point_adjustable.PART,
)
INPUTS = tuple(name for part in POINT_PARTS for name in part.inputs)
