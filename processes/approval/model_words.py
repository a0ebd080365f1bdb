"""The model of a flow, its limits, and what applicants may change about a point, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from processes.approval.flow_models import Limits, Model
from processes.approval.model import Flow, Point
from processes.approval.naming import Naming

Lang = Literal["zh", "en"]
#: Chinese, English
MODELS: Mapping[Model, tuple[str, str]] = {
    "fixed": ("固定：申请人不能改变路线", "Fixed: applicants change nothing about the route"),
    "predefined": ("预定：申请人可在限度内调整", "Predefined: applicants adjust it within limits"),
    "self": ("自定：申请人自行组合路线", "Self-defined: applicants compose the route"),
}
ADJUSTABLE: Mapping[str, tuple[str, str]] = {
    "skippable": ("说明理由后跳过", "skip it with a reason"),
    "addable": ("加入该审批点", "add it"),
    "choose": ("选择由谁审批", "choose who decides"),
}


def model_words(flow: Flow, names: Naming) -> str:
    """The model in one line, with the limits of a self-defined flow."""
    text = MODELS[flow.model][0 if names.lang == "zh" else 1]
    if flow.model != "self":
        return text
    comma = "，" if names.lang == "zh" else ", "
    limits = comma.join(limit_words(flow.limits, names))
    return f"{text}（{limits}）" if names.lang == "zh" else f"{text} ({limits})"


def steps_en(count: int) -> str:
    """So many steps in English."""
    return "1 step" if count == 1 else f"{count} steps"


def limit_words(limits: Limits, names: Naming) -> Iterator[str]:
    """The limits, one text each."""
    zh = names.lang == "zh"
    yield f"至少 {limits.steps} 步" if zh else f"at least {steps_en(limits.steps)}"
    if limits.rank:
        rank = limits.rank
        yield f"必须有职级 {rank} 及以上的人同意" if zh else f"somebody of rank {rank} or higher must agree"
    comma = "、" if zh else ", "
    if limits.positions:
        posts = comma.join(names.title(code) for code in limits.positions)
        yield f"审批人限于：{posts}" if zh else f"only {posts}"
    if limits.departments:
        departments = comma.join(names.department(code) for code in limits.departments)
        yield f"所在部门限于：{departments}" if zh else f"only from {departments}"


def adjustable_words(point: Point, lang: Lang) -> str:
    """What applicants may do about a point; a dash for nothing."""
    place = 0 if lang == "zh" else 1
    found = [words[place] for name, words in ADJUSTABLE.items() if getattr(point, name)]
    return ("、" if lang == "zh" else ", ").join(found) or "–"
