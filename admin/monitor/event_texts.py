"""Audit events in words: the WfMC codes from `engine.audit`, and the words the platform adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin.monitor import values
from engine.audit.codes import text
from engine.organisation import Language
from engine.store.values import decode

WORDS: Mapping[str, tuple[str, str]] = {
    "thrown": ("事件已抛出", "Event thrown"),
    "incident.raised": ("出现异常", "Incident raised"),
    "incident.retried": ("异常已重试", "Incident retried"),
    "compensated": ("已补偿", "Compensated"),
    "parameters": ("已读取参数", "Parameters read"),
    "approval.copied": ("已抄送", "Copied"),
    "approval.commented": ("已评论", "Commented"),
    "approval.comment_deleted": ("评论已删除", "Comment deleted"),
    "approval.corrected": ("审批人修改了内容", "An approver changed the form"),
    "approval.withdrawn": ("申请人撤回", "Taken back by the applicant"),
    "deadline.moved": ("时限已按日历重算", "Deadline moved by the calendar"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "running": ("运行中", "running"),
    "suspended": ("挂起", "suspended"),
    "completed": ("已完成", "completed"),
    "terminated": ("已终止", "terminated"),
    "failed": ("失败", "failed"),
}
KEYS: Mapping[str, tuple[str, str]] = {
    "state": ("状态", "state"),
    "reason": ("原因", "reason"),
    "from": ("原处理人", "from"),
    "to": ("转给", "to"),
    "message": ("消息", "message"),
    "code": ("代码", "code"),
    "adapter": ("应用", "application"),
    "name": ("名称", "name"),
    "was": ("原定", "was"),
    "becomes": ("改为", "becomes"),
}


def what(code: int | str, lang: Language) -> str:
    """What happened; an unknown word is shown as it is."""
    if isinstance(code, int):
        return text(code, lang)
    zh, en = WORDS.get(code, (code, code))
    return zh if lang == "zh" else en


def details(payload: Mapping[str, Any] | None, lang: Language) -> str:
    """The facts of an event in one line: `reason: …; to: …`."""
    if not payload:
        return ""
    assigned = payload.get("values")
    if isinstance(assigned, dict):
        facts = {name: _decoded(value) for name, value in assigned.items()}
    else:
        facts = {key: value for key, value in payload.items() if key in KEYS}
    words = [
        f"{_key(key, lang)}{'：' if lang == 'zh' else ': '}{_value(key, value, lang)}"
        for key, value in facts.items()
        if value not in (None, "")
    ]
    return ("；" if lang == "zh" else "; ").join(words)[:500]


def _key(key: str, lang: Language) -> str:
    zh, en = KEYS.get(key, (key, key))
    return zh if lang == "zh" else en


def _value(key: str, value: Any, lang: Language) -> str:
    if key == "state":
        zh, en = STATES.get(str(value), (str(value), str(value)))
        return zh if lang == "zh" else en
    return values.shown(value, 80)


def _decoded(value: Any) -> Any:
    """What a variable was set to; a text that is no encoded value is shown as it is."""
    if not isinstance(value, str):
        return value
    try:
        return decode(value)
    except ValueError:
        return value
