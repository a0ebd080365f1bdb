"""Facts: what happened, told inside the transaction in which it happened.

A fact is a frozen dataclass. Folders above the engine subscribe in the composition root; a listener runs in the
transaction of the command, on its connection: what it writes is committed or rolled back with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from engine.store.uow import Transaction

FactT = TypeVar("FactT")
Listener = Callable[[Any, "Transaction"], None]


class Facts:
    """Who wants to hear which fact. Filled once by the composition root."""

    def __init__(self) -> None:
        self._listeners: dict[type, list[Listener]] = {}

    def subscribe(self, kind: type[FactT], listener: Callable[[FactT, Transaction], None]) -> None:
        """`listener(fact, transaction)` is called for every fact of exactly this kind."""
        self._listeners.setdefault(kind, []).append(listener)

    def heard(self, kind: type) -> bool:
        """Whether anybody listens; spares building facts nobody wants on the hot path."""
        return kind in self._listeners

    def publish(self, fact: object, transaction: Transaction) -> None:
        """Tell every listener, in order of subscription; the first error undoes the command."""
        for listener in self._listeners.get(type(fact), ()):
            listener(fact, transaction)
