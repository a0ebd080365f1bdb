"""From arguments to a command and its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from sqlalchemy.exc import ArgumentError

from admin.cli import backup, check, decide, deploy, rules, serve, store, users
from admin.cli.command import Call, Command, Say
from admin.cli.platform import Build
from admin.cli.settings import SettingRefused, Settings
from engine.definition.findings import Lang
from engine.errors import EngineError

#: Every command; the name is what is typed.
COMMANDS: dict[str, Command] = {
    "serve": serve.SERVE,
    "worker": serve.WORKER,
    "migrate": store.MIGRATE,
    "demo": store.DEMO,
    "deploy": deploy.DEPLOY,
    "verify": store.VERIFY,
    "reindex": store.REINDEX,
    "check": check.CHECK,
    "decide": decide.DECIDE,
    "rules": rules.RULES,
    "create-user": users.CREATE_USER,
    "backup": backup.BACKUP,
    "restore": backup.RESTORE,
}


def main(argv: Sequence[str], *, build: Build, environment: Mapping[str, str] | None = None) -> int:
    """Run one command. 0: done; 1: it found something wrong or was refused; 2: it was called wrongly."""
    values = os.environ if environment is None else environment
    lang = _language(argv, values)
    arguments = _parser(lang).parse_args(list(argv))
    say = Say(lang=lang)
    command = COMMANDS[arguments.command]
    try:
        settings = Settings.read(values)
        if arguments.database:
            settings = replace(settings, database=arguments.database)
        return command.run(Call(arguments=arguments, settings=settings, build=build, say=say))
    except (SettingRefused, ArgumentError) as error:
        return say.fault(str(error), code=2)
    except EngineError as error:
        return say.fault(error.text(lang))
    except BrokenPipeError:  # `guanxi … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    """Says what was expected on one line, as the other commands do."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


def _parser(lang: Lang) -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument("--database", metavar="URL", help=_DATABASE[lang])
    shared.add_argument("--lang", choices=("zh", "en"), help=_LANG[lang])
    parser = _Parser(prog="guanxi", description=_ABOUT[lang])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, command in COMMANDS.items():
        about = command.zh if lang == "zh" else command.en
        command.options(commands.add_parser(name, help=about, description=about, parents=[shared]))
    return parser


def _language(argv: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """`--lang`, else the terminal's language. Needed before parsing: the help speaks it too."""
    for number, word in enumerate(argv):
        wish = (
            argv[number + 1] if word == "--lang" and number + 1 < len(argv) else word.partition("--lang=")[2]
        )
        if wish == "zh":
            return "zh"
        if wish == "en":
            return "en"
    terminal = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "zh" if terminal.startswith("zh") else "en"


_ABOUT = {"en": "Guanxi, a process platform for customer relationships", "zh": "关系：面向客户关系的流程平台"}
_DATABASE = {"en": "the store, instead of GUANXI_DATABASE", "zh": "数据库地址，代替 GUANXI_DATABASE"}
_LANG = {"en": "language of what is said", "zh": "输出语言"}
