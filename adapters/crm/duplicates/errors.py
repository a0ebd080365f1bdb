"""What the handling of duplicates refuses, in words."""

from __future__ import annotations

from engine.errors import EngineError


class AlreadyThere(EngineError):
    """“{name_en}” ({code}) has the same {what_en} and belongs to {owner_en}. It was not entered again."""

    zh = "「{name_zh}」（{code}）的{what_zh}相同，负责人是 {owner_zh}，不能重复建档。"
    status = 409

    def __init__(self, *, account_id: int, **facts: object) -> None:
        self.account_id = account_id
        super().__init__(**facts)


class SameCustomer(EngineError):
    """A customer cannot be merged with itself."""

    zh = "不能把客户与其自身合并。"
    status = 422


class CaseOpen(EngineError):
    """These customers are in the open case {no} already."""

    zh = "这些客户已在处理中的重复客户单 {no} 里。"
    status = 409


class CaseDecided(EngineError):
    """Case {no} is decided already."""

    zh = "重复客户单 {no} 已经裁定。"
    status = 409
