"""What an applicant says about the route of one document, and the flow that his approval runs by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from processes.approval.approver_rule import Rule
from processes.approval.flow_models import Said
from processes.approval.model import Flow, Mode, Point

#: More than half, for as many as a step may name.
MAJORITY = Decimal("0.51")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step of a composed route: who decides, and how. `deadline` in working time, as of points."""

    people: tuple[str, ...] = ()
    mode: Mode = "any"
    share: Decimal | None = None
    deadline: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Of a predefined flow, by the ids of its points: why one is skipped, which are added, who is asked.

    Of a self-defined flow: the steps, in order.
    """

    skipped: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.skipped or self.added or self.people or self.steps)


NOTHING = Choice()


def adjusted(flow: Flow, choice: Choice) -> Flow:
    """The flow with what the applicant said at its points; a fixed one as it is. It never becomes a version.

    What is adjusted already stays as it is.
    """
    if flow.model == "predefined":
        return replace(flow, points=tuple(_adjusted(point, choice) for point in flow.points))
    if flow.model == "self":
        steps = (_point(number, step) for number, step in enumerate(choice.steps, start=1))
        return flow.with_points((*steps, *flow.points))
    return flow


def is_step(point: Point) -> bool:
    """Whether a point of an adjusted flow is a step that the applicant composed."""
    return point.said is not None and point.said.composed


def _adjusted(point: Point, choice: Choice) -> Point:
    """Only what the point allows counts: a version that follows may allow less."""
    if point.said is not None:
        return point
    wanted = point.addable and point.id in choice.added
    said = Said(
        skipped=choice.skipped.get(point.id, "") if point.skippable and not wanted else "",
        added=wanted,
        left_out=point.addable and point.condition.is_always and not wanted,
        people=choice.people.get(point.id, ()) if point.choose else (),
    )
    return point if said == Said() else replace(point, said=said)


def _point(number: int, step: Step) -> Point:
    return Point(
        number=number,
        name=f"第 {number} 步（申请人自定）",
        name_en=f"Step {number} (by the applicant)",
        id=f"step{number}",
        rules=tuple(Rule(kind="person", person=login) for login in step.people),
        mode=step.mode,
        share=step.share if step.mode == "vote" else None,
        deadline=step.deadline,
        overdue="remind" if step.deadline else "nothing",
        said=Said(composed=True, people=step.people),
    )
