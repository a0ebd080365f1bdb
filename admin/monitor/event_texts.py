"""Audit events in words: the WfMC codes from `engine.audit`, and the words the platform adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.audit.codes import text
from engine.organisation import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "thrown": ("事件已抛出", "Event thrown"),
    "incident.raised": ("出现异常", "Incident raised"),
    "incident.retried": ("异常已重试", "Incident retried"),
    "compensated": ("已补偿", "Compensated"),
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
    values = payload.get("values")
    shown = dict(values) if isinstance(values, dict) else {k: v for k, v in payload.items() if k in KEYS}
    words = [
        f"{_key(key, lang)}{'：' if lang == 'zh' else ': '}{_value(key, value, lang)}"
        for key, value in shown.items()
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
    shown = str(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}…"
