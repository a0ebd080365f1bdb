"""What the end from outside does to the record of each shipped process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from adapters.crm.endings import money, orders, parties, sales, service
from adapters.crm.endings.ended import Ended, ended
from engine.facts import Facts
from engine.kernel.state import InstanceState
from engine.service.facts import InstanceEnded
from engine.store.schema.definitions import definition
from engine.store.uow import Transaction

Ending = Callable[[Ended], None]


def _nothing(_ended: Ended) -> None:
    """The process holds no record of its own."""


ENDINGS: Mapping[str, Ending] = {
    "approval": _nothing,  # the document is its caller's
    "complaint_handling": service.cases,
    "contract": sales.contracts,
    "contract_term": sales.terms,
    "customer_mail": sales.letters,
    "duplicate_case": parties.duplicate_cases,
    "follow_up": sales.open_opportunities,  # one that was called: its caller goes on, or ends it
    "handover": parties.handovers,
    "instalment_collection": _nothing,  # the instalment belongs to the collection that called it
    "knowledge_review": service.articles,
    "knowledge_validity": service.validity,
    "lead_to_order": sales.lead_and_opportunity,
    "new_customer": parties.new_customers,
    "order_fulfilment": orders.orders,
    "payment_collection": orders.collections,
    "payment_out": money.outgoing,
    "pool_claim": parties.pool_claims,
    "pool_release": _nothing,  # customers stay warned; the next morning's run settles them
    "quote_approval": sales.quotes,
    "repair": service.repairs,
    "return_refund": service.returns,
}


def listen(facts: Facts) -> None:
    """Close the record of every process of the CRM that is ended from outside, in the same transaction."""
    facts.subscribe(InstanceEnded, close)


def close(fact: InstanceEnded, tx: Transaction) -> None:
    """What `listen` subscribes. One that came to its end by itself has closed its record on the way."""
    if fact.state is InstanceState.COMPLETED:
        return
    key = tx.connection.scalar(select(definition.c.key).where(definition.c.id == fact.definition_id))
    ending = ENDINGS.get(str(key), _nothing)
    if ending is not _nothing:
        ending(ended(tx, fact))
