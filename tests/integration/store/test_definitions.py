from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from engine import audit
from engine.errors import Conflict, Invalid, NotFound, TooLarge
from engine.store import definitions
from engine.store.definitions import Definition, NewDefinition

if TYPE_CHECKING:
    from engine.store.uow import Store

XML = "<definitions>审批</definitions>".encode()


def new(key: str = "quote", path: str = "quote.bpmn") -> NewDefinition:
    return NewDefinition(
        key=key,
        path=path,
        process_id=f"{key}_process",
        name="Quote",
        title_zh="报价审批",
        title_en="Quote approval",
        messages={"zh": {"Approve": "批准"}},
        starts=[{"kind": "timer", "cycle": "R/PT1H"}],
    )


def publish(store: Store, *keys: str, data: bytes = XML) -> list[Definition]:
    with store.begin(by=4, action="publish") as tx:
        return definitions.publish(
            tx,
            name="quotes",
            reason="first",
            resources={"quote.bpmn": data, "forms/quote.form": b"{}"},
            definitions=[new(key) for key in keys or ("quote",)],
        )


def test_a_definition_comes_back_as_it_was_published(store: Store) -> None:
    (published,) = publish(store)
    with store.read() as connection:
        assert definitions.get(connection, published.id) == published
        assert definitions.latest(connection, "quote") == published
        assert definitions.resources(connection, published.id) == {
            "forms/quote.form": b"{}",
            "quote.bpmn": XML,
        }
    assert published.version == 1
    assert published.messages == {"zh": {"Approve": "批准"}}


def test_versions_count_up_per_key(store: Store) -> None:
    publish(store, "quote", "order")
    (second,) = publish(store, "quote", data=XML + b" ")
    with store.read() as connection:
        assert [one.version for one in definitions.versions(connection, "quote")] == [2, 1]
        assert [one.version for one in definitions.versions(connection, "order")] == [1]
        assert definitions.latest(connection, "quote") == second
        assert [(one.key, one.version) for one in definitions.all_latest(connection)] == [
            ("order", 1),
            ("quote", 2),
        ]


def test_the_checksum_tells_whether_a_package_changed(store: Store) -> None:
    (first,), (again,), (other,) = publish(store), publish(store), publish(store, data=b"<other/>")
    assert first.checksum == again.checksum
    assert first.checksum != other.checksum


def test_a_failed_deployment_leaves_nothing_and_no_gap(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin(by=4, action="publish") as tx:
        publish_and_fail(tx)
    (published,) = publish(store)
    assert published.version == 1


def publish_and_fail(tx: object) -> None:
    definitions.publish(tx, name="x", reason="", resources={"quote.bpmn": XML}, definitions=[new()])  # type: ignore[arg-type]
    raise ZeroDivisionError


def test_concurrent_deployers_get_versions_without_a_gap(store: Store) -> None:
    def work(keys: tuple[str, ...]) -> list[Definition]:
        return [one for _ in range(5) for one in publish(store, *keys)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")]))
    with store.read() as connection:
        for key in "ab":
            found = [one.version for one in definitions.versions(connection, key)]
            assert found == list(range(20, 0, -1))
        assert audit.verify(connection) == []


def test_a_retired_version_is_no_longer_the_latest(store: Store) -> None:
    (first,), (second,) = publish(store), publish(store)
    with store.begin(by=4, action="retire") as tx:
        definitions.retire(tx, second.id, "wrong limit")
    with store.read() as connection:
        assert definitions.latest(connection, "quote") == first
        assert definitions.get(connection, second.id).state == "retired"
        events = audit.read_stream(connection, audit.TOPICS["definition"])
    assert [event.payload["state"] for event in events if event.payload] == [
        "published",
        "published",
        "retired",
    ]
    assert events[2].definition == second.id


def test_it_refuses_a_definition_without_its_diagram(store: Store) -> None:
    with pytest.raises(Invalid, match=r"missing\.bpmn"), store.begin(by=4, action="publish") as tx:
        definitions.publish(tx, name="x", reason="", resources={}, definitions=[new(path="missing.bpmn")])


def test_it_refuses_the_same_key_twice_in_one_package(store: Store) -> None:
    with pytest.raises(Invalid, match="twice"):
        publish(store, "quote", "quote")


def test_it_refuses_a_resource_that_is_too_large(store: Store) -> None:
    with pytest.raises(TooLarge):
        publish(store, data=b"x" * (2 * 1024 * 1024 + 1))


def test_an_unknown_definition_is_not_found(store: Store) -> None:
    with store.read() as connection:
        assert definitions.latest(connection, "nothing") is None
        with pytest.raises(NotFound):
            definitions.get(connection, 1)
        with pytest.raises(NotFound):
            definitions.resources(connection, 1)


def save(store: Store, revision: int, data: bytes = XML) -> int:
    with store.begin(by=4, action="save") as tx:
        return definitions.save_draft(tx, key="quote", data=data, revision=revision)


def test_a_draft_is_saved_again_with_the_revision_it_was_loaded_with(store: Store) -> None:
    assert save(store, 0) == 1
    assert save(store, 1, b"<changed/>") == 2
    with store.read() as connection:
        draft = definitions.load_draft(connection, "quote")
        assert definitions.draft_keys(connection) == ["quote"]
    assert (draft.revision, draft.data, draft.by, draft.at) == (2, b"<changed/>", 4, store.clock.now())


def test_a_draft_saved_meanwhile_is_a_conflict(store: Store) -> None:
    save(store, 0)
    save(store, 1)
    for stale in (0, 1, 7):
        with pytest.raises(Conflict):
            save(store, stale)


def test_two_designers_who_save_at_once_do_not_overwrite_each_other(store: Store) -> None:
    save(store, 0)

    def work(number: int) -> int:
        try:
            return save(store, 1, str(number).encode())
        except Conflict:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 0, 0, 2]


def test_a_removed_draft_is_gone(store: Store) -> None:
    save(store, 0)
    with pytest.raises(Conflict), store.begin(by=4, action="delete") as tx:
        definitions.delete_draft(tx, key="quote", revision=9)
    with store.begin(by=4, action="delete") as tx:
        definitions.delete_draft(tx, key="quote", revision=1)
    with store.read() as connection, pytest.raises(NotFound):
        definitions.load_draft(connection, "quote")
    with pytest.raises(Conflict):
        save(store, 1)
