"""Customers that may be the same as one that is being typed, or as another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from adapters.crm import tables
from adapters.crm.duplicates.keys import keys_of

account, match_key = tables.account, tables.match_key

#: How much a hit says; several add up, never to more than one.
WEIGHTS = {
    "tax": Decimal(1),
    "name": Decimal("0.95"),
    "phone": Decimal("0.6"),
    "email": Decimal("0.6"),
    "site": Decimal("0.5"),
}
KINDS = {
    "name": ("名称", "name"),
    "phone": ("电话", "telephone"),
    "email": ("邮箱", "e-mail"),
    "tax": ("税号", "tax number"),
    "site": ("网址", "website"),
}
#: These alone say that it is the same company.
EXACT = frozenset({"name", "tax"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A customer that may be the same: in what, and how likely (0 to 1). `exact` ones are the same company."""

    row: Row[Any]
    hits: tuple[str, ...]
    score: Decimal

    @property
    def exact(self) -> bool:
        """Whether the name or the tax number is the same."""
        return bool(EXACT & set(self.hits))

    def why(self, lang: str) -> str:
        """What is the same, in words."""
        words = [KINDS[hit][0 if lang == "zh" else 1] for hit in self.hits]
        return ("、" if lang == "zh" else ", ").join(words)


def candidates(
    connection: Connection, values: Mapping[str, Any], *, but: int | None = None, limit: int = 10
) -> Sequence[Candidate]:
    """Living customers that share something with these values of an account, the likeliest first.

    It looks at all customers, also those out of the reader's reach: pages show of them only name and owner.
    """
    wanted = keys_of("crm_account", values) | keys_of("crm_contact", {"mobile": values.get("mobile", "")})
    return _matching(connection, wanted, but, limit)


def of_account(connection: Connection, account_id: int, *, limit: int = 10) -> Sequence[Candidate]:
    """Customers that may be the same as one that is there; its contacts count too."""
    query = select(match_key.c.kind, match_key.c.value).where(match_key.c.account_id == account_id)
    wanted = {(row.kind, row.value) for row in connection.execute(query)}
    return _matching(connection, wanted, account_id, limit)


def pairs(connection: Connection, *, limit: int = 200) -> Sequence[tuple[Row[Any], Row[Any], str]]:
    """Pairs of living customers with the same name or tax number: (older, newer, what is the same)."""
    other = match_key.alias("other")
    query = (
        select(match_key.c.account_id, other.c.account_id.label("other_id"), match_key.c.kind)
        .join(
            other,
            (other.c.kind == match_key.c.kind)
            & (other.c.value == match_key.c.value)
            & (other.c.account_id > match_key.c.account_id),
        )
        .where(match_key.c.kind.in_(sorted(EXACT)))
        .distinct()
        .limit(limit)
    )
    found = {(row.account_id, row.other_id): row.kind for row in connection.execute(query)}
    rows = _alive(connection, {one for pair in found for one in pair})
    return [
        (rows[first], rows[second], kind)
        for (first, second), kind in found.items()
        if first in rows and second in rows
    ]


def _matching(
    connection: Connection, wanted: set[tuple[str, str]], but: int | None, limit: int
) -> Sequence[Candidate]:
    if not wanted:
        return []
    query = select(match_key.c.account_id, match_key.c.kind).where(
        tuple_(match_key.c.kind, match_key.c.value).in_(sorted(wanted))
    )
    hits: dict[int, set[str]] = {}
    for row in connection.execute(query.limit(500)):
        if row.account_id != but:
            hits.setdefault(row.account_id, set()).add(row.kind)
    rows = _alive(connection, set(hits))
    found = [
        Candidate(row=row, hits=tuple(kind for kind in WEIGHTS if kind in hits[id_]), score=_score(hits[id_]))
        for id_, row in rows.items()
    ]
    return sorted(found, key=lambda one: (-one.score, one.row.id))[:limit]


def _score(hits: set[str]) -> Decimal:
    """1 - product of (1 - weight)."""
    left = Decimal(1)
    for hit in hits:
        left *= 1 - WEIGHTS[hit]
    return (1 - left).quantize(Decimal("0.0001"))


def _alive(connection: Connection, ids: set[int]) -> dict[int, Row[Any]]:
    query = select(account).where(account.c.id.in_(ids), account.c.deleted_at.is_(None))
    return {row.id: row for row in connection.execute(query)}
