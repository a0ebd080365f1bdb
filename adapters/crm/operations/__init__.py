"""The CRM's invoked applications, by area. All run in the step's transaction and may be repeated without harm."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import (
    contracts,
    money,
    orders,
    parties,
    quote_life,
    quotes,
    repairs,
    returns,
    sales,
    service,
    work,
)

ADAPTERS: tuple[Adapter, ...] = (
    *parties.ADAPTERS,
    *quotes.ADAPTERS,
    *quote_life.ADAPTERS,
    *contracts.ADAPTERS,
    *sales.ADAPTERS,
    *orders.ADAPTERS,
    *money.ADAPTERS,
    *returns.ADAPTERS,
    *repairs.ADAPTERS,
    *service.ADAPTERS,
    *work.ADAPTERS,
)
