"""Deadlines in working time: whether they say so readably, and whether their calendar exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, WorkingText
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "WORKING_TIME_FLAG": Rule(
        severity="error",
        en="“{name}” says gx:workingTime=“{text}”; it must be true or false.",
        zh="“{name}”的 gx:workingTime 为“{text}”，应为 true 或 false。",
        fix_en="Write gx:workingTime=“true” to count in working time.",
        fix_zh="按工作时间计算请填写 gx:workingTime=“true”。",
    ),
    "CALENDAR_UNKNOWN": Rule(
        severity="error",
        en="“{name}” counts by the calendar “{ref}”, which does not exist.",
        zh="“{name}”使用的日历“{ref}”不存在。",
        fix_en="Add the calendar, or leave gx:calendar out. Did you mean “{near}”?",
        fix_zh="请添加该日历，或去掉 gx:calendar。是否应为“{near}”？",
    ),
    "CALENDAR_IDLE": Rule(
        severity="warning",
        en="“{name}” names a calendar or working time, but {reason_en}: it counts for nothing.",
        zh="“{name}”指定了日历或工作时间，但{reason_zh}，因此不起作用。",
        fix_en="Remove it, or give the deadline it is meant for.",
        fix_zh="请删除，或补上相应的时限。",
    ),
}


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        bound = node.binding
        if bound.working is not None:
            yield from _working(view, node, bound.working, node.line)
            if bound.due is None and bound.follow_up is None:
                yield _idle(
                    view, node, "there is neither gx:due nor gx:followUp", "没有 gx:due 或 gx:followUp"
                )
        for event in node.events:
            if event.working is not None:
                yield from _working(view, node, event.working, event.line)


def _working(view: View, node: FlowNode, working: WorkingText, line: int) -> Iterator[Finding]:
    if working.flag not in {None, "true", "false"}:
        yield view.find("WORKING_TIME_FLAG", node.source, line=line, text=(working.flag or "")[:20])
    elif working.calendar is not None and not working.is_asked:
        yield _idle(view, node, "gx:workingTime is false", "gx:workingTime 为 false")
    known, code = view.around.calendars, working.calendar
    if code is not None and known is not None and code not in known:
        yield view.find(
            "CALENDAR_UNKNOWN", node.source, line=line, ref=code[:60], near=view.near(code, known)
        )


def _idle(view: View, node: FlowNode, reason_en: str, reason_zh: str) -> Finding:
    return view.find("CALENDAR_IDLE", node.source, reason_en=reason_en, reason_zh=reason_zh)
