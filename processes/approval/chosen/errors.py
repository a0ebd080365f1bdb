"""What is refused about routes that applicants choose, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Conflict
from processes.approval.errors import ApprovalError, Fault


class RouteRefused(ApprovalError):
    """The approval route cannot be as you chose it: {summary_en}"""

    zh = "所选审批路线有误：{summary}"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            summary="；".join(fault.zh for fault in faults[:5]),
            summary_en="; ".join(fault.en for fault in faults[:5]),
        )

    def sentences(self, lang: str) -> dict[str, str]:
        """Place → the first thing wrong there."""
        return {fault.place: fault.text(lang) for fault in reversed(self.faults)}


class RouteChanged(Conflict):
    """The approval route was changed meanwhile, perhaps in another window. What you chose is still here."""

    zh = "审批路线已被修改过（可能在另一个窗口）。您的选择仍保留在此。"


class RouteRuns(Conflict):
    """The document is in approval; its route cannot be changed now."""

    zh = "单据正在审批，现在不能修改审批路线。"


class TemplateNameNeeded(ApprovalError):
    """A template needs a name of at most 100 characters."""

    zh = "请为模板填写名称（最多 100 个字）。"
    status = 422


class TemplateExists(ApprovalError):
    """You have a template “{name}” for these documents already."""

    zh = "您已有名为“{name}”的模板。"
    status = 409


class TooManyTemplates(ApprovalError):
    """You have {most} templates for these documents; delete one first."""

    zh = "您为此类单据保存的模板已有 {most} 个，请先删除一个。"
    status = 409
