"""The choice of a release, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.approval.policies import RUNNING, Running


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the three choices: its name, and what it does."""

    zh: str
    en: str
    effect_zh: str
    effect_en: str

    def name(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def effect(self, lang: str) -> str:
        """What it does, in the reader's language."""
        return self.effect_zh if lang == "zh" else self.effect_en


CHOICES: Mapping[Running, Choice] = {
    "new": Choice(
        zh="仅用于新的审批",
        en="New approvals only",
        effect_zh="进行中的审批沿用原版本，直到结束。",
        effect_en="Approvals that run keep their version until they end.",
    ),
    "ahead": Choice(
        zh="也用于尚未到达的审批点",
        en="Also points not yet reached",
        effect_zh="进行中的审批从下一个审批点起按本版本；已经问过的审批点不变。",
        effect_en="Approvals that run follow this version from their next point on; points asked before stay.",
    ),
    "waiting": Choice(
        zh="正在等待的审批点也立即重新评估",
        en="Ask waiting points again now, too",
        effect_zh="此外，等待中的审批点按本版本重新评估：不再需要的任务取消，新的审批人收到任务；已签的意见保留。",
        effect_en="In addition, points that wait are asked again: tasks not needed any more are cancelled, new "
        "approvers get tasks; signatures that were given stay.",
    ),
}


def chosen(typed: str | None) -> Running:
    """The choice that a form says; the default where it says none."""
    return next((one for one in RUNNING if one == typed), "ahead")


#: What became of a waiting point: Chinese, English.
BECAME: Mapping[str, tuple[str, str]] = {
    "changed": ("审批人或任务变化", "other people or tasks"),
    "skipped": ("不再进入该审批点", "point not entered any more"),
    "removed": ("审批点已删除", "point removed"),
    "stays": ("任务不变", "tasks stay"),
    "nothing": ("未在等待审批", "not waiting for a decision"),
    "ended": ("已结束", "ended meanwhile"),
    "failed": ("无法重新评估", "cannot be asked again"),
}
