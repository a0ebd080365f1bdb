"""The shape of a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from admin.cli.platform import Build, Platform
from admin.cli.settings import Settings
from engine.definition.findings import Lang


@dataclass(frozen=True, kw_only=True)
class Say:
    """Speaks to the person at the terminal: answers on stdout, faults on stderr."""

    lang: Lang

    def line(self, en: str, zh: str) -> None:
        """One line of an answer."""
        print(zh if self.lang == "zh" else en, flush=True)

    def text(self, text: str) -> None:
        """What has no language: JSON, names, numbers."""
        print(text, flush=True)

    def fault(self, en: str, zh: str = "", *, code: int = 1) -> int:
        """A sentence about what was not done; returns the exit code."""
        print((zh if self.lang == "zh" else "") or en, file=sys.stderr, flush=True)
        return code


@dataclass(kw_only=True)
class Call:
    """One call of a command: what was typed, and how to get at the platform."""

    arguments: argparse.Namespace
    settings: Settings
    build: Build
    say: Say

    @cached_property
    def platform(self) -> Platform:
        """The platform, wired when it is first needed."""
        if self.settings.database.startswith("sqlite:///"):
            self.settings.var.mkdir(parents=True, exist_ok=True)
        return self.build(self.settings)

    def ready_platform(self) -> Platform:
        """The platform with tables of this release and what is shipped with it."""
        self.platform.migrate()
        self.platform.prepare()
        return self.platform


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command: what it does in both languages, its options, and the function that returns the exit code."""

    en: str
    zh: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Call], int]


def no_options(_parser: argparse.ArgumentParser) -> None:
    """For commands that need none."""
