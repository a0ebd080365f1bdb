"""What the worklist refuses, in words."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Conflict, Forbidden, Invalid, NotOpen, NotYet
from engine.organisation import Language
from forms.schema import FieldError


class Taken(Conflict):
    """{name_en} has this task already. Nothing you typed is lost."""

    zh = "{name_zh} 已先领取此任务。您填写的内容没有丢失。"


class NotYours(Forbidden):
    """You may not {action_en} this task. {who_en} could."""

    zh = "您不能{action_zh}此任务，可由{who_zh}办理。"


class NoLongerSubstitute(Conflict):
    """You do not stand in for {name_en} any more: the substitution has ended. Nothing you typed is lost."""

    zh = "您对 {name_zh} 的代理已结束，此任务现由其本人办理。您填写的内容没有丢失。"


class OwnRequest(Forbidden):
    """{name} asked for this approval and cannot decide on it. Choose somebody else."""

    zh = "{name} 是本次审批的申请人，不能审批自己的申请，请另选他人。"


class NotPermittedHere(Forbidden):
    """This step does not permit: {action_en}. An administrator of the rules can allow it."""

    zh = "此步骤不允许{action_zh}，可由规则管理员放开。"


class TakenBack(NotOpen):
    """{who_en} took the document back: {reason}. There is nothing to decide any more; nothing you typed is lost."""

    zh = "{who_zh} 已撤回该单据：{reason}。无需再审批；您填写的内容没有丢失。"


class Waits(NotYet):
    """{who_en} comes first: the task waits for them. You can take it back."""

    zh = "该任务正等待 {who_zh} 办理，之后才轮到您；您也可以收回。"


class NobodyChosen(Invalid):
    """Choose at least one person."""

    zh = "请至少选择一人。"

    def __init__(self) -> None:
        super().__init__(field="people")


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

    def __init__(self, errors: Mapping[str, list[FieldError]]) -> None:
        self.errors = errors
        super().__init__(count=len(errors), field=next(iter(errors), None))

    def sentences(self, lang: Language) -> dict[str, str]:
        """Field name to what is wrong with it."""
        return {name: " ".join(one.text(lang) for one in found) for name, found in self.errors.items()}
