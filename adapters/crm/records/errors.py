"""What commands over many records refuse."""

from __future__ import annotations

from engine.errors import EngineError


class TooMany(EngineError):
    """More than {most} records are chosen; narrow the list down."""

    zh = "所选记录超过 {most} 条，请缩小范围。"
    status = 422


class HeldByProcess(EngineError):
    """A process that runs holds {name_en}. Finish or end it first."""

    zh = "{name_zh} 的流程正在运行，请先办结或终止流程。"
    status = 409


class OtherNow(EngineError):
    """The list fits {now} records now, not {then} as when you looked. Look again."""

    zh = "列表现在有 {now} 条记录，与您查看时的 {then} 条不同，请重新确认。"
    status = 409


class NotReadable(EngineError):
    """This is no CSV or XLSX table with a heading and 1 to {most} rows."""

    zh = "这不是带标题行、有 1 到 {most} 行数据的 CSV 或 XLSX 表格。"
    status = 422
