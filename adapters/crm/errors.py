"""What the CRM refuses, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError


class QuoteLocked(EngineError):
    """Quote {no} is {state_en} and cannot be changed. {way_en}"""

    zh = "报价 {no} {state_zh}，不能修改。{way_zh}"
    status = 423


class StateRefused(EngineError):
    """Quote {no} is {state_en}; it cannot become {wanted_en} now."""

    zh = "报价 {no} {state_zh}，现在不能变为「{wanted_zh}」。"
    status = 409


class OtherInstance(EngineError):
    """Quote {no} belongs to another process instance ({instance}); this one may not decide about it."""

    zh = "报价 {no} 属于另一个流程实例（{instance}），本实例不能处理它。"
    status = 409


class NothingToSubmit(EngineError):
    """Quote {no} has no lines; add at least one product before submitting."""

    zh = "报价 {no} 没有明细，请至少添加一个产品后再提交。"
    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong with one typed value. `field` is the input's name: `valid_to`, `lines-2-quantity`."""

    field: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


class InvalidFields(EngineError):
    """Not saved: {count} value(s) need attention ({fields})."""

    zh = "没有保存：有 {count} 处需要修改（{fields}）。"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(count=len(faults), fields=", ".join(fault.field for fault in faults[:5]))

    def by_field(self, lang: str) -> dict[str, str]:
        """input name → sentence."""
        return {fault.field: fault.text(lang) for fault in self.faults}


class InUse(EngineError):
    """“{name_en}” cannot be deleted: {count} {what_en} belong to it."""

    zh = "「{name_zh}」不能删除：还有 {count} 条{what_zh}属于它。"
    status = 409


class MarkedInvalid(EngineError):
    """“{name_en}” is marked invalid and can only be looked at."""

    zh = "「{name_zh}」已标记为无效，只能查看。"
    status = 423


class LeadClosed(EngineError):
    """Lead {no} is {state_en}; it can only be looked at."""

    zh = "线索 {no} {state_zh}，只能查看。"
    status = 423


class OpportunityClosed(EngineError):
    """Opportunity {no} is {state_en}; nothing more is done with it."""

    zh = "销售机会 {no} {state_zh}，不能再处理。"
    status = 409


class ReasonMissing(EngineError):
    """Opportunity {no} is closed only with a reason."""

    zh = "关闭销售机会 {no} 必须填写原因。"
    status = 422


class MoveRefused(EngineError):
    """{no} stays where it is: {why_en}."""

    zh = "{no} 没有移动：{why_zh}。"


class TaskOfProcess(EngineError):
    """Task {no} is a step of a process: it is done in the worklist."""

    zh = "任务 {no} 是流程的一个环节，请在待办中处理。"
    status = 423


class NobodyWaits(EngineError):
    """Lead {no} does not wait for an answer of its customer."""

    zh = "线索 {no} 没有在等待客户答复。"
    status = 409


class TooManyEnquiries(EngineError):
    """Many enquiries have come in. Please try again in an hour, or call us."""

    zh = "咨询过于频繁，请一小时后再试，或直接致电。"
    status = 429


class CaseClosed(EngineError):
    """Case {no} is closed and can only be looked at."""

    zh = "服务单 {no} 已关闭，只能查看。"
    status = 423


class CaseStateRefused(EngineError):
    """Case {no} is “{state_en}”: this step is not possible now."""

    zh = "服务单 {no} 处于「{state_zh}」，现在不能这样处理。"
    status = 409


class KnowledgeStateRefused(EngineError):
    """“{title}” is “{state_en}”: this step is not possible now."""

    zh = "「{title}」处于「{state_zh}」，现在不能这样处理。"
    status = 409


class ContractLocked(EngineError):
    """Contract {no} is {state_en} and cannot be changed."""

    zh = "合同 {no} {state_zh}，不能修改。"
    status = 423


class ContractRefused(EngineError):
    """Contract {no} cannot go this way: {why_en}."""

    zh = "合同 {no} 不能这样处理：{why_zh}。"
    status = 422
