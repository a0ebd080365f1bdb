"""What an incident says: a sentence per code, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import fill
from engine.organisation import Language

TEXTS: Mapping[str, tuple[str, str]] = {
    # code: (Chinese, English)
    "ADAPTER_MISSING": ("没有名为 {adapter} 的应用。", "There is no application called {adapter}."),
    "CALLED_MISSING": ("找不到被调用的流程 {key}。", "The called process {key} is not published."),
    "CALL_DEPTH": ("子流程调用超过 {limit} 层。", "Processes call each other more than {limit} levels deep."),
    "CALL_INTERRUPTED": (
        "对应用 {adapter} 的调用已经开始，但不知道结果如何；未经核实不得重复调用。",
        "The call of {adapter} began, nobody knows how it ended, and it must not be repeated unasked.",
    ),
    "CALENDAR_MISSING": ("没有名为 {calendar} 的日历。", "There is no calendar called {calendar}."),
    "CALENDAR_NEVER_WORKS": (
        "日历 {calendar} 从 {day} 起的 {days} 天内没有工作时间。",
        "The calendar {calendar} has no working hours in the {days} days from {day} on.",
    ),
    "CARDINALITY_UNREADABLE": (
        "循环次数“{text}”得到 {value}，不是次数。",
        "The number of rounds “{text}” gave {value}, which is no number.",
    ),
    "COLLECTION_MISSING": (
        "循环的集合“{text}”不是列表。",
        "The collection “{text}” of the loop is not a list.",
    ),
    "DECISION_MISSING": ("找不到决策 {decision}。", "The decision {decision} is not there."),
    "ERROR_UNCAUGHT": (
        "没有人处理业务错误 {error}：{message}",
        "Nobody handles the business error {error}: {message}",
    ),
    "EXPRESSION_FAILED": (
        "表达式“{text}”无法计算：{message}",
        "The expression “{text}” cannot be evaluated: {message}",
    ),
    "LINK_MISSING": ("连接事件 {name} 没有目标。", "The link {name} leads nowhere."),
    "NOT_A_LOOP": ("{element} 不是循环。", "{element} is not a loop."),
    "NO_FLOW_TAKEN": (
        "“{name}”没有一个条件成立，也没有默认流向。",
        "No condition at “{name}” holds, and it has no default flow.",
    ),
    "SCRIPT_FAILED": ("脚本失败：{message}", "The script failed: {message}"),
    "STEP_LIMIT": (
        "自动步骤超过 {limit} 步，可能是无休止的循环。",
        "More than {limit} automatic steps: probably an endless loop.",
    ),
    "TIMER_UNREADABLE": (
        "定时“{text}”得到 {value}，不是时间。",
        "The timer “{text}” gave {value}, which is no time.",
    ),
    "RETRIES_EXHAUSTED": (
        "应用 {adapter} 多次失败：{message}",
        "The application {adapter} failed again and again: {message}",
    ),
}
OTHER = ("应用或步骤失败（{code}）：{message}", "An application or step failed ({code}): {message}")


def sentence(code: str, args: Mapping[str, object], lang: Language) -> str:
    """The incident in words."""
    zh, en = TEXTS.get(code, OTHER)
    return fill(zh if lang == "zh" else en, {"code": code, **args})
