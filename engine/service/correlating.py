"""Which waiting places a message fits: by its correlation keys, or by the business key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.kernel.arming import correlation_text
from engine.kernel.program import EventKind
from engine.kernel.state import Subscription
from engine.service.context import Context
from engine.service.loading import SUBSCRIPTION, to_subscription
from engine.service.reach import may_wake
from engine.store.hot import Hot
from engine.store.transaction import Transaction

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


def listeners(context: Context, tx: Transaction, hot: Hot, message: Message) -> list[Subscription]:
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


def fitting(
    context: Context,
    tx: Transaction,
    waiting: Iterable[tuple[Subscription, int]],
    name: str,
    variables: Mapping[str, Any],
) -> list[Subscription]:
    """Of the places of one instance that wait (each with its definition), those whose keys the message carries."""
    told = _Keys(context, tx, Message(name=name, variables=variables))
    return [
        place
        for place, definition_id in waiting
        if place.correlation is None or place.correlation == told.text(definition_id, place.element)
    ]


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
