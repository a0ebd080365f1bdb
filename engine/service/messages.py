"""Messages and signals: one message wakes one token or waits in the inbox; a signal wakes all who listen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Ambiguous
from engine.ids import new_id
from engine.kernel.arming import correlation_text
from engine.kernel.occurring import occur
from engine.kernel.starting import StartedBy
from engine.kernel.state import Subscription
from engine.ports import Actor
from engine.service.context import Context
from engine.service.correlating import BUSINESS_KEY, Message, fitting, listeners
from engine.service.instances import start
from engine.service.loading import SUBSCRIPTION, to_subscription
from engine.service.locking import lock_root, root_of
from engine.service.reach import may_wake
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction
from engine.store.values import encode

#: The ids of an instance and of those it called, however deep.
_FAMILY = (
    "WITH RECURSIVE family(id, root) AS (SELECT id, root_id FROM engine_instance WHERE id = ? UNION ALL"
    " SELECT c.id, c.root_id FROM family f JOIN engine_instance c ON c.root_id = f.root"
    " JOIN engine_token t ON t.id = c.parent_token WHERE t.instance_id = f.id)"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: the root instance that took it, or None while it waits in the inbox."""

    root_id: int | None
    repeated: bool = False


def deliver(context: Context, tx: Transaction, message: Message, *, by: Actor | None) -> Delivery:
    """Correlate a message. Raises Ambiguous where it fits several places."""
    hot = Hot(tx)
    message_id = new_id()
    if not _receive(tx, hot, message_id, message):
        return Delivery(_earlier_consumer(tx, hot, message), repeated=True)
    found = listeners(context, tx, hot, message)
    if len(found) > 1:
        raise Ambiguous(name=message.name, count=len(found))
    if found:
        root_id = _wake(context, tx, hot, found[0], dict(message.variables))
    else:
        root_id = _start(context, tx, hot, message, by)
    if root_id is not None:
        _consume(tx, hot, message_id, root_id)
    elif message.ttl is None:
        hot.run("DELETE FROM engine_inbox WHERE id = ?", (message_id,))
    return Delivery(root_id)


def deliver_waiting(context: Context, tx: Transaction, message_id: int, variables: dict[str, Any]) -> bool:
    """Try an inbox message again; true if somebody took it."""
    hot = Hot(tx)
    row = hot.one(
        "SELECT name, correlation, within FROM engine_inbox WHERE id = ? AND consumed_at IS NULL",
        (message_id,),
    )
    if row is None:
        return False
    keys = {} if row[1] is None else json.loads(row[1])
    message = Message(name=row[0], correlation=keys, variables=variables, within=row[2])
    fitting = listeners(context, tx, hot, message)
    if len(fitting) != 1:
        return False
    root_id = _wake(context, tx, hot, fitting[0], variables)
    if root_id is None:
        return False
    _consume(tx, hot, message_id, root_id)
    return True


def deliver_to(
    context: Context, tx: Transaction, instance_id: int, name: str, variables: Mapping[str, Any]
) -> bool:
    """Hand a message to one instance or those it called; false where nothing in them waits.

    Raises Ambiguous, Suspended, NotFound. Places with a correlation are told apart by the keys that the diagram
    finds in the message's variables.
    """
    hot = Hot(tx)
    context.lock(hot, root_of(hot, instance_id))
    columns = ", ".join(f"s.{column.strip()}" for column in SUBSCRIPTION.split(","))
    rows = hot.all(
        f"{_FAMILY} SELECT {columns}, i.definition_id FROM engine_subscription s"
        " JOIN engine_instance i ON i.id = s.instance_id JOIN family f ON f.id = i.id"
        " WHERE s.kind = 'message' AND s.name = ? ORDER BY s.id",
        (instance_id, name),
    )
    found = fitting(context, tx, [(to_subscription(row), row[8]) for row in rows], name, variables)
    if len(found) > 1:
        raise Ambiguous(name=name, count=len(found))
    return bool(found) and _wake(context, tx, hot, found[0], dict(variables)) is not None


def _consume(tx: Transaction, hot: Hot, message_id: int, root_id: int) -> None:
    hot.run(
        "UPDATE engine_inbox SET consumed_at = ?, consumer_id = ? WHERE id = ?",
        (to_micros(tx.now), root_id, message_id),
    )


