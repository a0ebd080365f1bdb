"""Why a file is not taken."""

from __future__ import annotations

from engine.errors import EngineError


class FileRefused(EngineError):
    """“{name}” was not stored: {why}"""

    zh = "「{name}」没有保存：{why_zh}"
    status = 415


class NoFile(EngineError):
    """Choose 1 to {most} files."""

    zh = "请选择 1 至 {most} 个文件。"
    status = 422
