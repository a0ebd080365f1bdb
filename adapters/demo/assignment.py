"""Rules by which the demo company could assign its leads: switched off, to be tried on its year first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.crm import changes, tables
from engine.store.uow import Transaction


def build_assignment(tx: Transaction, staff: Mapping[str, int]) -> None:
    """Three of them, in order. `staff`: login → id."""
    sellers = [staff[login] for login in ("salesperson", "salesperson2", "salesperson3")]
    rows: list[dict[str, Any]] = [
        {"name": "介绍来的", "name_en": "Recommended", "channels": ["referral"], "people": sellers[:1]},
        {
            "name": "电子与食品",
            "name_en": "Electronics and food",
            "industries": ["electronics", "food"],
            "people": sellers[1:],
        },
        {"name": "其余", "name_en": "Everything else", "people": sellers, "way": "least_loaded"},
    ]
    for place, row in enumerate(rows, start=1):
        changes.add(tx, tables.assignment_rule, entity="lead", sort=place * 10, active=False, **row)
