"""Analyses on live data (module 12, requirements section 7): each a table of numbers and a picture of it."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.crm.analysis import (
    composition,
    customers,
    money,
    outcomes,
    people,
    pipeline,
    service,
    times,
    values,
)
from adapters.crm.analysis.report import Report
from engine.errors import NotFound

REPORTS: Sequence[Report] = (
    pipeline.FUNNEL,
    outcomes.COMPETITION,
    outcomes.LOSSES,
    times.BY_TIME,
    composition.BY_PRODUCT,
    composition.COMPOSITION,
    times.SEASONS,
    people.PERFORMANCE,
    values.VALUES,
    customers.ABC,
    customers.RFM,
    customers.CONTRIBUTION,
    customers.LOST,
    money.FORECAST,
    money.AGEING,
    service.BY_TYPE,
    service.COMPOSITION,
)


def report(key: str) -> Report:
    """The report of this key. Raises NotFound."""
    found = next((one for one in REPORTS if one.key == key), None)
    if found is None:
        raise NotFound(what="analysis", what_zh="分析", id=key)
    return found
