"""What the release of a version refuses, in words."""

from __future__ import annotations

from engine.errors import Conflict
from processes.approval.errors import ApprovalError


class OwnRelease(ApprovalError):
    """Whoever submitted a version or typed it cannot be the second person."""

    zh = "提交或编辑该版本的人不能作为复核人。"
    status = 403


class NothingSubmitted(ApprovalError):
    """No version of “{key}” waits for a second person."""

    zh = "“{key}”没有等待复核的版本。"
    status = 409


class SubmittedAlready(Conflict):
    """Version {version} was submitted already."""

    zh = "第 {version} 版已经提交。"


class ChangedSince(Conflict):
    """The draft was changed after it was submitted: it must be submitted again."""

    zh = "提交之后草稿已被修改：请重新提交。"
