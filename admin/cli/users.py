"""`guanxi create-user`: a person, the positions and a login."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from admin.cli.command import Call, Command
from forms.accounts import create_user


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN")
    parser.add_argument("--name", required=True, metavar="TEXT")
    parser.add_argument("--name-en", default="", metavar="TEXT")
    parser.add_argument("--position", action="append", required=True, metavar="CODE")
    parser.add_argument("--email", default="", metavar="ADDRESS")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")


def _run(call: Call) -> int:
    typed = call.arguments
    password = _password(call)
    if not password:
        return call.say.fault("A password is needed.", "需要密码。", code=2)
    store = call.ready_platform().store
    create_user(
        store,
        login=typed.login,
        password=password,
        name=typed.name,
        name_en=typed.name_en,
        positions=typed.position,
        email=typed.email,
        language=typed.language,
    )
    call.say.line(f"{typed.login} can log in", f"{typed.login} 可以登录了")
    return 0


def _password(call: Call) -> str:
    """From `GUANXI_PASSWORD`, typed at the terminal, or one line of standard input: never an argument."""
    given = os.environ.get("GUANXI_PASSWORD", "")
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass("密码：" if call.say.lang == "zh" else "Password: ")
    return sys.stdin.readline().rstrip("\r\n")


CREATE_USER = Command(
    en="add a person with a login; the password is read from the terminal or standard input",
    zh="新增可登录的人员；密码从终端或标准输入读取",
    options=_options,
    run=_run,
)
