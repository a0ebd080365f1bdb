from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update

from engine import audit
from engine.errors import Invalid, NotFound
from engine.store.schema.audit import audit_event, audit_head, audit_payload

if TYPE_CHECKING:
    from engine.store.uow import Store, Transaction

ROOT = 1 << 40


def append(store: Store, *codes: int | str, root: int | None = ROOT) -> list[int]:
    with store.begin(by=7, action="test") as tx:
        return [tx.audit(code, root=root, payload={"n": n, "text": "报价"}) for n, code in enumerate(codes)]


def breaches(store: Store, root: int | None = None) -> list[str]:
    with store.snapshot() as connection:
        return [breach.code for breach in audit.verify(connection, root)]


def append_and_fail(tx: Transaction) -> None:
    tx.audit(2, root=ROOT)
    tx.connection.execute(text("INSERT INTO engine_audit_head VALUES (99, 0, '')"))
    raise ZeroDivisionError


def test_events_are_numbered_without_a_gap_over_transactions(store: Store) -> None:
    append(store, 1, 2)
    append(store, 18)
    with store.read() as connection:
        events = audit.read_stream(connection, ROOT)
    assert [(event.seq, event.code) for event in events] == [(1, 1), (2, 2), (3, 18)]
    assert breaches(store) == []


def test_an_event_comes_back_as_it_was_told(store: Store) -> None:
    with store.begin(by=7, action="test") as tx:
        event_id = tx.audit(
            18,
            root=ROOT,
            role="经理",
            instance=ROOT,
            definition=5,
            activity=6,
            element="Task_1",
            work_item=8,
            payload={"amount": Decimal("1.10"), "on": date(2026, 3, 2), "text": "批准\x00"},
        )
    with store.read() as connection:
        event = audit.read_event(connection, event_id)
    assert event is not None
    assert (event.by, event.role, event.element, event.work_item) == (7, "经理", "Task_1", 8)
    assert event.at == store.clock.now()
    assert event.payload == {"amount": "1.10", "on": "2026-03-02", "text": "批准\x00"}


def test_events_without_an_instance_go_to_the_stream_of_their_topic(store: Store) -> None:
    append(store, "organisation.person_added", 52, 54, "organisation.person_left", root=None)
    with store.read() as connection:
        words = [event.code for event in audit.read_stream(connection, audit.TOPICS["organisation"])]
        logins = [event.code for event in audit.read_stream(connection, audit.TOPICS["session"])]
    assert words == ["organisation.person_added", "organisation.person_left"]
    assert logins == [52]
    assert breaches(store) == []


def test_it_refuses_an_event_without_instance_and_topic(store: Store) -> None:
    with pytest.raises(ValueError, match="topic"), store.begin(by=None, action="test") as tx:
        tx.audit(18)


def test_nothing_remains_of_events_rolled_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin(by=None, action="test") as tx:
        append_and_fail(tx)
    append(store, 1)
    assert breaches(store) == []


def test_a_savepoint_takes_its_events_along(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        tx.audit(1, root=ROOT)
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            append_and_fail(tx)
        tx.audit(3, root=ROOT)
    with store.read() as connection:
        assert [event.code for event in audit.read_stream(connection, ROOT)] == [1, 3]
        assert connection.execute(select(audit_head).where(audit_head.c.root == 99)).first() is None
    assert breaches(store) == []


def test_concurrent_commands_on_one_topic_leave_a_gapless_chain(store: Store) -> None:
    def work(_: int) -> None:
        for _ in range(10):
            append(store, "crm.changed", "policy.published", root=None)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with store.read() as connection:
        events = audit.read_stream(connection, audit.TOPICS["crm"])
    assert [event.seq for event in events] == list(range(1, 41))
    assert breaches(store) == []


def test_commands_that_write_to_the_same_topics_in_different_order_do_not_deadlock(store: Store) -> None:
    def work(words: tuple[str, ...]) -> None:
        for _ in range(15):
            append(store, *words, root=None)

    words = ("crm.a", "policy.b", "admin.c")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, permutations(words)))
    assert breaches(store) == []


