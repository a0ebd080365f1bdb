"""After publication: the second engine walks the definition. Information only, so nothing waits for it.

One job per definition, of a kind of its own: `run_background` takes them, so that a comparison never delays a
timer or a retry. The second engine runs in a process of its own with limits; the store is not touched meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.errors import TransientError
from engine.ids import new_id
from engine.ports import SecondOpinion, Verdict
from engine.store.definitions import Definition, Opinion, get, record_opinion, resources
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Store, Transaction
from engine.store.values import encode

KIND: Final = "compare"
RETRIES: Final = 3
STOPPED: Final = "STOPPED"
"""The verdict of an engine that broke off: it may do better next time."""


def ask_later(tx: Transaction, published: Iterable[Definition]) -> None:
    """One job for each definition."""
    now = to_micros(tx.now)
    Hot(tx).many(
        "INSERT INTO engine_job (id, kind, inputs, due_at, attempts, retries) VALUES (?,?,?,?,0,?)",
        [(new_id(), KIND, encode({"definition": one.id}, name=KIND), now, RETRIES) for one in published],
    )


def ask(store: Store, second: SecondOpinion, definition_id: int, *, last: bool) -> Verdict:
    """The verdict on a definition. Raises TransientError where another try may help."""
    with store.read() as connection:
        definition = get(connection, definition_id)
        diagram = resources(connection, definition_id)[definition.path]
    verdict = second.compare(diagram, definition.process_id)
    if verdict.code == STOPPED and not last:
        raise TransientError(f"the second engine broke off: {verdict.detail}")
    return verdict


def answer(tx: Transaction, definition_id: int, verdict: Verdict) -> None:
    """Keep a verdict."""
    record_opinion(
        tx,
        Opinion(
            definition_id=definition_id,
            state=verdict.state,
            paths=verdict.paths,
            element=verdict.element,
            code=verdict.code,
            detail=verdict.detail[:2000],
            at=tx.now,
        ),
    )
