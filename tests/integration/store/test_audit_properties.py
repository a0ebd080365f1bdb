"""Whatever commands do, the chains hold; whatever a forger does to one row, they do not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from engine import audit
from engine.store.schema.audit import audit_event, audit_head, audit_payload

if TYPE_CHECKING:
    from engine.store.uow import Store, Transaction

ROOT = 1 << 40
Told = list[tuple[int | str, int, str]]  # code, which stream (0: by topic), a note
Fate = Literal["commits", "fails", "savepoint fails"]
CODES = st.sampled_from([1, 18, 52, "crm.changed", "policy.published"])
EVENTS = st.lists(st.tuples(CODES, st.integers(0, 2), st.text(max_size=5)), max_size=5)
FATES = st.sampled_from(["commits", "commits", "fails", "savepoint fails"])
COMMANDS = st.lists(st.tuples(EVENTS, EVENTS, FATES), max_size=6)
FORGED = ["root", "seq", "code", "word", "at", "by", "role", "instance", "definition", "activity", "element"]

steady = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Undone(Exception):
    """This part of the command is rolled back."""


def tell(tx: Transaction, events: Told) -> list[int]:
    return [
        tx.audit(code, root=ROOT + root if root else None, payload={"text": note} if note else None)
        for code, root, note in events
        if root or code not in {1, 18}
    ]


def run(store: Store, first: Told, second: Told, fate: Fate) -> list[int]:
    """The events of one command that must remain."""
    kept: list[int] = []
    with suppress(Undone), store.begin(by=1, action="test") as tx:
        kept = tell(tx, first)
        with suppress(Undone), tx.savepoint():
            inner = tell(tx, second)
            undo(fate == "savepoint fails")
            kept += inner
        kept += tell(tx, first)
        undo(fate == "fails")
    return [] if fate == "fails" else kept


def undo(really: bool) -> None:
    if really:
        raise Undone


def clear(store: Store) -> None:
    with store.begin(by=None, action="clear") as tx:
        for table in (audit_event, audit_payload, audit_head):
            tx.connection.execute(delete(table))


@steady
@given(COMMANDS)
def test_the_chains_hold_whatever_commits_and_fails(
    store: Store, commands: list[tuple[Told, Told, Fate]]
) -> None:
    clear(store)
    kept = [event for first, second, fate in commands for event in run(store, first, second, fate)]
    with store.snapshot() as connection:
        assert audit.verify(connection) == []
        assert sorted(connection.scalars(select(audit_event.c.id))) == sorted(kept)


@steady
@given(st.integers(1, 6), st.data())
def test_one_forged_row_breaks_the_chain(store: Store, count: int, data: st.DataObject) -> None:
    clear(store)
    with store.begin(by=1, action="test") as tx:
        events = [tx.audit(18, root=ROOT, element="A", payload={"n": n}) for n in range(count)]
    victim = data.draw(st.sampled_from(events))
    column = data.draw(st.sampled_from([*FORGED, "delete"]))
    with store.begin(by=None, action="forge") as tx:
        if column == "delete":
            tx.connection.execute(delete(audit_event).where(audit_event.c.id == victim))
        else:
            forged = "'forged'" if column in {"word", "role", "element"} else "777"
            changed = update(audit_event).where(audit_event.c.id == victim)
            tx.connection.execute(changed.values({column: text(forged)}))
    with store.snapshot() as connection:
        assert audit.verify(connection) != []
