"""What hand-overs refuse, in words."""

from __future__ import annotations

from engine.errors import EngineError


class BeingHandedOver(EngineError):
    """Hand-over {no} of {name_en} is not finished yet."""

    zh = "{name_zh} 的交接单 {no} 尚未完成。"
    status = 409


class HasLeft(EngineError):
    """{name_en} has left: there is nothing to hand over."""

    zh = "{name_zh} 已离职，无需交接。"
    status = 409


class Oneself(EngineError):
    """You cannot begin the hand-over of your own work; your superior or an administrator does."""

    zh = "不能为自己发起交接，请由上级或管理员办理。"
    status = 403


class CannotTake(EngineError):
    """{name_en} cannot take over {what_en}: {why_en}."""

    zh = "{name_zh} 不能接收{what_zh}：{why_zh}。"
    status = 422


class NoReceiver(EngineError):
    """{count} have no receiver: {first_en}. They may have come in since you looked."""

    zh = "还有 {count} 项没有接收人：{first_zh}。可能是您查看之后新增的。"
    status = 409


class OtherStep(EngineError):
    """Hand-over {no} is at another step ({state_en}); this is not possible now, or it is somebody else's to do."""

    zh = "交接单 {no} 已在其他步骤（{state_zh}），现在不能这样做，或应由他人办理。"
    status = 409


class PoolRefused(EngineError):
    """“{name_en}” cannot go to the pool: {count} {what_en} are open."""

    zh = "「{name_zh}」不能放入公共池：还有 {count} 项未完成的{what_zh}。"
    status = 409
