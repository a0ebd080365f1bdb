"""Who is looking: the shell knows a person only by this shape, `engine.organisation` gives the real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Person(Protocol):
    """What the shell reads of the person in front of the screen."""

    @property
    def id(self) -> int: ...
    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def positions(self) -> frozenset[str]: ...
    @property
    def language(self) -> str | None: ...


Identity = Callable[[], Person | None]
"""Gives the person of the current request, None before login."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One entry of the rail. `label` is an English msgid of a translation catalogue.

    Pages under `url` light the entry up (`area`, if given, instead: `/crm/` for `/crm/accounts/`).
    `visible` decides by person; `count` gives what waits or is overdue (0 shows nothing).
    """

    key: str
    label: str
    icon: str
    url: str
    shortcut: str = ""
    area: str = ""
    visible: Callable[[Person], bool] = lambda _person: True
    count: Callable[[Person], int] = lambda _person: 0
