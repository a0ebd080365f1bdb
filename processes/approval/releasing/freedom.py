"""By what an applicant may change more about his route than before."""

from __future__ import annotations

from collections.abc import Iterator

from processes.approval.flow_models import MODELS
from processes.approval.model import Flow, Point

Words = tuple[str, str, str]
"""Code, Chinese, English."""


def freer(old: Flow, new: Flow) -> Iterator[Words]:
    """Of the flow as a whole: another model, wider limits."""
    if MODELS.index(new.model) > MODELS.index(old.model):
        if new.model == "self":
            yield "MODEL", "改为自定：申请人自行组合路线", "applicants compose the route themselves"
        else:
            yield "MODEL", "改为预定：申请人可调整路线", "applicants may adjust the route"
    if old.model == new.model == "self":
        yield from _wider(old, new)


def freer_point(old: Point, new: Point) -> Iterator[Words]:
    """Of one point."""
    if new.skippable and not old.skippable:
        yield "SKIPPABLE", "申请人可跳过", "may be skipped by the applicant"
    if new.addable and not old.addable and new.condition.is_always:
        yield "OPTIONAL", "仅在申请人加入时审批", "is only asked if the applicant adds it"
    if new.choose and not old.choose:
        yield "CHOOSE", "由申请人选择审批人", "lets the applicant choose who decides"


def _wider(old: Flow, new: Flow) -> Iterator[Words]:
    before, after = old.limits, new.limits
    if after.steps < before.steps:
        yield "STEPS", "自定路线的最少步数减少", "composed routes may be shorter"
    if after.rank < before.rank:
        yield "LIMIT_RANK", "自定路线要求的职级降低", "composed routes may do with a lower rank"
    for name in ("positions", "departments"):
        was, now = set(getattr(before, name)), set(getattr(after, name))
        if was and (not now or now - was):
            yield "LIMIT_PEOPLE", "自定路线可选的审批人增加", "more people may be chosen for composed routes"
            return
