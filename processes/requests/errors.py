"""What requests refuse, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import Conflict, EngineError, Forbidden
from engine.organisation import Language
from forms.schema import FieldError


class RequestError(EngineError):
    """The request was refused."""

    zh = "申请被拒绝。"


class KindUnknown(RequestError):
    """There is no kind of request “{key}”."""

    zh = "没有申请类型“{key}”。"
    status = 404


class FieldsRefused(RequestError):
    """Some fields need another look; nothing you typed is lost."""

    zh = "有些内容需要修改；您填写的内容没有丢失。"
    status = 422

    def __init__(self, errors: Mapping[str, Sequence[FieldError]]) -> None:
        self.errors = {name: list(found) for name, found in errors.items()}
        super().__init__()

    def sentences(self, lang: Language) -> dict[str, str]:
        """Field → what is wrong with it."""
        return {name: " ".join(one.text(lang) for one in found) for name, found in self.errors.items()}


class NotAnApplicant(Forbidden):
    """“{title_en}” is asked for by these positions only: {who_en}."""

    zh = "只有以下职位可以发起“{title}”：{who}。"


class SavedMeanwhile(Conflict):
    """This request was saved meanwhile, perhaps in another window. What you typed is still here."""

    zh = "该申请已被保存过（可能在另一个窗口）。您填写的内容仍保留在此。"


class ChangedMeanwhile(Conflict):
    """Somebody changed this request meanwhile. Look at its values again; what you typed is still here."""

    zh = "该申请的内容刚被他人修改，请重新核对；您填写的内容仍保留在此。"


class NotNow(Conflict):
    """The request {no} is “{state_en}” now; this is not possible any more."""

    zh = "申请 {no} 现在是“{state}”，不能再进行此操作。"


class NoPerson(RequestError):
    """There is nobody to approve this request: {why_en}"""

    zh = "没有人可以审批该申请：{why}"
    status = 409
