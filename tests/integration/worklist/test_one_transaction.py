"""Completing over HTTP: one transaction, one commit, few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def traced(site) -> Iterator[list[str]]:
    """Every statement that reaches SQLite meanwhile."""
    seen: list[str] = []

    def watch(driver, _record, _proxy) -> None:
        driver.set_trace_callback(seen.append)

    site.store.close()  # what lies idle is not checked out again: every connection is to be seen
    event.listen(site.store.engine, "checkout", watch)
    yield seen
    event.remove(site.store.engine, "checkout", watch)


def test_completing_commits_once_and_asks_little(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    manager.post(f"/worklist/{item}/draft", opinion="fine")
    with traced(site) as seen:
        answer = manager.post(f"/worklist/{item}/complete", action="agree", opinion="fine", submission="s")
    assert answer.status_code == 303
    begins = [number for number, text in enumerate(seen) if text.startswith("BEGIN IMMEDIATE")]
    assert len(begins) == 1
    command = seen[begins[0] :]
    command = command[: command.index("COMMIT") + 1]
    assert not [text for text in seen[: begins[0]] if text.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    writes = [text for text in command if text.split()[0] not in {"BEGIN", "COMMIT", "PRAGMA"}]
    assert len(set(map(shape, writes))) <= 17, writes  # 15 of the engine, the right and the draft
    assert any("worklist_draft" in text for text in command)


def shape(text: str) -> str:
    """A statement without its values: rows of one executemany count once."""
    return text.split(" VALUES", maxsplit=1)[0].split(" WHERE", maxsplit=1)[0]
