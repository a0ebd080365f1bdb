"""What people are told while the year is loaded."""

from __future__ import annotations

from engine.errors import EngineError


class StillLoading(EngineError):
    """The demo company's year is still being loaded ({percent} %). Pages can be read; try again in a moment."""

    zh = "演示公司的全年数据正在载入（{percent}%）。现在可以浏览页面，请稍后再操作。"
    status = 503
