"""What approval flows refuse, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import Conflict, EngineError


class ApprovalError(EngineError):
    """The approval flow refused the request."""

    zh = "审批流程拒绝了该请求。"


class DocumentTypeUnknown(ApprovalError):
    """There are no approval flows for documents of the type “{key}”."""

    zh = "单据类型“{key}”没有审批流程。"
    status = 404


class PolicyNotFound(ApprovalError):
    """There is no approval flow “{key}”."""

    zh = "没有审批流程“{key}”。"
    status = 404


class VersionNotFound(ApprovalError):
    """The approval flow “{key}” has no version {version}."""

    zh = "审批流程“{key}”没有第 {version} 版。"
    status = 404


class PolicyDisabled(ApprovalError):
    """The approval flow “{key}” is switched off."""

    zh = "审批流程“{key}”已停用。"
    status = 409


class NotCalled(ApprovalError):
    """An approval is called by the process of its document; started by itself it decides nothing."""

    zh = "审批只能由单据所属的流程调用，不能单独启动。"
    status = 409


class NothingReleased(ApprovalError):
    """The approval flow “{key}” has no released version yet."""

    zh = "审批流程“{key}”还没有发布的版本。"
    status = 409


class WrongDocument(ApprovalError):
    """The approval flow “{key}” decides about “{expected}”, not about “{given}”."""

    zh = "审批流程“{key}”审批的是“{expected}”，不是“{given}”。"
    status = 409


class ConditionUndecided(ApprovalError):
    """The entry condition of point {number} ({name_en}) has no answer: {missing_en} is missing. {condition}"""

    zh = "审批点 {number}（{name}）的入口条件无法判断：缺少{missing}。{condition}"
    status = 409


class FlowInUse(ApprovalError):
    """“{name_en}” was released before, or is the flow its type came with: switch it off instead of deleting it."""

    zh = "“{name}”曾经发布，或是该类型的初始流程：请停用，不能删除。"
    status = 409


class NameNeeded(ApprovalError):
    """A flow needs a name in Chinese and in English."""

    zh = "请填写流程的中文名称和英文名称。"
    status = 422


class FlowUndecided(ApprovalError):
    """Whether the approval flow “{name_en}” is for this document cannot be told: {missing_en} is missing."""

    zh = "无法判断审批流程“{name}”是否适用：缺少{missing}。"
    status = 409


class AmountMissing(ApprovalError):
    """An approver is chosen by the number “{fact_en}”, which the document does not have."""

    zh = "需按“{fact}”选择审批人，但单据没有该数值。"
    status = 409


class CannotReturnThere(ApprovalError):
    """This point cannot return to point {number}: it was not passed, or that is not permitted here."""

    zh = "不能退回到审批点 {number}：尚未经过该点，或本审批点不允许。"
    status = 409


class DecisionUnknown(ApprovalError):
    """“{action}” is not among the decisions that point {number} permits."""

    zh = "审批点 {number} 不允许“{action}”。"
    status = 409


class OpinionNeeded(ApprovalError):
    """Whoever returns or rejects says why."""

    zh = "退回或驳回时必须填写意见。"
    status = 422


class DeciderUnknown(ApprovalError):
    """It cannot be told who decided: no completed work item of this point is without a record."""

    zh = "无法确定由谁作出决定：该审批点没有未记录的已完成工作项。"
    status = 409


class ApplicantDecided(ApprovalError):
    """{login} asked for this approval and cannot decide about it."""

    zh = "{login} 是申请人，不能审批自己的申请。"
    status = 409


class DraftChanged(Conflict):
    """The draft of “{key}” was changed meanwhile by somebody else. What you typed is still here."""

    zh = "“{key}”的草稿已被他人修改。您填写的内容仍保留在此。"


class NoDraft(ApprovalError):
    """The approval flow “{key}” has no draft to publish."""

    zh = "审批流程“{key}”没有可发布的草稿。"
    status = 409


class NothingChanged(ApprovalError):
    """The draft says the same as version {version}; there is nothing to publish."""

    zh = "草稿与第 {version} 版相同，无需发布。"
    status = 409


class ReasonNeeded(ApprovalError):
    """Publishing needs a reason of at least two characters."""

    zh = "发布必须填写理由（至少两个字）。"
    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong with a flow. `place`: `points/2/condition/0/1/value`, as in its JSON, counted from 0."""

    place: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


class FlowRefused(ApprovalError):
    """The flow cannot be used as it is: {summary_en}"""

    zh = "审批流程有误：{summary}"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            summary="；".join(f"{fault.place} {fault.zh}" for fault in faults[:5]),
            summary_en="; ".join(f"{fault.place} {fault.en}" for fault in faults[:5]),
            field=next((fault.place for fault in faults), None),
        )

    def sentences(self, lang: str) -> dict[str, str]:
        """Place → the first thing wrong there."""
        return {fault.place: fault.text(lang) for fault in reversed(self.faults)}

    def within(self, place: str) -> FlowRefused:
        """The same, as part of something larger: `content` before every place."""
        return FlowRefused([replace(one, place=f"{place}/{one.place}".strip("/")) for one in self.faults])
