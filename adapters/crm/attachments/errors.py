"""What attachments refuse, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from engine.errors import EngineError


class TooManyFiles(EngineError):
    """A record holds at most {most} files."""

    zh = "一条记录最多有 {most} 个附件。"
    status = 422


class NoSuchKind(EngineError):
    """Files of this record are not sorted under “{kind}”."""

    zh = "该记录的附件没有「{kind}」这一类。"
    status = 422


class NotYours(EngineError):
    """“{name}” was attached by somebody else; who may change the record can remove it."""

    zh = "「{name}」由他人上传，只有能修改该记录的人可以删除。"
    status = 403


class ArchiveTooLarge(EngineError):
    """The files are together larger than {limit}; take them one by one."""

    zh = "全部附件合计超过 {limit}，请逐个下载。"
    status = 422
