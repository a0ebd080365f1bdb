"""What setting a substitute is refused for, in words."""

from __future__ import annotations

from engine.errors import Forbidden, Invalid


class NotForOthers(Forbidden):
    """You may set substitutes for yourself only. For {name_en} they do it themselves, or: {who_en}."""

    zh = "您只能为本人设置代理人。{name_zh} 可自行设置，或由以下职位设置：{who_zh}。"


class WhyForAnother(Invalid):
    """Say why you set it for somebody else: at least two characters."""

    zh = "代他人设置须填写原因，至少两个字。"

    def __init__(self) -> None:
        super().__init__(field="reason")
