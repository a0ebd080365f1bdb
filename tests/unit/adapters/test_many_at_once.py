"""Commands on quotes that arrive at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from adapters.crm import changes, quotes, tables
from adapters.crm.errors import OtherInstance
from engine.errors import Conflict

Company = Any


def test_quotes_written_at_once_get_numbers_of_their_own(company: Company) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _n: company.quote(), range(12)))
    with company.store.read() as connection:
        numbers = {changes.row_of(connection, tables.quote, quote_id).no for quote_id in ids}  # type: ignore[union-attr]
    assert numbers == {f"Q-{n:04d}" for n in range(1, 13)}


def test_of_two_savers_at_once_one_is_told(company: Company) -> None:
    quote_id, seller = company.quote(), company.person("salesperson")

    def save(quantity: int) -> str:
        try:
            with company.store.begin(by=seller.id, action="test") as tx:
                draft = company.draft(("GX-SR", str(quantity), "0"))
                quotes.save(tx, seller, quote_id, draft, revision=1)
        except Conflict:
            return "told"
        return "saved"

    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(save, range(1, 7)))
    assert answers == {"saved": 1, "told": 5}


def test_of_two_instances_at_once_one_gets_the_quote(company: Company) -> None:
    quote_id = company.quote()

    def lock(instance_id: int) -> str:
        try:
            with company.store.begin(by=None, action="test") as tx:
                quotes.mark(tx, quote_id, "in_approval", instance_id=instance_id)
        except OtherInstance:
            return "refused"
        return "locked"

    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(lock, range(1, 7)))
    assert answers == {"locked": 1, "refused": 5}
