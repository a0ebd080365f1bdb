"""The first engine: ours over a skeleton, through its service on an in-memory store."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from engine.reference.side import MAX_STEPS, Label, TooLong, Values
from engine.reference.skeleton import Skeleton
from engine.reference.writing import PREFIX, plain_id, to_xml
from engine.service.messages import wake_subscription
from engine.store.schema import runtime
from engine.testing import Playground


class OwnEngine:
    """One path in Guanxi. Several paths, and several skeletons of different names, may share a playground."""

    def __init__(self, skeleton: Skeleton, playground: Playground) -> None:
        self._playground = playground
        self._process = PREFIX + skeleton.id
        self._looping = {part.id for part in skeleton.parts.values() if part.loop is not None}
        self._instance = 0
        self._seen = 0

    @staticmethod
    def publish(skeleton: Skeleton, playground: Playground) -> None:
        """Make the skeleton known to a playground. Raises Refused."""
        playground.deploy([(f"{skeleton.id}.bpmn", to_xml(skeleton, helpers=False))])

    @property
    def instance(self) -> int:
        """The id of the instance in the playground."""
        return self._instance

    def begin(self, values: Values) -> None:
        self._instance = self._playground.start(self._process, variables=values)
        self._settle()

    def fire(self, label: Label, values: Values) -> None:
        kind, row = next((kind, row) for found, kind, row in self._waiting() if found == label)
        if kind == "work_item":
            self._playground.complete(row, dict(values))
        else:
            context = self._playground.engine.context
            with context.begin("message", None) as tx:
                wake_subscription(context, tx, row, dict(values))
        self._settle()

    def open(self) -> Counter[Label]:
        return Counter(label for label, _, _ in self._waiting())

    def done(self) -> Counter[str]:
        trace = self._playground.trace(self._instance)
        fresh = trace[self._seen :]
        self._seen = len(trace)
        # An event that was waited for is caught and, unless it stood on a boundary, completed as well.
        completed, caught = (
            Counter(plain_id(element) or "" for element, what in fresh if what == word)
            for word in ("completed", "caught")
        )
        found = completed | caught
        if sum(found.values()) > MAX_STEPS:
            raise TooLong
        return found

    def joining(self) -> frozenset[str]:
        tokens = self._playground.tokens(self._instance)
        return frozenset(plain_id(element) or "" for _, element, wait in tokens if wait == "join")

    def crowded(self) -> frozenset[str]:
        token = runtime.token
        query = select(token.c.scope_id, token.c.element, token.c.flow).where(
            token.c.instance_id == self._instance, token.c.wait == "join"
        )
        with self._playground.store.read() as connection:
            places = Counter(tuple(row) for row in connection.execute(query))
        return frozenset(plain_id(element) or "" for (_, element, _), number in places.items() if number > 1)

    def stopped(self) -> frozenset[str]:
        return frozenset(plain_id(one["element"]) or "" for one in self._playground.incidents(self._instance))

    def ended(self) -> bool:
        return self._playground.state(self._instance) not in ("running", "waiting", "suspended")

    def _settle(self) -> None:
        """A skeleton has no job but the continuation after a thousand steps."""
        if any(wait == "job" for _, _, wait in self._playground.tokens(self._instance)):
            raise TooLong

    def _waiting(self) -> list[tuple[Label, str, int]]:
        item, subscription, token = runtime.work_item, runtime.subscription, runtime.token
        with self._playground.store.read() as connection:
            scopes = {
                row.id: row
                for row in connection.execute(
                    select(runtime.scope).where(runtime.scope.c.instance_id == self._instance)
                )
            }
            items = select(item.c.id, item.c.element, token.c.scope_id).join(
                token, token.c.id == item.c.token_id
            )
            heard = select(subscription.c.id, subscription.c.element, token.c.scope_id).join(
                token, token.c.id == subscription.c.token_id
            )
            found = [
                ((plain_id(row.element) or "", _items(scopes, row.scope_id)), kind, int(row.id))
                for kind, query in (
                    (
                        "work_item",
                        items.where(item.c.instance_id == self._instance, item.c.closed_at.is_(None)),
                    ),
                    ("message", heard.where(subscription.c.instance_id == self._instance)),
                )
                for row in connection.execute(query)
            ]
        return sorted(found)


def _items(scopes: dict[int, Any], scope_id: int) -> tuple[int, ...]:
    """The numbers of the loop items around a scope, from the outside in."""
    numbers: list[int] = []
    place = scopes.get(scope_id)
    while place is not None:
        if place.kind == "item":
            numbers.append(place.position)
        place = scopes.get(place.parent_id)
    return tuple(reversed(numbers))
