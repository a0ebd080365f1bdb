"""Messages and signals: one message wakes one token or waits in the inbox; a signal wakes all who listen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.errors import Ambiguous
from engine.ids import new_id
from engine.kernel.arming import correlation_text
from engine.kernel.occurring import occur
from engine.kernel.state import Subscription
from engine.ports import Actor
from engine.service.context import Context
from engine.service.instances import start
from engine.service.loading import SUBSCRIPTION, to_subscription
from engine.service.locking import lock_root
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction
from engine.store.values import encode

BUSINESS_KEY = "business_key"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: the root instance that took it, or None while it waits in the inbox."""

    root_id: int | None
    repeated: bool = False


def deliver(
    context: Context,
    tx: Transaction,
    *,
    name: str,
    correlation: Mapping[str, Any] | None,
    variables: Mapping[str, Any] | None,
    dedupe: str | None,
    ttl: timedelta | None,
    by: Actor | None,
) -> Delivery:
    """Correlate a message. Raises Ambiguous where it fits several places.

    With `dedupe` a repetition is harmless; with `ttl` an early message waits until somebody listens.
    """
    hot = Hot(tx)
    keys = dict(correlation or {})
    message_id = new_id()
    if not _receive(tx, hot, message_id, name, keys, variables, dedupe, ttl):
        return Delivery(_earlier_consumer(hot, dedupe), repeated=True)
    found = _listeners(hot, name, keys)
    if len(found) > 1:
        raise Ambiguous(name=name, count=len(found))
    if found:
        root_id = _wake(context, tx, hot, found[0], dict(variables or {}))
    else:
        root_id = _start(context, tx, hot, name, keys, variables, by)
    if root_id is not None:
        hot.run(
            "UPDATE engine_inbox SET consumed_at = ?, consumer_id = ? WHERE id = ?",
            (to_micros(tx.now), root_id, message_id),
        )
    elif ttl is None:
        hot.run("DELETE FROM engine_inbox WHERE id = ?", (message_id,))
    return Delivery(root_id)


def deliver_waiting(context: Context, tx: Transaction, message_id: int, variables: dict[str, Any]) -> bool:
    """Try an inbox message again; true if somebody took it."""
    hot = Hot(tx)
    row = hot.one(
        "SELECT name, correlation FROM engine_inbox WHERE id = ? AND consumed_at IS NULL", (message_id,)
    )
    if row is None:
        return False
    fitting = _listeners(hot, row[0], {} if row[1] is None else json.loads(row[1]))
    if len(fitting) != 1:
        return False
    root_id = _wake(context, tx, hot, fitting[0], variables)
    hot.run(
        "UPDATE engine_inbox SET consumed_at = ?, consumer_id = ? WHERE id = ?",
        (to_micros(tx.now), root_id, message_id),
    )
    return True


def signal_targets(hot: Hot, name: str, apart_from: int) -> list[int]:
    """Subscriptions of other root instances that a signal wakes; each is delivered in a command of its own."""
    rows = hot.all(
        "SELECT id FROM engine_subscription WHERE kind = 'signal' AND name = ? AND root_id <> ? ORDER BY id",
        (name, apart_from),
    )
    return [row[0] for row in rows]


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


def _receive(
    tx: Transaction,
    hot: Hot,
    message_id: int,
    name: str,
    keys: dict[str, Any],
    variables: Mapping[str, Any] | None,
    dedupe: str | None,
    ttl: timedelta | None,
) -> bool:
    """Note the message; false if one with the same dedupe key came before."""
    changed = hot.count(
        "INSERT INTO engine_inbox (id, name, correlation, variables, dedupe, received_at, expires_at)"
        " VALUES (?,?,?,?,?,?,?) ON CONFLICT (dedupe) DO NOTHING",
        (
            message_id,
            name,
            correlation_text(keys) if keys else None,
            encode(dict(variables or {}), name=name),
            dedupe,
            to_micros(tx.now),
            None if ttl is None else to_micros(tx.now + ttl),
        ),
    )
    return changed == 1


def _earlier_consumer(hot: Hot, dedupe: str | None) -> int | None:
    row = hot.one("SELECT consumer_id FROM engine_inbox WHERE dedupe = ?", (dedupe,))
    return None if row is None else row[0]


def _listeners(hot: Hot, name: str, keys: dict[str, Any]) -> list[Subscription]:
    """Waiting places the message fits: same correlation, or the business key where the place declares none."""
    text = correlation_text(keys) if keys else None
    business_key = keys.get(BUSINESS_KEY)
    found = []
    for subscription, instance_key in _subscribed(hot, name):
        if subscription.correlation is not None:
            fits = subscription.correlation == text
        else:
            fits = business_key is None or str(business_key) == instance_key
        if fits:
            found.append(subscription)
    return found


def _subscribed(hot: Hot, name: str) -> list[tuple[Subscription, str | None]]:
    columns = ", ".join(f"s.{column.strip()}" for column in SUBSCRIPTION.split(","))
    rows = hot.all(
        f"SELECT {columns}, i.business_key FROM engine_subscription s JOIN engine_instance i"
        " ON i.id = s.instance_id WHERE s.kind = 'message' AND s.name = ? ORDER BY s.id",
        (name,),
    )
    return [(to_subscription(row), row[8]) for row in rows]


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


def _start(
    context: Context,
    tx: Transaction,
    hot: Hot,
    name: str,
    keys: dict[str, Any],
    variables: Mapping[str, Any] | None,
    by: Actor | None,
) -> int | None:
    starts = _starts(hot, "message", name)
    if not starts:
        return None
    if len(starts) > 1:
        raise Ambiguous(name=name, count=len(starts))
    definition_id, element = starts[0]
    business_key = keys.get(BUSINESS_KEY)
    return start(
        context,
        tx,
        key="",
        definition_id=definition_id,
        element=element,
        variables={**dict(variables or {})},
        business_key=None if business_key is None else str(business_key),
        by=by,
    )


def _starts(hot: Hot, kind: str, name: str) -> list[tuple[int, str]]:
    rows = hot.all(
        "SELECT definition_id, element FROM engine_start_subscription WHERE kind = ? AND name = ? ORDER BY id",
        (kind, name),
    )
    return [(row[0], row[1]) for row in rows]
