"""What an audit event can be: the WfMC CWAD codes, and the topics whose events carry a word of their own."""

from __future__ import annotations

from typing import Literal

# code -> (Chinese, English). Codes 25–51 belong to remote processes (interface 4).
CWAD: dict[int, tuple[str, str]] = {
    1: ("流程实例已创建", "Process instance created"),
    2: ("流程实例已启动", "Process instance started"),
    3: ("流程实例状态改变", "Process instance state changed"),
    4: ("流程实例已完成", "Process instance completed"),
    5: ("流程实例已终止", "Process instance terminated"),
    6: ("流程实例已中止", "Process instance aborted"),
    7: ("流程实例等待事件", "Process instance waiting on event"),
    8: ("事件已发生", "Event occurred"),
    9: ("子流程已启动", "Sub-process started"),
    10: ("子流程已完成", "Sub-process completed"),
    11: ("流程实例属性已赋值", "Process instance attributes assigned"),
    12: ("活动状态改变", "Activity state changed"),
    13: ("活动已完成", "Activity completed"),
    14: ("活动已终止", "Activity terminated"),
    15: ("活动已中止", "Activity aborted"),
    16: ("活动属性已赋值", "Activity attributes assigned"),
    17: ("工作项已开始", "Work item started"),
    18: ("工作项已完成", "Work item completed"),
    19: ("工作项已拒绝", "Work item rejected"),
    20: ("工作项已选取", "Work item selected"),
    21: ("工作项状态改变", "Work item state changed"),
    22: ("工作项已分派", "Work item assigned"),
    23: ("工作项已改派", "Work item reassigned"),
    24: ("工作列表已改派", "Worklist reassigned"),
    52: ("会话已开始", "Session started"),
    53: ("会话已结束", "Session stopped"),
    54: ("流程定义状态改变", "Process definition state changed"),
}
REMOTE_CODES = range(25, 52)
OWN_CODE = 0  # the event is named by its word, `topic.what_happened`

# Streams of events that belong to no instance. Instance ids are far above these numbers.
TOPICS: dict[str, int] = {
    "session": 1,
    "definition": 2,
    "organisation": 3,
    "policy": 4,
    "crm": 5,
    "admin": 6,
    "privacy": 7,
    "job": 8,
    "message": 9,
    "calendar": 10,
}
TOPIC_OF_CODE: dict[int, str] = {52: "session", 53: "session", 54: "definition"}

Lang = Literal["zh", "en"]


def stream_of(code: int | str) -> int:
    """The topic stream of an event without an instance. Raises ValueError for a topic nobody declared."""
    topic = code.partition(".")[0] if isinstance(code, str) else TOPIC_OF_CODE.get(code, "")
    try:
        return TOPICS[topic]
    except KeyError:
        raise ValueError(
            f"audit code {code!r} needs an instance or one of the topics {sorted(TOPICS)}"
        ) from None


def text(code: int, lang: Lang = "en") -> str:
    """What a CWAD code says, in the reader's language; a remote or unknown code shows its number."""
    zh, en = CWAD.get(code, (f"远程事件 {code}", f"Remote event {code}"))
    return zh if lang == "zh" else en
