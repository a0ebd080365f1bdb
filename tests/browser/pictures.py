"""Pictures of the pages in the moment of their use, numbered in the order of the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

from playwright.sync_api import Page


@dataclass
class Pictures:
    """Without a folder nothing is kept."""

    folder: Path | None
    numbers: count[int]

    @classmethod
    def of(cls, folder: str | None, story: str) -> Self:
        kept = Path(folder) / story if folder else None
        if kept:
            kept.mkdir(parents=True, exist_ok=True)
            for old in kept.glob("*.png"):
                old.unlink()
        return cls(kept, count(1))

    def of_person(self, login: str) -> Callable[[Page, str], None]:
        """`keep(page, words)` for the pages of one person."""

        def keep(page: Page, words: str) -> None:
            if self.folder:
                page.wait_for_function("() => gxHands.quiet()")
                name = f"{next(self.numbers):03d}-{login}-{words[:12].replace('/', '-')}.png"
                page.screenshot(path=str(self.folder / name))

        return keep
