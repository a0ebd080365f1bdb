"""What the panel of a route shows: the points with what may be changed about them, or the steps being composed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from engine import organisation
from engine.errors import BusinessError
from engine.organisation import Language, Person
from processes.approval.approvers import candidates
from processes.approval.chosen import check, eligible
from processes.approval.chosen.choice import Step
from processes.approval.chosen.decided import NEVER, Decided
from processes.approval.chosen.reading import Posted
from processes.approval.chosen.templates import Template
from processes.approval.chosen.words import MODES
from processes.approval.errors import ApprovalError, Fault
from processes.approval.model import Flow, Point
from processes.approval.model_words import limit_words
from processes.approval.naming import naming
from processes.approval.previewing import Outlook
from processes.approval.route import RoutePoint

Named = tuple[str, str]
"""A login and what its person is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PointRow:
    """A point of the flow: how it stands, and what the applicant may do about it.

    `candidates`: (login, name, chosen). `locked`: somebody decided there before the document came back.
    """

    point: RoutePoint
    people: Sequence[str]
    rule: Point | None = None
    candidates: Sequence[tuple[str, str, bool]] = ()
    reason: str | None = None
    added: bool = False
    locked: bool = False

    @property
    def may_skip(self) -> bool:
        """Whether it can be skipped: it is entered, or is skipped already."""
        allowed = self.rule is not None and self.rule.skippable and not self.locked
        return allowed and (self.point.entered or self.reason is not None) and not self.added

    @property
    def may_add(self) -> bool:
        """Whether it can be added: it is not entered by itself, or is added already."""
        allowed = self.rule is not None and self.rule.addable and not self.locked
        return allowed and (not self.point.entered or self.added)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRow:
    """A step that is being composed."""

    step: Step
    people: Sequence[Named]
    locked: bool
    words: str = ""
    found: Sequence[Named] = ()

    @property
    def days(self) -> str:
        """The deadline as typed, in working days."""
        return (self.step.deadline or "").removeprefix("P").removesuffix("D")


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """Everything `routes/panel.html` draws. `model` is empty where no flow is for the document."""

    model: str
    points: Sequence[PointRow]
    seen: int
    steps: Sequence[StepRow] = ()
    modes: Sequence[Named] = ()
    limits: Sequence[str] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    templates: Sequence[Template] = ()
    template: int | None = None
    template_name: str = ""
    note: str = ""

    @property
    def adjustable(self) -> bool:
        """Whether there is anything to choose."""
        return self.model == "self" or any(
            row.may_skip or row.may_add or row.candidates for row in self.points
        )


def panel(
    connection: Connection,
    person: Person,
    found: Outlook,
    lang: Language,
    *,
    posted: Posted,
    before: Decided = NEVER,
    templates: Sequence[Template] = (),
    judged: bool = False,
    note: str = "",
) -> Panel:
    """The panel of a person's document. `judged`: faults are shown; else nothing is said about what is unfinished."""
    flow = found.flow
    if found.version is None or flow.model == "fixed":
        return Panel(model=flow.model, points=[_row(connection, one, lang) for one in found.points], seen=0)
    asking = check.Asking(connection=connection, applicant=person.login, facts=found.facts)
    wrong = check.faults(asking, flow, found.choice)
    made = flow.model == "self"
    points = found.points[len(found.choice.steps) :] if made else found.points
    return Panel(
        model=flow.model,
        seen=posted.seen,
        points=[_adjustable(asking, one, flow, found, before, lang) for one in points],
        steps=_steps(connection, person, found, posted, before, lang) if made else (),
        modes=[(code, words[lang == "en"]) for code, words in MODES.items()],
        limits=tuple(limit_words(flow.limits, naming(connection, lang))) if made else (),
        faults=_faults(wrong, lang) if judged else {},
        templates=templates,
        template=posted.template,
        template_name=posted.template_name,
        note=note,
    )


def _row(connection: Connection, point: RoutePoint, lang: Language) -> PointRow:
    return PointRow(point=point, people=[_called(connection, one.login, lang) for one in point.approvers])


def _adjustable(
    asking: check.Asking, one: RoutePoint, flow: Flow, found: Outlook, before: Decided, lang: Language
) -> PointRow:
    plain = _row(asking.connection, one, lang)
    rule = flow.of_id(one.id)
    if rule is None or flow.model != "predefined":
        return plain
    chosen = found.choice.people.get(one.id, ())
    return PointRow(
        point=one,
        people=plain.people,
        rule=rule,
        candidates=_candidates(asking, rule, chosen, lang)
        if rule.choose and one.entered and one.id not in before.points
        else (),
        reason=found.choice.skipped.get(one.id),
        added=one.id in found.choice.added,
        locked=one.id in before.points,
    )


def _candidates(
    asking: check.Asking, rule: Point, chosen: Sequence[str], lang: Language
) -> list[tuple[str, str, bool]]:
    try:
        people = candidates(asking.connection, rule, asking.applicant, facts=asking.facts)
    except (ApprovalError, BusinessError):
        return []
    if len(people) < 2 and not chosen:
        return []
    return [(login, one.full_label(lang), login in chosen) for login, one in people.items()]


def _steps(
    connection: Connection, person: Person, found: Outlook, posted: Posted, before: Decided, lang: Language
) -> list[StepRow]:
    allowed = eligible.eligible(connection, found.flow.limits, person.login)
    rows = []
    for at, step in enumerate(found.choice.steps):
        words = posted.finds.get(at, "")
        matching = eligible.matching(connection, allowed.values(), words) if words else []
        rows.append(
            StepRow(
                step=step,
                people=[(login, _called(connection, login, lang)) for login in step.people],
                locked=at < before.steps,
                words=words,
                found=[(one.login, one.full_label(lang)) for one in matching if one.login not in step.people],
            )
        )
    return rows


def _faults(wrong: Sequence[Fault], lang: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in wrong:
        found.setdefault(fault.place, fault.text(lang))
    return found


def _called(connection: Connection, login: str, lang: Language) -> str:
    person = organisation.by_login(connection, login)
    return login if person is None else person.full_label(lang)
