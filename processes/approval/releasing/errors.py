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


class NotScheduled(ApprovalError):
    """Version {version} does not wait for its moment: it is in force, or was taken back."""

    zh = "第 {version} 版不在等待生效：已经生效或已被收回。"
    status = 409


class NotTheFirst(ApprovalError):
    """“{key}” has a version already: only a flow that comes with its type is installed."""

    zh = "“{key}”已有版本：只有随单据类型提供的流程才能直接安装。"
    status = 409


class MomentUnreadable(ApprovalError):
    """Give day and time, such as 2026-12-01 09:00."""

    zh = "请填写日期和时间，例如 2026-12-01 09:00。"
    status = 422


class MomentMissing(ApprovalError):
    """That hour does not exist: clocks are set forward then."""

    zh = "该时刻不存在：当时正在拨快时钟。"
    status = 422


class MomentPassed(ApprovalError):
    """This moment has passed. Leave it empty to have the version in force at once."""

    zh = "该时刻已过。如需立即生效，请留空。"
    status = 422


class MomentTooFar(ApprovalError):
    """A release is planned for the next {days} days at most."""

    zh = "最多提前 {days} 天安排生效。"
    status = 422


class SubmittedAlready(Conflict):
    """Version {version} was submitted already."""

    zh = "第 {version} 版已经提交。"


class ChangedSince(Conflict):
    """The draft was changed after it was submitted: it must be submitted again."""

    zh = "提交之后草稿已被修改：请重新提交。"
