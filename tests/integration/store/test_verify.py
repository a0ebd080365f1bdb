from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from engine.store import definitions
from engine.store.definitions import NewDefinition
from engine.store.schema.definitions import definition, resource
from engine.store.verify import verify

if TYPE_CHECKING:
    from sqlalchemy.sql.dml import Delete, Update

    from engine.store.uow import Store


def publish(store: Store) -> int:
    new = NewDefinition(
        key="quote", path="q.bpmn", process_id="p", name="Quote", title_zh="报价", title_en="Quote"
    )
    with store.begin(by=None, action="publish") as tx:
        (one,) = definitions.publish(
            tx, name="q", reason="", resources={"q.bpmn": b"<x/>"}, definitions=[new]
        )
    return one.id


def breaches(store: Store) -> list[str]:
    with store.snapshot() as connection:
        return [breach.code for breach in verify(connection)]


def test_a_sound_store_has_no_breach(store: Store) -> None:
    publish(store)
    publish(store)
    assert breaches(store) == []


@pytest.mark.parametrize(
    ("forgery", "codes"),
    [
        (delete(definition).where(definition.c.version == 1), ["DEFINITION_VERSIONS"]),
        (delete(definition).where(definition.c.version == 2), ["DEFINITION_VERSIONS"]),
        (delete(definition), ["DEFINITION_VERSIONS"]),
        (
            update(definition).where(definition.c.version == 2).values(path="other.bpmn"),
            ["DEFINITION_CHANGED"],
        ),
        (update(definition).where(definition.c.version == 2).values(version=3), ["DEFINITION_VERSIONS"]),
    ],
)
def test_a_forged_definition_is_named(store: Store, forgery: Delete | Update, codes: list[str]) -> None:
    publish(store)
    publish(store)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(forgery)
    assert breaches(store) == codes


def test_a_changed_resource_is_named_with_the_definitions_it_served(store: Store) -> None:
    publish(store)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(update(resource).values(data=b"<y/>"))
    assert breaches(store) == ["RESOURCE_CHANGED", "DEFINITION_CHANGED"]


def test_commands_that_run_meanwhile_are_no_breach(store: Store) -> None:
    done = Event()

    def work() -> None:
        while not done.is_set():
            publish(store)

    thread = Thread(target=work)
    thread.start()
    try:
        found = [breaches(store) for _ in range(10)]
    finally:
        done.set()
        thread.join()
    assert found == [[]] * 10
