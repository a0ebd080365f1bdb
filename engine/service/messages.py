"""Messages and signals: one message wakes one token or waits in the inbox; a signal wakes all who listen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.errors import Ambiguous
from engine.ids import new_id
from engine.kernel.arming import correlation_text
from engine.kernel.occurring import occur
from engine.kernel.program import EventKind
from engine.kernel.starting import StartedBy
from engine.kernel.state import Subscription
from engine.ports import Actor
from engine.service.context import Context
from engine.service.instances import start
from engine.service.loading import SUBSCRIPTION, to_subscription
from engine.service.locking import lock_root
from engine.service.reach import may_wake
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction
from engine.store.values import encode

BUSINESS_KEY = "business_key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is sent. With `dedupe` a repetition is harmless; with `ttl` an early one waits for a listener."""

    name: str
    correlation: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    dedupe: str | None = None
    ttl: timedelta | None = None
    within: str | None = None
    """Login of a sender who wakes only what he could have started; what is beyond does not exist for him."""


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
    found = _listeners(context, tx, hot, message)
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
    fitting = _listeners(context, tx, hot, message)
    if len(fitting) != 1:
        return False
    root_id = _wake(context, tx, hot, fitting[0], variables)
    if root_id is None:
        return False
    _consume(tx, hot, message_id, root_id)
    return True


def deliver_to(
    context: Context, tx: Transaction, root_id: int, name: str, variables: Mapping[str, Any]
) -> bool:
    """Hand a message to one root instance; false where nothing in it waits. Raises Ambiguous, Suspended."""
    hot = Hot(tx)
    context.lock(hot, root_id)
    rows = hot.all(
        f"SELECT {SUBSCRIPTION} FROM engine_subscription WHERE root_id = ? AND kind = 'message' AND name = ?",
        (root_id, name),
    )
    if len(rows) > 1:
        raise Ambiguous(name=name, count=len(rows))
    return bool(rows) and _wake(context, tx, hot, to_subscription(rows[0]), dict(variables)) is not None


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


def _listeners(context: Context, tx: Transaction, hot: Hot, message: Message) -> list[Subscription]:
    """Waiting places the message fits: same correlation, or the business key where the place declares none."""
    keys = message.correlation
    business_key = keys.get(BUSINESS_KEY)
    told = _Keys(context, tx, message)
    found = []
    for subscription, instance_key, started_by, definition_id in _subscribed(hot, message.name):
        if subscription.correlation is not None:
            fits = subscription.correlation == told.text(definition_id, subscription.element)
        else:
            fits = business_key is None or str(business_key) == instance_key
        if fits and may_wake(tx.connection, message.within, started_by):
            found.append(subscription)
    return found


class _Keys:
    """The correlation keys of a message: as its sender gives them, else as the diagram finds them in it."""

    def __init__(self, context: Context, tx: Transaction, message: Message) -> None:
        self._context = context
        self._tx = tx
        self._message = message
        self._given = correlation_text(dict(message.correlation)) if message.correlation else None
        self._found: dict[tuple[int, str], str | None] = {}

    def text(self, definition_id: int, element: str) -> str | None:
        """Comparable text of the keys, for a place that waits in this definition."""
        if self._given is not None:
            return self._given
        place = definition_id, element
        if place not in self._found:
            self._found[place] = self._read(*place)
        return self._found[place]

    def _read(self, definition_id: int, element: str) -> str | None:
        program = self._context.programs.load(self._tx.connection, definition_id).program
        values = dict(self._message.variables)
        node = program.node_by_id.get(element)
        event = None if node is None else node.event
        for one in () if event is None else (event, *event.parts):
            if one.kind is EventKind.MESSAGE and one.name == self._message.name:
                read = {key.target: key.source.evaluate(values, now=self._tx.now) for key in one.keys}
                return correlation_text(read) if read else None
        return None


def _subscribed(hot: Hot, name: str) -> list[tuple[Subscription, str | None, str | None, int]]:
    """With the business key and the definition of the instance, and who started its root."""
    columns = ", ".join(f"s.{column.strip()}" for column in SUBSCRIPTION.split(","))
    rows = hot.all(
        f"SELECT {columns}, i.business_key, r.started_by, i.definition_id FROM engine_subscription s"
        " JOIN engine_instance i ON i.id = s.instance_id JOIN engine_instance r ON r.id = s.root_id"
        " WHERE s.kind = 'message' AND s.name = ? ORDER BY s.id",
        (name,),
    )
    return [(to_subscription(row), row[8], row[9], row[10]) for row in rows]


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
