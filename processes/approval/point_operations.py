"""What may be done at a point: decisions and operations, as the page groups them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from processes.approval.comparing import ACTIONS as DECISIONS
from processes.approval.model import ACTIONS, Point
from processes.approval.operations import OPERATIONS, WORDS, Operation
from processes.approval.point_part import PointPart, Posted

#: Groups of the page: Chinese, English → the operations. Every operation is in one of them.
GROUPS: Mapping[tuple[str, str], tuple[Operation, ...]] = {
    ("交给他人", "Handing on"): ("transfer", "delegate"),
    ("加签与减签", "Further signers"): ("add_before", "add_parallel", "add_after", "remove_signer"),
    ("退回到审批点", "Returns within the flow"): ("return_previous", "return_any", "come_back"),
    ("抄送与评论", "Telling others"): ("copy", "comment"),
    ("申请人与催办", "Applicant"): ("withdraw", "urge"),
}
Choices = list[tuple[str, str]]


def decisions(lang: str) -> Choices:
    """Code and word of every decision."""
    return [(code, words[lang == "en"].capitalize()) for code, words in DECISIONS.items()]


def groups(lang: str) -> list[tuple[str, Choices]]:
    """The groups in the reader's language, each with code and words of its operations."""
    place = lang == "en"
    return [(name[place], [(code, WORDS[code][place]) for code in codes]) for name, codes in GROUPS.items()]


def _read(point: Point, posted: Posted) -> Point:
    """Boxes that are not ticked are not posted: a form without the operations says nothing about them."""
    chosen = {*posted.form.getlist("actions"), "agree"}
    point = replace(point, actions=tuple(each for each in ACTIONS if each in chosen))
    if "operations_asked" not in posted.form:
        return point
    ticked = set(posted.form.getlist("operations"))
    return replace(point, operations=tuple(each for each in OPERATIONS if each in ticked))


PART = PointPart(template="rules/point_operations.html", read=_read)
