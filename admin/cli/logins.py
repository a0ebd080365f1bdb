"""The demo's logins at the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from admin.cli.command import Say
from admin.cli.platform import DemoLogin


def tell_logins(say: Say, logins: Sequence[DemoLogin]) -> None:
    """One line each: login, password, post."""
    say.line("Log in as:", "可用登录：")
    for one in logins:
        title = one.title_zh if say.lang == "zh" else one.title_en
        say.text(f"  {one.login:<14} {one.password:<14} {title}")
