"""A company at work: whoever is asked does what he is asked, in every process that ships.

Each open work item knows a way to be done (`company.answers`), with the page's command before it where the form
alone does not do. What people do of their own accord is in `company.events`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.service import Actor
from tests.support.company import parties, selling, serving
from tests.support.company.answers import ANSWERS
from tests.support.company.events import EVENTS
from tests.support.company.people import Company

__all__ = ["EVENTS", "STARTS", "Business"]

STARTS: Mapping[str, Callable[[Company], int | None]] = {
    "complaint_handling": serving.complain,
    "contract": selling.contract,
    "contract_term": selling.term,
    "duplicate_case": parties.twins,
    "follow_up": selling.opportunity,  # called for an opportunity that was entered by hand
    "knowledge_review": serving.article,
    "lead_to_order": selling.lead,
    "new_customer": parties.prospect,
    "order_fulfilment": selling.order,
    "payment_collection": serving.owed_order,
    "payment_out": serving.expense,
    "pool_claim": parties.claim,
    "quote_approval": selling.quote,
    "handover": parties.leave,
    "customer_mail": parties.letter,
    "repair": serving.broken,
    "return_refund": serving.goods_back,
}


class Business(Company):
    """Everybody at work on one platform, in an order that the seed decides."""

    def begin(self, process: str) -> int | None:
        """Start a process as its page does; its instance, None where there is nothing to start it about."""
        return STARTS[process](self)

    def work_off(self, item: Any, *, submission: str | None = None) -> None:
        """Do what an item asks for."""
        found = ANSWERS.get((item.key, item.element)) or ANSWERS.get(("", item.element))
        assert found is not None, f"nobody knows what to do at {item.key} {item.element}"
        values = found(self, item) if callable(found) else found
        login = self.asked(item)
        self.engine.complete(item.id, dict(values), by=Actor(login, self.ids[login]), submission=submission)
