"""What copying and commenting refuse, in words."""

from __future__ import annotations

from engine.errors import Conflict, Forbidden, Invalid


class HasTheTask(Conflict):
    """{name} has the task already and needs no copy of it. Choose somebody else."""

    zh = "{name} 本来就有该任务的待办，无需抄送，请另选他人。"


class HasACopy(Conflict):
    """{name} has a copy of it already and has not read it yet."""

    zh = "{name} 已有一份尚未阅读的抄送。"


class NobodyToCopy(Conflict):
    """Everybody chosen has the task or an unread copy of it already."""

    zh = "所选人员都已有该待办或未读的抄送。"


class CommentMissing(Invalid):
    """Write something, at most 2,000 characters."""

    zh = "请填写评论内容，最多 2000 字。"

    def __init__(self) -> None:
        super().__init__(field="text")


class MentionAmbiguous(Conflict):
    """Several people are called “{name}”: mention one of them by login: {logins}."""

    zh = "有多人名为“{name}”，请用账号提及其中一人：{logins}。"


class CannotBeMentioned(Forbidden):
    """{name} cannot see this document, and copying it is not permitted at this step."""

    zh = "{name} 无权查看该单据，且此步骤不允许抄送。"


class NotYourComment(Forbidden):
    """Only its author deletes a comment."""

    zh = "只有作者本人可以删除评论。"


class CommentStays(Conflict):
    """A comment can be deleted for {minutes} minutes; after that it stays in the record."""

    zh = "评论只能在 {minutes} 分钟内删除，之后保留在记录中。"
