"""A request whose process is ended from outside is cancelled in the same transaction."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm.endings.ended import ended
from engine.facts import Facts
from engine.kernel.state import InstanceState
from engine.service.facts import InstanceEnded
from engine.store.uow import Transaction
from processes.requests import moves
from processes.requests.tables import request


def listen(facts: Facts) -> None:
    """Hear of every instance that ends."""
    facts.subscribe(InstanceEnded, close)


def close(fact: InstanceEnded, tx: Transaction) -> None:
    """One that came to its end by itself has closed its request on the way; an approved one stays approved."""
    if fact.state is InstanceState.COMPLETED:
        return
    query = select(request).where(
        request.c.instance_id == fact.id, request.c.state.in_(("in_approval", "returned"))
    )
    for row in tx.connection.execute(query.with_for_update(key_share=True)).all():
        why = ended(tx, fact).why
        moves.move(tx, row, "cancelled", note=why[:2000], decided_at=tx.now)