@pytest.mark.parametrize("column", ["code", "at", "by", "element", "instance", "payload_hash", "hash"])
def test_a_changed_event_is_named(store: Store, column: str) -> None:
    events = append(store, 1, 2, 3)
    forged: dict[str, object] = {"element": "Other", "payload_hash": b"x" * 32, "hash": b"x" * 32}
    forged |= {"at": store.clock.now().replace(hour=5)}
    with store.begin(by=None, action="forge") as tx:
        changed = update(audit_event).where(audit_event.c.id == events[1])
        tx.connection.execute(changed.values({column: forged.get(column, 9)}))
    with store.read() as connection:
        found = audit.verify(connection)
    assert [(breach.code, breach.rows) for breach in found] == [
        ("AUDIT_CHANGED", (f"engine_audit_event {events[1]}",))
    ]
    assert "2" in found[0].text("zh")


def test_a_deleted_event_is_named(store: Store) -> None:
    events = append(store, 1, 2, 3)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(delete(audit_event).where(audit_event.c.id == events[1]))
    assert breaches(store) == ["AUDIT_GAP"]


def test_a_truncated_tail_is_noticed_by_the_head(store: Store) -> None:
    events = append(store, 1, 2, 3)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(delete(audit_event).where(audit_event.c.id == events[2]))
    assert breaches(store) == ["AUDIT_TAIL"]
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(delete(audit_event))
    assert breaches(store) == ["AUDIT_TAIL"]


def test_a_changed_or_removed_payload_is_named(store: Store) -> None:
    events = append(store, 1, 2)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(
            update(audit_payload).where(audit_payload.c.event == events[0]).values(body="{}")
        )
    assert breaches(store) == ["AUDIT_PAYLOAD_CHANGED"]
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(delete(audit_payload).where(audit_payload.c.event == events[0]))
    assert breaches(store) == ["AUDIT_PAYLOAD_CHANGED"]


def test_breaches_of_other_streams_stay_out_of_the_answer_for_one(store: Store) -> None:
    append(store, 1)
    events = append(store, 1, root=ROOT + 1)
    with store.begin(by=None, action="forge") as tx:
        tx.connection.execute(update(audit_event).where(audit_event.c.id == events[0]).values(code=9))
    assert breaches(store, ROOT) == []
    assert breaches(store, ROOT + 1) == ["AUDIT_CHANGED"]


def test_an_erased_payload_is_gone_and_the_chain_stays_valid(store: Store) -> None:
    events = append(store, 1, 2)
    with store.begin(by=3, action="erase") as tx:
        audit.erase(tx, events[0], "客户要求删除")
    with store.read() as connection:
        event = audit.read_event(connection, events[0])
        record = audit.read_stream(connection, audit.TOPICS["privacy"])
        row = connection.execute(select(audit_payload).where(audit_payload.c.event == events[0])).one()
    assert event is not None
    assert (event.payload, event.erased) == (None, True)
    assert (row.body, row.salt, row.erased_by, row.erased_reason) == (None, None, 3, "客户要求删除")
    assert record[0].payload == {"event": events[0], "reason": "客户要求删除"}
    assert breaches(store) == []


def test_erasing_needs_a_reason_and_a_payload(store: Store) -> None:
    (event,) = append(store, 1)
    with pytest.raises(Invalid), store.begin(by=3, action="erase") as tx:
        audit.erase(tx, event, "  ")
    with store.begin(by=3, action="erase") as tx:
        audit.erase(tx, event, "asked for")
    with pytest.raises(NotFound), store.begin(by=3, action="erase") as tx:
        audit.erase(tx, event, "asked for")


def test_a_known_head_spares_the_look_up(sqlite_store: Store) -> None:
    from engine.audit.trail import NEW_STREAM

    statements: list[str] = []
    with sqlite_store.begin(by=None, action="test") as tx:
        tx.trail.know_head(ROOT, NEW_STREAM)
        tx.audit(1, root=ROOT)
        tx.driver.set_trace_callback(statements.append)
    assert [statement for statement in statements if "FROM engine_audit_head" in statement] == []
    assert breaches(sqlite_store) == []
