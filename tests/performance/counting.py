"""What one action costs in statements, commits and round trips."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from tests.performance.subject import Subject
from tests.performance.wire import Wire


@dataclass
class Statements:
    """Everything SQLite executed while it was on, as its trace callback tells it."""

    texts: list[str] = field(default_factory=list)

    @property
    def commits(self) -> int:
        return sum(text.strip().upper().startswith(("COMMIT", "END")) for text in self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def traced(subject: Subject) -> Statements:
    """Trace every connection the subject uses from now on; clear `texts` before what is to be counted."""
    seen = Statements()

    def trace(driver: sqlite3.Connection, _record: Any) -> None:
        driver.set_trace_callback(seen.texts.append)

    event.listen(subject.store.engine, "connect", trace)
    subject.store.close()  # connections made before are given up
    return seen


def per_action(database: str) -> tuple[int, int]:
    """Statements and commits of completing approval5's first task on SQLite, transaction control included."""
    subject = Subject(database)
    seen = traced(subject)
    try:
        subject.reviewing()()()
        request = subject.reviewing()()
        seen.texts.clear()
        request()
        return len(seen), seen.commits
    finally:
        subject.store.close()


def on_the_wire(url: str, *, rounds: int = 10) -> tuple[int, int]:
    """The fewest statements and round trips of the same action on PostgreSQL, once statements are prepared."""
    with Wire(url) as wire:
        subject = Subject(wire.url)
        counted = []
        for _ in range(rounds):
            request = subject.reviewing()()
            wire.reset()
            request()
            counted.append((wire.statements, wire.round_trips))
        subject.store.close()
    return min(counted)
