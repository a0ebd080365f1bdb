"""What the worklist refuses, in words."""

from __future__ import annotations

from engine.errors import Conflict, Forbidden, Invalid, NotFound


class WorkItemNotFound(NotFound):
    """Task {id} does not exist, or you may not see it."""

    zh = "任务 {id} 不存在，或您无权查看。"


class InstanceNotFound(NotFound):
    """Process instance {id} does not exist, or you may not see it."""

    zh = "流程实例 {id} 不存在，或您无权查看。"


class NotYours(Forbidden):
    """You may not {action_en} this task. {who_en} could."""

    zh = "您不能{action_zh}此任务，可由{who_zh}办理。"


class OwnRequest(Forbidden):
    """{name} asked for this approval and cannot decide on it. Choose somebody else."""

    zh = "{name} 是本次审批的申请人，不能审批自己的申请，请另选他人。"


class CannotReceive(Conflict):
    """{name} cannot receive tasks at present (frozen, has left, or unknown). Choose somebody else."""

    zh = "{name} 目前无法接收任务（已冻结、已离职或不存在），请另选他人。"


class ReasonMissing(Invalid):
    """A reason is needed: at least two characters."""

    zh = "请填写原因，至少两个字。"

    def __init__(self) -> None:
        super().__init__(field="reason")


class OpinionMissing(Invalid):
    """An opinion is needed unless you agree: say what has to change."""

    zh = "除同意外必须填写意见，请说明需要修改什么。"

    def __init__(self) -> None:
        super().__init__(field="opinion")


class FormRefused(Invalid):
    """{count} field(s) need your attention. Nothing was saved."""

    zh = "有 {count} 个字段需要修改，没有保存任何内容。"

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(count=len(errors), field=next(iter(errors), None))
