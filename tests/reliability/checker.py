"""What must hold when everybody has come to rest: the store's invariants, the ledger, the two books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from engine.store.verify import verify
from tests.reliability.ledger import Entry

_COMPLETED = "SELECT id FROM engine_activity WHERE element = '{element}' AND state = 'completed'"
_VISITS = """SELECT instance_id, element, COUNT(*) FROM engine_activity WHERE state = 'completed'
 GROUP BY instance_id, element"""
_EVENTS = "SELECT work_item FROM engine_audit_event WHERE code = 18 GROUP BY work_item HAVING COUNT(*) > 1"


def violations(
    connection: Connection, ledger: Iterable[Entry], effects: Iterable[str], *, must_end: bool = True
) -> list[str]:
    """One sentence per violation, those of the effects among them; [] when all is well.

    `must_end`: nothing is left that waits; else some may rightly wait, or were ended by an operator.
    """
    sound = ("completed",) if must_end else ("completed", "running", "terminated")
    return [*_invariants(connection), *_promises(connection, list(ledger), sound), *effects]


def _invariants(connection: Connection) -> Iterator[str]:
    for breach in verify(connection):
        yield f"{breach.code}: {breach.en} {breach.rows}"
    for (item,) in connection.exec_driver_sql(_EVENTS):
        yield f"work item {item} was completed more than once"


def _promises(connection: Connection, ledger: list[Entry], sound: tuple[str, ...]) -> Iterator[str]:
    """What somebody was told has happened, and all that was begun has ended."""
    states = dict(_rows(connection, "SELECT id, state FROM engine_instance"))
    items = dict(_rows(connection, "SELECT id, state FROM engine_work_item"))
    for entry in ledger:
        if entry.kind == "wrong":
            yield f"a worker saw: {entry.what}"
        elif entry.kind == "started" and states.get(entry.id) not in sound:
            yield f"instance {entry.id} was acknowledged and is {states.get(entry.id, 'gone')}"
        elif entry.kind == "completed" and items.get(entry.id) != "completed":
            yield f"work item {entry.id} was acknowledged and is {items.get(entry.id, 'gone')}"
    answered = Counter((entry.id, entry.what) for entry in ledger if entry.kind == "answered")
    visits = {(row[0], row[1]): row[2] for row in connection.exec_driver_sql(_VISITS)}
    for (instance, element), times in answered.items():
        if visits.get((instance, element), 0) < times:
            yield f"instance {instance} was answered {times} times and went on to {element} less often"
    for key, state in states.items():
        if state not in sound:
            yield f"instance {key} never came to its end: {state}"


def booked(connection: Connection) -> Iterator[str]:
    """Bookings are rows of the step: exactly one per visit. Notices may repeat, under the same key."""
    for table, element, repeats in (("campaign_booking", "book", False), ("campaign_notice", "notify", True)):
        visits = {str(row[0]) for row in connection.exec_driver_sql(_COMPLETED.format(element=element))}
        made = Counter(row[0] for row in connection.exec_driver_sql(f"SELECT activity FROM {table}"))
        yield from (f"{element} {key} was completed without its effect" for key in visits - made.keys())
        yield from (f"{element} {key} had its effect without being completed" for key in made.keys() - visits)
        if not repeats:
            yield from (f"{element} {key} had its effect {n} times" for key, n in made.items() if n > 1)


def _rows(connection: Connection, query: str) -> Iterator[tuple[int, str]]:
    return ((row[0], row[1]) for row in connection.exec_driver_sql(query))
