"""What commands over many records refuse."""

from __future__ import annotations

from engine.errors import EngineError


class TooMany(EngineError):
    """More than {most} records are chosen; narrow the list down."""

    zh = "所选记录超过 {most} 条，请缩小范围。"
    status = 422


class OtherNow(EngineError):
    """The list fits {now} records now, not {then} as when you looked. Look again."""

    zh = "列表现在有 {now} 条记录，与您查看时的 {then} 条不同，请重新确认。"
    status = 409
