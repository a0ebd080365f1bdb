"""Everything the engine refuses, in words. The docstring is the English message, `zh` the Chinese one.

Both are `str.format` patterns over the facts given to the constructor, which stay readable as `facts`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from inspect import cleandoc
from string import Formatter
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from engine.definition.findings import Finding, Lang


class EngineError(Exception):
    """The engine refused the request."""

    zh: ClassVar[str] = "引擎拒绝了该请求。"
    status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text("en"))

    @property
    def code(self) -> str:
        """The stable name that the API and the pages carry."""
        return type(self).__name__

    def text(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        pattern = self.zh if lang == "zh" else cleandoc(type(self).__doc__ or "")
        return fill(pattern, self.facts)


class _Facts(dict[str, object]):
    """A missing fact shows as a dash, never as a second error."""

    def __missing__(self, key: str) -> str:
        return "–"


def fill(pattern: str, facts: Mapping[str, object]) -> str:
    """A sentence of a table with its facts. One that is a sentence itself brings no second full stop."""
    known = _Facts(facts)
    parts = list(Formatter().parse(pattern))
    after = [literal for literal, *_ in parts[1:]] + [""]
    filled = []
    for (literal, name, spec, _conversion), follows in zip(parts, after, strict=True):
        filled.append(literal)
        if name is not None:
            text = format(known[name], spec or "")
            filled.append(text.rstrip(" .。") if follows.startswith(FULL_STOPS) else text)
    return _ENDED.sub(r"\1", "".join(filled))


FULL_STOPS = (".", "。")
_ENDED = re.compile(r"([!?！？])[.。]+$")


NOUNS_ZH = {
    "account": "客户",
    "choice": "可选活动",
    "contact": "联系人",
    "definition": "流程定义",
    "department": "部门",
    "deployment": "部署",
    "draft": "草稿",
    "file": "文件",
    "incident": "异常",
    "instance": "流程实例",
    "open item": "未完成项",
    "person": "人员",
    "position": "职位",
    "process definition": "流程定义",
    "product": "产品",
    "quote": "报价",
    "running activity": "运行中的活动",
    "work item": "工作项",
}
"""What can be missing, in Chinese."""


class NotFound(EngineError):
    """{what} {id} does not exist, or you may not see it."""

    zh = "{what_zh} {id} 不存在，或您无权查看。"
    status = 404

    def __init__(self, *, what: str, id: object, what_zh: str = "", **facts: object) -> None:
        super().__init__(what=what, id=id, what_zh=what_zh or NOUNS_ZH.get(what, what), **facts)


class Forbidden(EngineError):
    """You may not {action} this. {who} could."""

    zh = "您无权执行“{action}”。可由{who}执行。"
    status = 403


class NotOpen(EngineError):
    """This work item is no longer open: {by} {what} it at {at}."""

    zh = "该工作项已不再待办：{by} 于 {at} {what_zh}。"
    status = 409


class Conflict(EngineError):
    """Somebody was faster: {what}. Nothing you typed is lost."""

    zh = "有人先您一步：{what_zh}。您填写的内容没有丢失。"
    status = 409


class NotYet(EngineError):
    """Others come first: this task waits for somebody who was asked to sign or to give an opinion."""

    zh = "该任务正等待加签或委派的人员办理，请待其完成，或先收回。"
    status = 409


class UrgedAlready(EngineError):
    """It was urged at {at} already; that can be done again from {again} on."""

    zh = "已于 {at} 催办过，{again} 之后可再次催办。"
    status = 409

    def __init__(self, *, last: datetime, following: datetime) -> None:
        self.last, self.following = last, following
        at, again = (one.astimezone().strftime("%Y-%m-%d %H:%M") for one in (last, following))
        super().__init__(at=at, again=again)


class Expired(EngineError):
    """The deadline of this step passed at {at}; the process went on without it."""

    zh = "该步骤的时限已于 {at} 到期，流程已继续。"
    status = 410


class Suspended(EngineError):
    """This instance is suspended by {by}: {reason}."""

    zh = "该实例已被 {by} 挂起：{reason}。"
    status = 423


class Busy(EngineError):
    """Somebody is working on this instance right now. Try again in a moment."""

    zh = "该实例正在被处理，请稍后再试。"
    status = 423


class StorageFull(EngineError):
    """The storage is full; nothing was saved. It works again as soon as space is freed."""

    zh = "存储空间已满，没有保存任何内容。释放空间后即可恢复。"
    status = 507


class Unavailable(EngineError):
    """The database cannot be reached right now; nothing was confirmed. Try again in {retry_after} seconds."""

    zh = "数据库暂时无法访问，操作未获确认。请在 {retry_after} 秒后重试。"
    status = 503

    def __init__(self, *, retry_after: int = 5, **facts: object) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after, **facts)


class Ambiguous(EngineError):
    """The message {name} fits {count} waiting places; give a correlation that fits one."""

    zh = "消息 {name} 匹配了 {count} 个等待点；请提供唯一的关联键。"
    status = 409


class Invalid(EngineError):
    """{field}: {message}"""

    zh = "{field}：{message_zh}"
    status = 422


class TooLarge(EngineError):
    """{what} is larger than allowed: {size} of at most {limit}."""

    zh = "{what_zh} 超过上限：{size}，最多 {limit}。"
    status = 413


class Refused(EngineError):
    """The upload was refused: {count} finding(s) of severity error, the first: {first} Nothing was stored."""

    zh = "上传被拒绝：有 {count} 个错误，第一个：{first_zh} 没有保存任何内容。"
    status = 422

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        errors = [finding for finding in findings if finding.severity == "error"]
        first, first_zh = (errors[0].message("en"), errors[0].message("zh")) if errors else ("–", "–")
        super().__init__(count=len(errors), first=first, first_zh=first_zh)


class StartRefused(EngineError):
    """It was not started: {message}."""

    zh = "未能启动：{message_zh}。"
    status = 422


class AdapterError(EngineError):
    """An invoked application failed."""

    zh = "调用应用失败。"


class BusinessError(AdapterError):
    """The application refused for a business reason: {code} {message}."""

    zh = "应用因业务原因拒绝：{code} {message_zh}。"

    def __init__(self, error_code: str, message: str = "", *, message_zh: str = "", **facts: object) -> None:
        self.error_code = error_code
        self.message = message
        self.message_zh = message_zh or message
        super().__init__(code=error_code, message=message, message_zh=self.message_zh, **facts)


class InputRefused(AdapterError):
    """The application {name} was called with inputs it does not accept: {faults}."""

    zh = "调用应用 {name} 的输入不符合要求：{faults}。"


class TransientError(AdapterError):
    """The application could not answer now and will be tried again: {message}."""

    zh = "应用暂时无法响应，将自动重试：{message}。"

    def __init__(self, message: str = "", *, retry_after: float | None = None, **facts: object) -> None:
        self.message = message
        self.retry_after = retry_after
        super().__init__(message=message, **facts)
