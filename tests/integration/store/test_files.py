from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Table, func, select, update

from engine.errors import Invalid, NotFound, TooLarge
from engine.store import files
from engine.store.schema.files import file, file_chunk
from engine.store.verify import verify
from tests.support.at_once import together

if TYPE_CHECKING:
    from engine.clock import ManualClock
    from engine.store.uow import Store


def save(store: Store, data: bytes, media_type: str = "application/pdf") -> int:
    with store.begin(by=3, action="upload") as tx:
        return files.save(tx, media_type=media_type, data=data)


def count(store: Store, table: Table) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("size", [0, 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_a_content_comes_back_as_it_was_saved(store: Store, size: int) -> None:
    data = os.urandom(size)
    number = save(store, data)
    with store.snapshot() as connection:
        facts, loaded = files.load(connection, number)
        largest = connection.scalar(select(func.max(func.length(file_chunk.c.data))))
        assert verify(connection) == []
    assert loaded == data
    assert (facts.media_type, facts.size) == ("application/pdf", size)
    assert (facts.by, facts.at) == (3, store.clock.now())
    assert (largest or 0) <= files.CHUNK


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    assert save(store, b"contract") == save(store, b"contract", "text/plain")
    assert (count(store, file), count(store, file_chunk)) == (1, 1)


def test_two_at_once_with_the_same_bytes_get_the_same_number(store: Store) -> None:
    data = os.urandom(2 * files.CHUNK)
    numbers = together(lambda: save(store, data), lambda: save(store, data))
    assert len(set(numbers)) == 1
    with store.snapshot() as connection:
        assert verify(connection) == []


def test_it_refuses_a_content_above_the_limit(sqlite_store: Store) -> None:
    with pytest.raises(TooLarge):
        save(sqlite_store, bytes(files.MAX_FILE + 1))


@pytest.mark.parametrize("media_type", ["", "x" * 128, "a\x00b", "a\nb", "\ud800"])
def test_it_refuses_a_type_the_store_cannot_hold(sqlite_store: Store, media_type: str) -> None:
    with pytest.raises(Invalid):
        save(sqlite_store, b"x", media_type)


def test_what_nobody_names_is_swept_with_its_chunks_after_a_while(store: Store) -> None:
    number = save(store, b"x")
    with store.begin(by=None, action="sweep") as tx:
        assert files.sweep(tx, before=tx.now) == 0
        assert files.sweep(tx, before=tx.now + timedelta(seconds=1)) == 1
    assert count(store, file_chunk) == 0
    with store.read() as connection, pytest.raises(NotFound):
        files.load(connection, number)


def test_what_was_saved_again_is_spared(sqlite_store: Store, clock: ManualClock) -> None:
    save(sqlite_store, b"x")
    clock.advance(timedelta(days=2))
    save(sqlite_store, b"x")
    with sqlite_store.begin(by=None, action="sweep") as tx:
        assert files.sweep(tx, before=tx.now - timedelta(days=1)) == 0


def test_a_damaged_file_is_named(store: Store) -> None:
    number = save(store, b"contract")
    with store.begin(by=None, action="damage") as tx:
        tx.connection.execute(update(file_chunk).values(data=b"contrast"))
    with store.snapshot() as connection:
        (breach,) = verify(connection)
    assert (breach.code, breach.rows) == ("FILE_DAMAGED", (f"engine_file {number}",))
    assert str(number) in breach.text("zh")
