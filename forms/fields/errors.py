"""What is wrong with one field of a submission: a code with arguments, said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Lang = Literal["zh", "en"]

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    # code: (Chinese, English)
    "REQUIRED": ("此项必填。", "This is required."),
    "TYPE_TEXT": ("应为文本。", "This must be text."),
    "TYPE_NUMBER": ("应为数字。", "This must be a number."),
    "TYPE_YES_NO": ("应为是或否。", "This must be yes or no."),
    "TYPE_DATE": ("应为日期，例如 2027-01-31。", "This must be a date such as 2027-01-31."),
    "TYPE_TIME": ("应为时间，例如 09:30。", "This must be a time such as 09:30."),
    "TYPE_DATETIME": (
        "应为日期和时间，例如 2027-01-31T09:30。",
        "This must be a date and time such as 2027-01-31T09:30.",
    ),
    "TYPE_LIST": ("应为列表。", "This must be a list."),
    "TYPE_GROUP": ("应为一组字段。", "This must be a group of fields."),
    "NOT_FINITE": ("数值超出范围。", "This number is out of range."),
    "TOO_SMALL": ("不能小于 {limit}。", "This must be at least {limit}."),
    "TOO_LARGE": ("不能大于 {limit}。", "This must be at most {limit}."),
    "TOO_SHORT": ("至少 {limit} 个字符。", "This needs at least {limit} characters."),
    "TOO_LONG": ("最多 {limit} 个字符。", "This may have at most {limit} characters."),
    "TOO_MANY": ("最多 {limit} 项。", "There may be at most {limit} entries."),
    "TOO_FEW": ("至少 {limit} 项。", "There must be at least {limit} entries."),
    "DIGITS": ("最多 {limit} 位小数。", "There may be at most {limit} decimal places."),
    "STEP": ("应为 {step} 的倍数。", "This must be a multiple of {step}."),
    "PATTERN": ("格式不正确。", "This does not have the right form."),
    "EMAIL": ("不是有效的电子邮件地址。", "This is not an e-mail address."),
    "PHONE": (
        "不是有效的电话号码，例如 +8613800000000。",
        "This is not a phone number such as +8613800000000.",
    ),
    "CHOICE": ("“{value}”不在选项中。", "“{value}” is not one of the choices."),
    "FILE_UNKNOWN": ("文件不存在，请重新上传。", "There is no such file: upload it again."),
    "FILE_REFUSED": ("没有上传：{why_zh}", "Not uploaded: {why}"),
    "SURROGATE": ("包含无效字符。", "This contains invalid characters."),
    "UNKNOWN": ("表单中没有此字段。", "The form has no such field."),
    "READ_ONLY": ("此字段不可修改。", "This field must not be changed."),
    "BEFORE_START": ("不能早于开始日期。", "This must not be before the first day."),
    "NO_SUCH_CUSTOMER": (
        "没有这个客户：请填写您能看到的客户的编号或名称。",
        "There is no such customer: enter the number or name of one that you may see.",
    ),
    "PAST": ("不能早于现在。", "This must not lie in the past."),
    "MANY_KEYS": ("提交的内容超过 {limit} 项。", "More than {limit} values were submitted."),
    "TOO_DEEP": ("嵌套超过 {limit} 层。", "This is nested deeper than {limit} levels."),
    "NOT_AN_OBJECT": ("提交的内容应为一组字段。", "The submission must be a set of fields."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldError:
    """One objection to one field."""

    code: str
    args: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        return TEXTS[self.code][0 if lang == "zh" else 1].format(**self.args)


def error(code: str, **args: object) -> list[FieldError]:
    """The shape marshmallow collects: a list of messages."""
    return [FieldError(code=code, args=args)]