def signal_targets(hot: Hot, name: str, apart_from: int) -> list[int]:
    """Subscriptions of other root instances that a signal wakes; each is delivered in a command of its own.

    Places where the same signal starts the definition are left to the start: see `half_started`.
    """
    rows = hot.all(
        "SELECT s.id FROM engine_subscription s JOIN engine_instance i ON i.id = s.instance_id"
        " WHERE s.kind = 'signal' AND s.name = ? AND s.root_id <> ? AND NOT EXISTS ("
        "SELECT 1 FROM engine_start_subscription b WHERE b.definition_id = i.definition_id"
        " AND b.element = s.element AND b.kind = s.kind AND b.name = s.name) ORDER BY s.id",
        (name, apart_from),
    )
    return [row[0] for row in rows]


def half_started(hot: Hot, definition_id: int, element: str, name: str) -> int | None:
    """The oldest instance's subscription that awaits this signal to begin: it goes before a new instance."""
    row = hot.one(
        "SELECT s.id FROM engine_subscription s JOIN engine_instance i ON i.id = s.instance_id"
        " WHERE s.kind = 'signal' AND s.name = ? AND s.element = ? AND i.definition_id = ? ORDER BY s.id",
        (name, element, definition_id),
    )
    return None if row is None else row[0]


def signal_starts(hot: Hot, name: str) -> list[tuple[int, str]]:
    """Definitions (id, element) that a signal starts."""
    return _starts(hot, "signal", name)


def wake_subscription(
    context: Context, tx: Transaction, subscription_id: int, variables: dict[str, Any]
) -> bool:
    """Deliver to one subscription; false if it is gone."""
    hot = Hot(tx)
    row = hot.one(f"SELECT {SUBSCRIPTION} FROM engine_subscription WHERE id = ?", (subscription_id,))
    if row is None:
        return False
    return _wake(context, tx, hot, to_subscription(row), variables) is not None


def _receive(tx: Transaction, hot: Hot, message_id: int, message: Message) -> bool:
    """Note the message; false if one with the same dedupe key came before."""
    changed = hot.count(
        "INSERT INTO engine_inbox (id, name, correlation, variables, dedupe, received_at, expires_at, within)"
        " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (dedupe) DO NOTHING",
        (
            message_id,
            message.name,
            correlation_text(dict(message.correlation)) if message.correlation else None,
            encode(dict(message.variables), name=message.name),
            message.dedupe,
            to_micros(tx.now),
            None if message.ttl is None else to_micros(tx.now + message.ttl),
            message.within,
        ),
    )
    return changed == 1


def _earlier_consumer(tx: Transaction, hot: Hot, message: Message) -> int | None:
    row = hot.one(
        "SELECT b.consumer_id, i.started_by FROM engine_inbox b"
        " LEFT JOIN engine_instance i ON i.id = b.consumer_id WHERE b.dedupe = ?",
        (message.dedupe,),
    )
    if row is None or not may_wake(tx.connection, message.within, row[1]):
        return None
    root_id: int | None = row[0]
    return root_id


def _wake(
    context: Context, tx: Transaction, hot: Hot, subscription: Subscription, variables: dict[str, Any]
) -> int | None:
    row = hot.one("SELECT root_id FROM engine_subscription WHERE id = ?", (subscription.id,))
    if row is None:
        return None
    root = lock_root(hot, row[0])
    root.demand_running()
    still = hot.one(f"SELECT {SUBSCRIPTION} FROM engine_subscription WHERE id = ?", (subscription.id,))
    if still is None:
        return None
    step = context.step(tx, hot, root)
    step.drive(occur(step.run, subscription, variables))
    return root.instance.id


def _start(context: Context, tx: Transaction, hot: Hot, message: Message, by: Actor | None) -> int | None:
    """Start what the message starts. A person who sent it is told what refuses, as with any start."""
    starts = _starts(hot, "message", message.name)
    if not starts:
        return None
    if len(starts) > 1:
        raise Ambiguous(name=message.name, count=len(starts))
    definition_id, element = starts[0]
    business_key = message.correlation.get(BUSINESS_KEY)
    return start(
        context,
        tx,
        key="",
        definition_id=definition_id,
        started_by=StartedBy(element=element, kind="message", name=message.name),
        variables=message.variables,
        business_key=None if business_key is None else str(business_key),
        by=by,
        refusable=message.within is not None,
    )


def _starts(hot: Hot, kind: str, name: str) -> list[tuple[int, str]]:
    rows = hot.all(
        "SELECT definition_id, element FROM engine_start_subscription WHERE kind = ? AND name = ? ORDER BY id",
        (kind, name),
    )
    return [(row[0], row[1]) for row in rows]
