from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from engine.errors import Invalid, NotFound, TooLarge
from engine.store import files
from engine.store.schema.files import file_chunk
from engine.store.verify import verify

if TYPE_CHECKING:
    from engine.store.uow import Store


def save(store: Store, data: bytes, name: str = "报价单.pdf", media_type: str = "application/pdf") -> int:
    with store.begin(by=3, action="upload") as tx:
        return files.save(tx, name=name, media_type=media_type, data=data)


@pytest.mark.parametrize("size", [0, 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_a_file_comes_back_as_it_was_saved(store: Store, size: int) -> None:
    data = os.urandom(size)
    number = save(store, data)
    with store.snapshot() as connection:
        facts, loaded = files.load(connection, number)
        largest = connection.scalar(select(func.max(func.length(file_chunk.c.data))))
        assert verify(connection) == []
    assert loaded == data
    assert (facts.name, facts.media_type, facts.size) == ("报价单.pdf", "application/pdf", size)
    assert (facts.by, facts.at) == (3, store.clock.now())
    assert (largest or 0) <= files.CHUNK


def test_it_refuses_a_file_above_the_limit(sqlite_store: Store) -> None:
    with pytest.raises(TooLarge):
        save(sqlite_store, bytes(files.MAX_FILE + 1))


@pytest.mark.parametrize("name", ["", "x" * 256, "a\x00b", "a\nb", "\ud800"])
def test_it_refuses_a_name_the_store_cannot_hold(store: Store, name: str) -> None:
    with pytest.raises(Invalid):
        save(store, b"x", name)


def test_a_removed_file_takes_its_chunks_along(store: Store) -> None:
    number = save(store, b"x")
    with store.begin(by=3, action="remove") as tx:
        files.remove(tx, number)
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(file_chunk)) == 0
        with pytest.raises(NotFound):
            files.load(connection, number)
    with pytest.raises(NotFound), store.begin(by=3, action="remove") as tx:
        files.remove(tx, number)


def test_a_damaged_file_is_named(store: Store) -> None:
    number = save(store, b"contract")
    with store.begin(by=None, action="damage") as tx:
        tx.connection.execute(update(file_chunk).values(data=b"contrast"))
    with store.snapshot() as connection:
        (breach,) = verify(connection)
    assert (breach.code, breach.rows) == ("FILE_DAMAGED", (f"engine_file {number}",))
    assert str(number) in breach.text("zh")
