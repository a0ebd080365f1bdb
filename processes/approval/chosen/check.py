"""Whether a route that an applicant chose is allowed, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine import organisation
from engine.errors import BusinessError
from engine.organisation import Person
from processes.approval.approvers import candidates
from processes.approval.chosen.choice import Choice, Step
from processes.approval.chosen.eligible import eligible, rank_of
from processes.approval.deadline_check import DEADLINE
from processes.approval.errors import ApprovalError, Fault
from processes.approval.model import Flow, Point
from processes.approval.model_words import steps_en

MOST_STEPS, MOST_PEOPLE, LONGEST_REASON = 12, 12, 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Whose document it is, and what is known of it."""

    connection: Connection
    applicant: str
    facts: Mapping[str, Any]


def faults(asking: Asking, flow: Flow, choice: Choice) -> list[Fault]:
    """Everything that is wrong with a choice today. Places: `points/<id>/people`, `steps/0/people`, `steps`."""
    if flow.model == "self":
        return list(_composed(asking, flow, choice))
    if flow.model == "predefined":
        return [fault for point in flow.points for fault in _adjusted(asking, point, choice)]
    return []


def _adjusted(asking: Asking, point: Point, choice: Choice) -> Iterator[Fault]:
    place = f"points/{point.id}"
    if point.id in choice.skipped:
        if not point.skippable:
            yield _fault(f"{place}/skip", f"“{point.name}”不可跳过", f"“{point.name_en}” cannot be skipped")
        elif not choice.skipped[point.id].strip():
            yield _fault(
                f"{place}/reason", f"请说明为何跳过“{point.name}”", f"Say why “{point.name_en}” is skipped"
            )
    if point.id in choice.added and not point.addable:
        yield _fault(f"{place}/add", f"“{point.name}”不可加入", f"“{point.name_en}” cannot be added")
    chosen = choice.people.get(point.id, ())
    if chosen and point.id not in choice.skipped:
        yield from _chosen(asking, point, chosen, f"{place}/people")


def _chosen(asking: Asking, point: Point, chosen: tuple[str, ...], place: str) -> Iterator[Fault]:
    if not point.choose:
        yield _fault(place, f"“{point.name}”的审批人不可选择", f"Nobody can be chosen for “{point.name_en}”")
        return
    try:
        found = candidates(asking.connection, point, asking.applicant, facts=asking.facts)
    except (ApprovalError, BusinessError):
        return  # the preview says what is wrong with the point itself
    for login in chosen:
        if login not in found:
            zh, en = (_name(asking.connection, login, lang) for lang in ("zh", "en"))
            yield _fault(
                place,
                f"{zh}不能（或不再能）审批“{point.name}”",
                f"{en} cannot decide at “{point.name_en}” (any more)",
            )


def _composed(asking: Asking, flow: Flow, choice: Choice) -> Iterator[Fault]:
    limits = flow.limits
    least = limits.steps if flow.points else max(limits.steps, 1)
    if len(choice.steps) < least:
        yield _fault("steps", f"至少需要 {least} 个步骤", f"Needed at least: {steps_en(least)}")
    if len(choice.steps) > MOST_STEPS:
        yield _fault("steps", f"最多 {MOST_STEPS} 个步骤", f"At most {MOST_STEPS} steps")
    allowed = eligible(asking.connection, limits, asking.applicant)
    for number, step in enumerate(choice.steps):
        yield from _step(asking, step, f"steps/{number}", allowed)
    if (
        limits.rank
        and choice.steps
        and not any(_binds(asking.connection, step, limits.rank) for step in choice.steps)
    ):
        yield _fault(
            "steps",
            f"至少一个步骤必须经职级 {limits.rank} 及以上的人员同意",
            f"In at least one step nobody but people of rank {limits.rank} or higher may be able to agree alone",
        )


def _step(asking: Asking, step: Step, place: str, allowed: Mapping[str, Person]) -> Iterator[Fault]:
    if not step.people:
        yield _fault(f"{place}/people", "请选择审批人", "Choose who decides")
    if len(set(step.people)) > MOST_PEOPLE:
        yield _fault(f"{place}/people", f"最多 {MOST_PEOPLE} 人", f"At most {MOST_PEOPLE} people")
    for login in step.people:
        if login not in allowed:
            yield _unusable(asking, login, f"{place}/people")
    if step.deadline is not None and DEADLINE.fullmatch(step.deadline) is None:
        yield _fault(f"{place}/deadline", "请填写 1 到 999 个工作日", "From 1 to 999 working days")
    if step.mode == "vote" and (step.share is None or not 0 < step.share <= 1):
        yield _fault(f"{place}/share", "票签请填写 1% 到 100% 的比例", "A vote needs a share of 1% to 100%")


def _unusable(asking: Asking, login: str, place: str) -> Fault:
    person = organisation.by_login(asking.connection, login)
    zh, en = (_name(asking.connection, login, lang) for lang in ("zh", "en"))
    if login.casefold() == asking.applicant.casefold():
        return _fault(place, "不能审批自己的申请", "Nobody decides about his own request")
    if person is None or not person.is_active:
        return _fault(place, f"{zh}已不在职", f"{en} does not work here any more")
    return _fault(place, f"{zh}不在可选审批人范围内", f"{en} is not among those who may be chosen")


def _binds(connection: Connection, step: Step, rank: int) -> bool:
    """Whether the step cannot be passed without somebody of the rank."""
    found = [organisation.by_login(connection, login) for login in step.people]
    high = sum(1 for one in found if one is not None and one.is_active and rank_of(connection, one) >= rank)
    if not step.people:
        return False
    match step.mode:
        case "any":
            return high == len(step.people)
        case "vote":
            low = len(step.people) - high
            return step.share is not None and low < step.share * len(step.people)
        case _:
            return high > 0


def _name(connection: Connection, login: str, lang: str) -> str:
    person = organisation.by_login(connection, login)
    return login if person is None else person.full_label("zh" if lang == "zh" else "en")


def _fault(place: str, zh: str, en: str) -> Fault:
    return Fault(place=place, zh=zh, en=en)
