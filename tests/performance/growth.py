"""What must not grow: a late step against an early one, many items against few, much data against none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.performance.rounds import WARM_UP, Request, interleaved
from tests.performance.subject import MULTI_INSTANCE, USER_LOOP, Subject, diamonds

FEW = 10
UNTOUCHED = "x" * 1_000_000


def loop(folder: Path, *, steps: int, rounds: int) -> dict[str, float]:
    """CPU seconds of a step `late` in a loop of `steps`, and of an `early` one (step 10)."""
    subject = Subject(f"sqlite:///{folder / 'loop.db'}", texts={"loop": USER_LOOP})
    old = _Walker(subject)
    for _ in range(steps):
        old.next()()
    try:
        return interleaved({"late": old.next, "early": lambda: _walked(subject, FEW).next()}, rounds=rounds)
    finally:
        subject.store.close()


def multi_instance(folder: Path, *, items: int, rounds: int) -> dict[str, float]:
    """CPU seconds of completing one item of `many`, and of `few` (10), with input and output collection."""
    subject = Subject(f"sqlite:///{folder / 'items.db'}", texts={"signing": MULTI_INSTANCE})
    many = _Signing(subject, items)
    subjects = {"many": many.next, "few": lambda: _Signing(subject, FEW).next()}
    try:
        return interleaved(subjects, rounds=min(rounds, items // 2))
    finally:
        subject.store.close()


def data(folder: Path, *, rounds: int) -> dict[str, float]:
    """CPU seconds of completing a task with 1 MB of data nobody touches (`loaded`), and without (`empty`).

    All instances are started beforehand: a megabyte just written leaves cold caches to whoever comes next.
    """
    subject = Subject(f"sqlite:///{folder / 'data.db'}")
    empty, loaded = subject.reviewing(), subject.reviewing(attachment=UNTOUCHED)
    ready: dict[str, list[Request]] = {"empty": [], "loaded": []}
    for _ in range(rounds + WARM_UP):
        ready["empty"].append(empty())
        ready["loaded"].append(loaded())
    try:
        return interleaved({name: made.pop for name, made in ready.items()}, rounds=rounds)
    finally:
        subject.store.close()


def in_a_row(folder: Path, counts: tuple[int, ...], *, rounds: int) -> dict[str, float]:
    """CPU seconds of completing the task before so many parallel diamonds in a row, by their number."""
    texts = {f"d{count}": diamonds(count) for count in counts}
    subject = Subject(f"sqlite:///{folder / 'diamonds.db'}", texts=texts)
    subjects = {str(count): subject.first_item(f"d{count}", {}, {}) for count in counts}
    try:
        return interleaved(subjects, rounds=rounds)
    finally:
        subject.store.close()


class _Walker:
    """One instance of the user loop; each request completes its task and comes round again."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        [self._item] = subject.open_items(subject.start("loop", {}))

    def next(self) -> Request:
        return self._step

    def _step(self) -> None:
        [self._item] = self._subject.complete(self._item, {"more": True})


def _walked(subject: Subject, steps: int) -> _Walker:
    walker = _Walker(subject)
    for _ in range(steps - 1):
        walker.next()()
    return walker


class _Signing:
    """One instance with an item per person; each request completes another one."""

    def __init__(self, subject: Subject, count: int) -> None:
        people: list[Any] = [f"person {n}" for n in range(count)]
        instance = subject.start("signing", {"people": people})
        while subject.engine.run_jobs():
            """Items beyond the first chunk are made by continuation jobs."""
        self._subject = subject
        self._items = subject.open_items(instance)

    def next(self) -> Request:
        item = self._items.pop(len(self._items) // 2)
        return lambda: self._complete(item)

    def _complete(self, item: int) -> None:
        self._subject.complete(item, {"opinion": "fine"})
