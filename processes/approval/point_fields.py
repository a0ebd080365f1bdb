"""Who gets copies when a point is passed, and what its approvers may change, or do not see, of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from processes.approval.approver_rule import StandIn
from processes.approval.errors import Fault
from processes.approval.field_words import field_faults
from processes.approval.model import Point
from processes.approval.naming import Naming
from processes.approval.point_part import PointPart, Posted
from processes.approval.rule_words import stand_in_words

COPIES, ASKED = "copies", "fields_asked"
_BETWEEN: Final = re.compile(r"[,，、;；\n]+")


def _texts(point: Point, names: Naming) -> Mapping[str, str]:
    between = "、" if names.lang == "zh" else ", "
    return {COPIES: between.join(stand_in_words(one, names) for one in point.copies)}


def _read(point: Point, posted: Posted) -> Point:
    """Boxes that are not ticked are not posted: a form without this part says nothing about it."""
    if ASKED not in posted.form:
        return point
    read = replace(point, copies=_copies(posted), editable=_ticked(posted, "editable"))
    read = replace(read, hidden=_ticked(posted, "hidden"))
    assert posted.names.document is not None
    faults = field_faults(read, "", posted.names.document, posted.names.positions, posted.names.people)
    posted.faults.extend(replace(one, place=one.place.strip("/")) for one in faults)
    return read


def _ticked(posted: Posted, name: str) -> tuple[str, ...]:
    """In the order of the form; what the form does not have any more is dropped."""
    ticked = set(posted.form.getlist(name))
    fields = posted.names.document.fields if posted.names.document else ()
    return tuple(one.name for one in fields if one.name in ticked)


def _copies(posted: Posted) -> tuple[StandIn, ...]:
    found: list[StandIn] = []
    for text in filter(None, (one.strip() for one in _BETWEEN.split(posted.texts[COPIES]))):
        position, person = posted.names.position_of(text), posted.names.person_of(text)
        if position is not None:
            found.append(StandIn(position=position))
        elif person is not None:
            found.append(StandIn(person=person))
        else:
            posted.faults.append(
                Fault(
                    place=COPIES,
                    zh=f"没有职位或人员“{text}”",
                    en=f"There is no position or person “{text}”",
                )
            )
    return tuple(dict.fromkeys(found))


PART = PointPart(template="rules/point_fields.html", read=_read, inputs=(COPIES,), texts=_texts)
