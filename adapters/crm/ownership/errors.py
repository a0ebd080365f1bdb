"""What changes of ownership refuse, in words."""

from __future__ import annotations

from engine.errors import EngineError


class StillOpen(EngineError):
    """“{name_en}” cannot be given back: {count} {what_en} are open. Close or transfer them first."""

    zh = "「{name_zh}」不能释放或删除：还有 {count} 项未完成的{what_zh}，请先关闭或转移。"
    status = 409


class NotInPool(EngineError):
    """“{name_en}” is not in the pool any more."""

    zh = "「{name_zh}」已不在公共池中。"
    status = 409


class TooSoon(EngineError):
    """You gave “{name_en}” back on {since}; you may claim it again from {until}."""

    zh = "您在 {since} 释放了「{name_zh}」，{until} 起才能再次领用。"
    status = 409


class NoSuccessor(EngineError):
    """{name_en} cannot take over customers: not an active employee, or of another plate."""

    zh = "{name_zh} 不能接收客户：不是在职人员，或属于其他版块。"
    status = 422


class CannotConvert(EngineError):
    """“{name_en}” is a {kind_en}; it cannot become a {wanted_en}."""

    zh = "「{name_zh}」是{kind_zh}，不能转为{wanted_zh}。"
    status = 409


class NotApproved(EngineError):
    """“{name_en}” is not approved yet: apply for its approval as a new customer first."""

    zh = "「{name_zh}」尚未审批，请先提交新客户审批。"
    status = 409


class OwnShare(EngineError):
    """A customer cannot be shared with its owner."""

    zh = "不能把客户共享给其负责人。"
    status = 422
