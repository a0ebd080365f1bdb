"""What the help refuses. The docstring is the English message, `zh` the Chinese one."""

from __future__ import annotations

from engine.errors import EngineError


class QuestionUnreadable(EngineError):
    """The question cannot be read: {detail}."""

    zh = "无法读取请求：{detail_zh}。"
    status = 422


class ExpressionRefused(EngineError):
    """{text_en}"""

    zh = "{text_zh}"
    status = 422


class ValuesRefused(EngineError):
    """Correct the values that are marked."""

    zh = "请改正标出的值。"
    status = 422

    def __init__(self, faults: dict[str, dict[str, str]]) -> None:
        self.faults = faults
        super().__init__()
