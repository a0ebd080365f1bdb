"""Applications of payment collection: the plan, the chain of one instalment, what a decision leads to."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations.collection import decisions, dunning_letters, instalments, plan

ADAPTERS: tuple[Adapter, ...] = (
    *plan.ADAPTERS,
    *instalments.ADAPTERS,
    *dunning_letters.ADAPTERS,
    *decisions.ADAPTERS,
)
