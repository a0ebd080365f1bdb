"""What the login refuses, in words."""

from __future__ import annotations

from math import ceil

from engine.errors import EngineError


class LoginRefused(EngineError):
    """Login or password is wrong."""

    zh = "账号或密码不正确。"
    status = 401


class LoginNeeded(EngineError):
    """Log in first."""

    zh = "请先登录。"
    status = 401


class TooManyAttempts(EngineError):
    """Too many wrong attempts. Try again in {seconds} seconds."""

    zh = "错误次数过多，请在 {seconds} 秒后再试。"
    status = 429

    def __init__(self, retry_after: float) -> None:
        self.retry_after = ceil(retry_after)
        super().__init__(seconds=self.retry_after)


class PasswordRefused(EngineError):
    """The new password needs {least} to {most} characters and must not contain the login."""

    zh = "新密码需要 {least} 到 {most} 个字符，且不能包含账号。"
    status = 422


class PasswordGiven(EngineError):
    """Your password was given to you by an administrator. Choose one of your own first: /password."""

    zh = "您的密码由管理员设置，请先到 /password 修改为自己的密码。"
    status = 403
