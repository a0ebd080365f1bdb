"""Inserting a row unless it is there, on both stores."""

from __future__ import annotations

from sqlalchemy import select

from engine import organisation
from engine.calendar import tables as calendars
from engine.organisation import tables
from engine.store.uow import Store
from engine.store.upsert import insert_missing


def test_the_second_insert_of_a_key_says_that_it_was_there(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        assert insert_missing(tx.connection, calendars.version, id=1, stamp=3)
        assert not insert_missing(tx.connection, calendars.version, id=1, stamp=4)


def test_every_change_of_the_organisation_renews_its_stamp(store: Store) -> None:
    stamps = []
    for number in range(3):
        with store.begin(by=None, action="test") as tx:
            organisation.add_plate(tx, code=f"P{number}", name="版块", name_en="Plate")
        with store.read() as connection:
            stamps.append(connection.scalar(select(tables.version.c.stamp)))
    assert len(set(stamps)) == 3
