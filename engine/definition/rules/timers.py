"""Timers: exactly one of date, duration and cycle, readable and not negative."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from engine.calendar.cron import is_cron, next_firing, read_cron
from engine.calendar.cron_fields import CronUnreadable
from engine.definition.expressions import Constant, Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, Text
from engine.definition.rules.functions import unknown_functions
from engine.definition.rules.view import View
from engine.feel import Expression, FeelError
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.durations import parse_duration
from engine.feel.temporal import parse_cycle, read_date, read_date_time
from engine.feel.tree import Literal, Name
from engine.kernel.program import EventKind, TimerKind

RULES: Final[Mapping[str, Rule]] = {
    "TIMER_EMPTY": Rule(
        severity="error",
        en="The timer of “{name}” says neither date nor duration nor cycle.",
        zh="“{name}”的定时器没有设置日期、时长或周期。",
        fix_en="Write for example <timeDuration>PT2H</timeDuration>.",
        fix_zh="例如填写 <timeDuration>PT2H</timeDuration>。",
    ),
    "TIMER_TWICE": Rule(
        severity="error",
        en="The timer of “{name}” has {count} definitions; it must have one.",
        zh="“{name}”的定时器有 {count} 个定义，只能有一个。",
        fix_en="Keep the date, the duration or the cycle.",
        fix_zh="请只保留日期、时长或周期之一。",
    ),
    "TIMER_TEXT": Rule(
        severity="error",
        en="The timer of “{name}”: “{text}” is no {kind} (ISO 8601){detail_en}.",
        zh="“{name}”的定时器：“{text}”不是 ISO 8601 的{kind_zh}{detail_zh}。",
        fix_en="Write for example {example}; a variable is marked: =deadline.",
        fix_zh="例如填写 {example}；变量请加标记：=deadline。",
    ),
    "TIMER_CRON": Rule(
        severity="error",
        en="The timer of “{name}”: “{part}” in the cron text “{text}” cannot be read.",
        zh="“{name}”的定时器：cron 表达式“{text}”中的“{part}”无法识别。",
        fix_en="Write minute, hour, day, month, weekday, for example 0 9 * * MON-FRI; or a cycle such as R/PT1H.",
        fix_zh="请依次填写分、时、日、月、星期，例如 0 9 * * MON-FRI；或使用周期，例如 R/PT1H。",
    ),
    "TIMER_CRON_NEVER": Rule(
        severity="error",
        en="The timer of “{name}”: the cron text “{text}” names a day that does not come.",
        zh="“{name}”的定时器：cron 表达式“{text}”指定的日期不存在或已过去。",
        fix_en="Correct day, month or year.",
        fix_zh="请改正日、月或年。",
    ),
}

_EXAMPLE: Final = {
    TimerKind.DATE: ("date", "日期", "2027-01-31T09:00:00+08:00"),
    TimerKind.DURATION: ("duration", "时长", "PT2H"),
    TimerKind.CYCLE: ("cycle", "周期", "R3/PT10M"),
}


def check(view: View) -> Iterator[Finding]:
    interpreter = Interpreter(view.around.conditions)
    for _, node in view.each_node():
        for event in node.events:
            if event.kind is not EventKind.TIMER:
                continue
            written = [c for c in event.source.children if c.name in {kind.value for kind in TimerKind}]
            if not written:
                yield view.find("TIMER_EMPTY", node.source, line=event.line)
            if len(written) > 1:
                yield view.find("TIMER_TWICE", node.source, line=event.line, count=len(written))
            for kind, text in event.timer:
                yield from _timer(view, node, kind, text, interpreter)


def _timer(
    view: View, node: FlowNode, kind: TimerKind, text: Text, interpreter: Interpreter
) -> Iterator[Finding]:
    body = text.text.strip()
    try:
        compiled = interpreter.compile(text)
    except TextRefused as refused:
        # Text without a mark was meant as ISO 8601, not as an expression with a mistake.
        if refused.code == "EXPRESSION_SYNTAX" and not body.startswith(("=", "$", "#")):
            yield _unreadable(view, node, kind, text, body)
        else:
            yield view.find(refused.code, node.source, line=text.line, **refused.args_of_finding)
        return
    for function in unknown_functions(compiled):
        near = view.near(function, BUILTIN_NAMES)
        args = {"function": function[:60], "text": body[:80], "near": near}
        yield view.find("FUNCTION_UNKNOWN", node.source, line=text.line, **args)
    if isinstance(compiled, Constant):
        yield from _literal(view, node, kind, text, body)
    elif isinstance(compiled, Expression) and isinstance(compiled.tree, Literal):
        yield from _literal(view, node, kind, text, str(compiled.tree.value))
    elif isinstance(compiled, Expression) and isinstance(compiled.tree, Name) and not body.startswith("="):
        yield _unreadable(view, node, kind, text, body)


def _literal(view: View, node: FlowNode, kind: TimerKind, text: Text, body: str) -> Iterator[Finding]:
    if kind is TimerKind.CYCLE and is_cron(body):
        yield from _cron(view, node, text, body)
    elif not _READS[kind](body):
        yield _unreadable(view, node, kind, text, body)


def _cron(view: View, node: FlowNode, text: Text, body: str) -> Iterator[Finding]:
    try:
        cron = read_cron(body)
    except CronUnreadable as error:
        yield view.find("TIMER_CRON", node.source, line=text.line, text=body[:60], part=str(error)[:30])
        return
    if next_firing(cron, datetime.now(UTC), ZoneInfo("UTC")) is None:
        yield view.find("TIMER_CRON_NEVER", node.source, line=text.line, text=body[:60])


def _unreadable(view: View, node: FlowNode, kind: TimerKind, text: Text, body: str) -> Finding:
    kind_en, kind_zh, example = _EXAMPLE[kind]
    negative = body.startswith("-P")
    return view.find(
        "TIMER_TEXT",
        node.source,
        line=text.line,
        text=body[:60],
        kind=kind_en,
        kind_zh=kind_zh,
        example=example,
        detail_en=": it must not be negative" if negative else "",
        detail_zh="（不能为负）" if negative else "",
    )


def is_moment(body: str) -> bool:
    """A date or a duration from now, not negative."""
    return _READS[TimerKind.DATE](body) or _READS[TimerKind.DURATION](body)


def _positive_cycle(body: str) -> None:
    """A cycle that would fire for ever at the same moment is no cycle."""
    if re.fullmatch(r"P(T?0[A-Z])+(T(0[A-Z])+)?", body.rpartition("/")[2].upper()):
        raise ValueError(body)
    parse_cycle(body)


def _is_date(body: str) -> bool:
    return read_date_time(body) is not None or read_date(body) is not None


def _reads(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def reads(body: str) -> bool:
        try:
            parse(body)
        except (FeelError, ValueError, ArithmeticError):
            return False
        return True

    return reads


_READS: Final[Mapping[TimerKind, Callable[[str], bool]]] = {
    TimerKind.DATE: _is_date,
    TimerKind.DURATION: _reads(parse_duration),
    TimerKind.CYCLE: _reads(_positive_cycle),
}
