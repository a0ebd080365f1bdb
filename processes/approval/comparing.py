"""What differs between two versions of a flow, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.feel.texts import Lang
from processes.approval.conditions import read_aloud
from processes.approval.deadline_check import DEADLINE
from processes.approval.field_words import copies_words, fields_words
from processes.approval.model import Action, AfterReturn, Flow, Mode, Overdue, Point
from processes.approval.model_words import adjustable_words, model_words
from processes.approval.naming import Naming
from processes.approval.operations import WORDS as OPERATIONS
from processes.approval.rule_words import rules_words, stand_in_words
from processes.approval.values import grouped

MODES: dict[Mode, tuple[str, str]] = {
    "any": ("或签：任一人同意即可", "Any one of them decides"),
    "all": ("会签：所有人都要同意", "All of them must agree"),
    "sequential": ("依次：按顺序逐个同意", "Each in turn must agree"),
    "vote": ("票签：同意的比例达到要求", "A share of them must agree"),
}
ACTIONS: dict[Action, tuple[str, str]] = {
    "agree": ("同意", "agree"),
    "return": ("退回修改", "return for changes"),
    "reject": ("驳回", "reject"),
}
OVERDUE: dict[Overdue, tuple[str, str]] = {
    "nothing": ("仅显示逾期", "only shown as late"),
    "remind": ("到期提醒", "remind"),
    "escalate": ("升级至审批人的上级", "escalate to the superior"),
    "transfer": ("转办", "transfer"),
    "agree": ("自动同意", "agree by itself"),
    "return": ("自动退回", "return by itself"),
    "reject": ("自动驳回", "reject by itself"),
}
AFTER_RETURN: dict[AfterReturn, tuple[str, str]] = {
    "start": ("从头审批", "from the start"),
    "here": ("直接到退回的审批点", "at the point that returned it"),
}
ONCE = {
    True: ("同一人只审批一次", "each decides once"),
    False: ("每个审批点都要审批", "asked at every point"),
}
_ASPECTS = {
    "scope": ("适用范围", "Scope"),
    "once": ("审批去重", "People at several points"),
    "name": ("名称", "Name"),
    "order": ("顺序", "Order"),
    "condition": ("入口条件", "Entry condition"),
    "positions": ("审批人", "Approvers"),
    "mode": ("方式", "Mode"),
    "deadline": ("时限", "Deadline"),
    "remind": ("提醒", "Reminder"),
    "overdue": ("超时处理", "When the deadline has passed"),
    "actions": ("允许的决定", "Permitted decisions"),
    "operations": ("允许的操作", "Permitted operations"),
    "copies": ("通过后抄送", "Copies when it is passed"),
    "editable": ("审批人可修改的字段", "Fields its approvers may change"),
    "hidden": ("隐藏的字段", "Hidden fields"),
    "adjustable": ("申请人可调整", "The applicant may"),
    "model": ("流程模型", "Model"),
    "after_return": ("退回后再提交", "Submitted again after a return"),
    "added": ("新增审批点", "New point"),
    "removed": ("删除审批点", "Point removed"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference: the point, what of it, and how it reads before and after (empty: was not, is not)."""

    point: str
    aspect: str
    before: str
    after: str


def compare(old: Flow, new: Flow, names: Naming) -> list[Change]:
    """Every difference, in the order of the new flow; removed points come last. `names` knows their document."""
    paired = list(pairs(old, new))
    found = list(_reordered(paired, names.lang))
    for before, after in paired:
        found += _changes(before, after, names)
    found += _flow_changes(old, new, names)
    kept = {before.number for before, _ in paired if before is not None}
    for point in old.points:
        if point.number not in kept:
            text = summary(point, names)
            found.append(
                Change(
                    point=_title(point, names.lang),
                    aspect=_word("removed", names.lang),
                    before=text,
                    after="",
                )
            )
    return found


def summary(point: Point, names: Naming) -> str:
    """A point in one line: condition, who, how, until when."""
    lang = names.lang
    who, how = rules_words(point.approver_rules, names), how_words(point, lang)
    late = "" if point.overdue == "nothing" else overdue_words(point, names)
    parts = (_condition(point, names), who, how, deadline_words(point.deadline, lang), late)
    return " · ".join(part for part in parts if part)


def mode_words(mode: Mode, lang: Lang) -> str:
    """How several approvers decide."""
    return MODES[mode][0 if lang == "zh" else 1]


def scope_words(flow: Flow, names: Naming) -> str:
    """Which documents a flow is for."""
    assert names.document is not None
    lang, condition = names.lang, read_aloud(flow.entry, names.document, names.lang)
    who = [
        *(names.department(code) for code in flow.departments),
        *(names.title(code) for code in flow.positions),
    ]
    everything = ("所有单据", "Every document")[lang == "en"] if flow.entry.is_always else condition
    if not who:
        return everything
    applicants = _comma(lang).join(who)
    return (
        f"{everything} · 申请人：{applicants}" if lang == "zh" else f"{everything} · applicants: {applicants}"
    )


