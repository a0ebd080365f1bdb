"""Why a definition is not compared, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "COMPENSATION": (
        "包含补偿，第二引擎不支持",
        "It contains compensation, which the second engine does not do.",
    ),
    "ELEMENT": ("包含第二引擎不支持的元素", "It contains an element that the second engine does not run."),
    "EVENT": ("包含第二引擎处理有误的事件", "It contains an event that the second engine gets wrong."),
    "EVENT_SUB_PROCESS": (
        "包含事件子流程，第二引擎不会中断",
        "It contains an event sub-process; the second engine does not interrupt by them.",
    ),
    "EXPRESSION": ("表达式无法计算", "An expression cannot be evaluated."),
    "INCLUSIVE_JOIN": (
        "包容网关之前有多条路径，第二引擎只看其中一条",
        "Several ways lead to an inclusive join; the second engine looks at one of them only.",
    ),
    "JOIN_AFTER_ERROR": (
        "汇聚紧跟可能因错误结束的子流程，第二引擎视其为已完成",
        "A join follows a sub-process that may end by an error; the second engine takes it for completed.",
    ),
    "JOIN_IN_LOOP": (
        "并行汇聚位于循环之中，第二引擎会混淆各轮的令牌",
        "A parallel join lies in a loop; the second engine mixes up the rounds.",
    ),
    "MULTIPLE_EVENT": ("包含多重事件", "It contains a multiple event."),
    "NO_END": (
        "第二引擎没有在规定时间内完成",
        "The second engine did not come to an end within its time.",
    ),
    "NO_VALUES": (
        "找不到使条件可判定的变量值",
        "No values were found for which the conditions are true or false.",
    ),
    "NOT_ONE_START": (
        "流程或子流程不是恰好一个开始事件",
        "The process or a sub-process does not have exactly one start event.",
    ),
    "OWN_MESSAGE": (
        "流程接收自己发出的消息或信号",
        "The process catches a message or signal that it throws itself.",
    ),
    "QUANTITY": ("使用了启动或完成数量", "It uses start or completion quantities."),
    "RACE": (
        "并行分支读写同一变量，结果取决于先后",
        "Parallel branches write and read one variable: the outcome depends on who is first.",
    ),
    "SECOND_TOKEN": (
        "同一顺序流上有多个令牌等待汇聚，第二引擎会混淆",
        "Several tokens wait on one flow of a join; the second engine takes them for one.",
    ),
    "STOPPED": ("第二引擎异常结束", "The second engine stopped unexpectedly."),
    "TERMINATE": (
        "终止结束事件到达时其他分支仍在运行，结果取决于先后",
        "A terminating end event is reached while other branches move: what they still do depends on who is first.",
    ),
    "TOO_LARGE": ("流程过大", "The process is too large."),
    "TOO_LONG": ("每条路径都没有停下来等待", "No path came to a place where it waits."),
    "UNCAUGHT_ERROR": (
        "错误没有在流程内被捕获",
        "An error is not caught within the process.",
    ),
}
"""Code → (Chinese, English)."""


def reason(code: str, lang: str) -> str:
    """The sentence for a code; `lang` is zh or en."""
    chinese, english = REASONS.get(code, (code, code))
    return chinese if lang == "zh" else english
