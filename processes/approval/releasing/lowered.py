"""Whether a version of a flow controls less than the one before it.

Lowered is: documents or applicants that the flow was for and is not any more; people who agreed being passed over
later; a point less; documents that entered a point and would not any more; nobody of the rank that was asked; one
signer instead of several, or a smaller share; a decision that is not permitted any more; transfers, which let others
decide than the flow says, where there were none; fields that approvers may change, or do not see, and that were not
such; beginning at the returning point and not from the start; a longer deadline or none; agreement by itself when it
has passed; an applicant who may change more about his route. Names, order, additional points, reminders, copies and
the other operations are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.dmn.analysis.axis import Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk
from processes.approval.comparing import pairs
from processes.approval.deadline_check import DEADLINE
from processes.approval.documents import DocumentType
from processes.approval.findings.examples import example, is_real
from processes.approval.findings.space import Box, Space, is_empty
from processes.approval.model import Condition, Flow, Mode, Point
from processes.approval.releasing.freedom import freer, freer_point

HOURS_A_DAY = 8
_STRICT: Mapping[Mode, int] = {"any": 0, "vote": 1, "all": 2, "sequential": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Lowering:
    """One way in which less is controlled. `point`: its number before; 0 is the flow as a whole."""

    point: int
    code: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


def lowered(old: Flow, new: Flow, document: DocumentType, ranks: Mapping[str, int]) -> list[Lowering]:
    """Everything by which `new` controls less than `old`. `ranks`: code of a position → its rank."""
    after = {before.number: point for before, point in pairs(old, new) if before is not None}
    found: list[Lowering] = list(_as_a_whole(old, new, document))
    for point in old.points:
        if point.number in after:
            found += _compared(point, after[point.number], document, ranks)
            if new.model == "predefined":
                found += [_said(point, *words) for words in freer_point(point, after[point.number])]
        else:
            found.append(_said(point, "REMOVED", "被删除", "is removed"))
    return found


def _compared(old: Point, new: Point, document: DocumentType, ranks: Mapping[str, int]) -> Iterator[Lowering]:
    yield from _narrower(old, new, document)
    if _rank(new, ranks) < _rank(old, ranks):
        yield _said(old, "RANK", "由较低职级审批", "is decided by a lower rank")
    if (_STRICT[new.mode], new.share or 0) < (_STRICT[old.mode], old.share or 0):
        yield _said(old, "MODE", "需要同意的人减少", "needs fewer to agree")
    if set(old.actions) - set(new.actions):
        yield _said(old, "ACTIONS", "不再允许退回或驳回", "may not return or reject any more")
    if "transfer" in new.operations and "transfer" not in old.operations:
        yield _said(old, "TRANSFER", "允许转办给他人", "may be transferred to others")
    if set(new.editable) - set(old.editable):
        yield _said(old, "EDITABLE", "审批人可修改更多字段", "lets its approvers change more fields")
    if set(new.hidden) - set(old.hidden):
        yield _said(old, "HIDDEN", "对审批人隐藏更多字段", "hides more fields from its approvers")
    if new.after_return == "here" != old.after_return:
        yield _said(old, "AFTER_RETURN", "退回后不再从头审批", "does not begin from the start after a return")
    if old.deadline is not None and (new.deadline is None or _hours(new.deadline) > _hours(old.deadline)):
        yield _said(old, "DEADLINE", "时限延长", "has more time")
    if new.overdue == "agree" != old.overdue:
        yield _said(old, "OVERDUE", "超时自动同意", "agrees by itself when the deadline has passed")


def _as_a_whole(old: Flow, new: Flow, document: DocumentType) -> Iterator[Lowering]:
    if (why := _left_out(old.entry, new.entry, document)) is not None:
        yield _of_flow("ENTRY", f"流程{why[0]}", f"the flow {why[1]}")
    everybody = not (new.departments or new.positions)
    was_everybody = not (old.departments or old.positions)
    gone = {*old.departments} - {*new.departments} or {*old.positions} - {*new.positions}
    if not everybody and (was_everybody or gone):
        yield _of_flow("SCOPE", "流程不再适用于部分申请人", "the flow is not for some applicants any more")
    if new.once and not old.once:
        yield _of_flow(
            "ONCE", "审批去重：已同意的人后面不再审批", "whoever agreed is not asked again at later points"
        )
    for code, zh, en in freer(old, new):
        yield _of_flow(code, zh, en)


def _narrower(old: Point, new: Point, document: DocumentType) -> Iterator[Lowering]:
    """Documents that entered it and would not any more."""
    if (why := _left_out(old.condition, new.condition, document)) is not None:
        yield _said(old, "CONDITION", *why)


def _left_out(old: Condition, new: Condition, document: DocumentType) -> tuple[str, str] | None:
    """What is not asked about any more, with an example, in Chinese and English; None where nothing is."""
    if new.is_always or old == new:
        return None
    if old.text or new.text:
        return "入口条件已改变，无法逐项比较", "has another condition, which cannot be compared item by item"
    try:
        space = Space(document, (old, new))
        grid = space.grid(new.rows)
    except (KeyError, Unplaceable):
        return "入口条件已改变", "has another condition"
    within = [space.domains] if old.is_always else [space.box(row) for row in old.rows]
    gap = next((box for box in _left(grid, within) if is_real(space, box)), None)
    if gap is None:
        return None
    zh, en = (example(space, gap, lang) for lang in ("zh", "en"))
    return f"不再审批部分单据（例如 {zh}）", f"is not asked about some any more (for example {en})"


def _left(grid: Grid, within: list[Box]) -> Iterator[Box]:
    for box in within:
        if not is_empty(box):
            yield from Walk(grid).gaps(box, grid.everyone)


def _rank(point: Point, ranks: Mapping[str, int]) -> int:
    """The highest rank that is asked; superiors and persons are as high as anybody."""
    if any(rule.kind in ("superior", "person") for rule in point.approver_rules):
        return max(ranks.values(), default=0)
    return max((ranks.get(code, 0) for code in point.position_codes), default=0)


def _hours(deadline: str) -> int:
    match = DEADLINE.fullmatch(deadline)
    if match is None:
        return 0
    return int(match["hours"]) if match["hours"] else int(match["days"]) * HOURS_A_DAY


def _of_flow(code: str, zh: str, en: str) -> Lowering:
    return Lowering(point=0, code=code, zh=zh, en=en)


def _said(point: Point, code: str, zh: str, en: str) -> Lowering:
    return Lowering(
        point=point.number,
        code=code,
        zh=f"{point.number} {point.name}：{zh}",
        en=f"{point.number} {point.name_en} {en}",
    )