def how_words(point: Point, lang: Lang) -> str:
    """How the approvers of a point decide, with the share of a vote."""
    if point.mode == "vote" and point.share is not None:
        share = share_words(point.share)
        return f"票签：{share} 同意即通过" if lang == "zh" else f"{share} of them must agree"
    return mode_words(point.mode, lang)


def share_words(share: Decimal) -> str:
    """0.6 → 60%."""
    return f"{grouped(share * 100)}%"


def overdue_words(point: Point, names: Naming) -> str:
    """What happens at the deadline."""
    words = _one(OVERDUE[point.overdue], names.lang)
    if point.overdue_to is None or point.overdue != "transfer":
        return words
    who = stand_in_words(point.overdue_to, names)
    return f"{words}给{who}" if names.lang == "zh" else f"{words} to {who}"


def operations_words(point: Point, lang: Lang) -> str:
    """What may be done at a point besides deciding."""
    if not point.operations:
        return "无" if lang == "zh" else "none"
    return _comma(lang).join(_one(OPERATIONS[each], lang) for each in point.operations)


def deadline_words(deadline: str | None, lang: Lang) -> str:
    """PT8H → 8 个工作小时, P1D → 1 个工作日; empty without a deadline."""
    match = DEADLINE.fullmatch(deadline or "")
    if match is None:
        return deadline or ""
    number, (zh, en) = match["hours"] or match["days"], ("小时", "hour") if match["hours"] else ("日", "day")
    return f"{number} 个工作{zh}" if lang == "zh" else f"{number} working {en}{'' if number == '1' else 's'}"


def pairs(old: Flow, new: Flow) -> Iterator[tuple[Point | None, Point]]:
    """Each point of the new flow with what it was in the old one, whatever its name and place were."""
    before = {point.id: point for point in old.points}
    for point in new.points:
        yield before.get(point.id), point


def _reordered(pairs: Sequence[tuple[Point | None, Point]], lang: Lang) -> Iterator[Change]:
    """Only a new order of points that were there before; numbers that moved up by an insertion say nothing."""
    kept = [(before, after) for before, after in pairs if before is not None]
    was = sorted(kept, key=lambda pair: pair[0].number)
    if was != kept:
        before, after = (" → ".join(new.title(lang) for _, new in order) for order in (was, kept))
        yield Change(point="", aspect=_word("order", lang), before=before, after=after)


def _flow_changes(old: Flow, new: Flow, names: Naming) -> Iterator[Change]:
    lang = names.lang
    before, after = scope_words(old, names), scope_words(new, names)
    if before != after:
        yield Change(point="", aspect=_word("scope", lang), before=before, after=after)
    if old.once != new.once:
        said = [_one(ONCE[flow.once], lang) for flow in (old, new)]
        yield Change(point="", aspect=_word("once", lang), before=said[0], after=said[1])
    was, now = model_words(old, names), model_words(new, names)
    if was != now:
        yield Change(point="", aspect=_word("model", lang), before=was, after=now)


def _changes(before: Point | None, after: Point, names: Naming) -> Iterator[Change]:
    lang = names.lang
    if before is None:
        text = summary(after, names)
        yield Change(point=_title(after, lang), aspect=_word("added", lang), before="", after=text)
        return
    for aspect, read in _readers(names).items():
        if read(before) != read(after):
            yield Change(
                point=_title(after, lang), aspect=_word(aspect, lang), before=read(before), after=read(after)
            )


def _readers(names: Naming) -> dict[str, Callable[[Point], str]]:
    lang = names.lang
    return {
        "name": lambda point: f"{point.name} / {point.name_en}",
        "condition": lambda point: _condition(point, names),
        "positions": lambda point: rules_words(point.approver_rules, names),
        "mode": lambda point: how_words(point, lang),
        "deadline": lambda point: deadline_words(point.deadline, lang) or "–",
        "remind": lambda point: deadline_words(point.remind, lang) or "–",
        "overdue": lambda point: overdue_words(point, names),
        "actions": lambda point: _comma(lang).join(_one(ACTIONS[each], lang) for each in point.actions),
        "operations": lambda point: operations_words(point, lang),
        "copies": lambda point: copies_words(point, names),
        "editable": lambda point: fields_words(point.editable, names),
        "hidden": lambda point: fields_words(point.hidden, names),
        "adjustable": lambda point: adjustable_words(point, lang),
        "after_return": lambda point: _one(AFTER_RETURN[point.after_return], lang),
    }


def _condition(point: Point, names: Naming) -> str:
    assert names.document is not None
    return read_aloud(point.condition, names.document, names.lang)


def _comma(lang: Lang) -> str:
    return "、" if lang == "zh" else ", "


def _title(point: Point, lang: Lang) -> str:
    return f"{point.number} {point.title(lang)}"


def _word(aspect: str, lang: Lang) -> str:
    return _one(_ASPECTS[aspect], lang)


def _one(words: tuple[str, str], lang: Lang) -> str:
    return words[0] if lang == "zh" else words[1]
