"""Customers that may be the same as one that is being typed, or as another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Row, func, select

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
AT_ONCE = 300  # keys of one query
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
    query = select(match_key.c.kind, match_key.c.value).where(
        match_key.c.account_id == account_id, match_key.c.kind.in_(WEIGHTS)
    )
    wanted = {(row.kind, row.value) for row in connection.execute(query)}
    return _matching(connection, wanted, account_id, limit)


def pairs(connection: Connection, *, limit: int = 200) -> Sequence[tuple[Row[Any], Row[Any], str]]:
    """Pairs of living customers with the same name or tax number: (older, newer, what is the same)."""
    same = (
        select(match_key.c.kind, match_key.c.value)
        .where(match_key.c.kind.in_(sorted(EXACT)))
        .group_by(match_key.c.kind, match_key.c.value)
        .having(func.min(match_key.c.account_id) < func.max(match_key.c.account_id))
        .limit(limit)
    )
    wanted = [(row.kind, row.value) for row in connection.execute(same)]
    groups = _holders(connection, set(wanted), most=limit * 10)
    found: dict[tuple[int, int], str] = {}
    for (kind, _value), ids in sorted(groups.items()):
        for first, second in combinations(sorted(ids), 2):
            if len(found) < limit:
                found.setdefault((first, second), kind)
    rows = _alive(connection, {one for pair in found for one in pair})
    return [
        (rows[first], rows[second], kind)
        for (first, second), kind in found.items()
        if first in rows and second in rows
    ]


def exact(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Candidate | None]:
    """For each of many new customers the one that is the same company, if there is one."""
    wanted = [{key for key in keys_of("crm_account", values) if key[0] in EXACT} for values in rows]
    holders = _holders(connection, set().union(*wanted))
    alive = _alive(connection, {one for ids in holders.values() for one in ids})
    found = (_ranked(_hits(keys, holders), alive, 1) for keys in wanted)
    return [best[0] if best else None for best in found]


def _matching(
    connection: Connection, wanted: set[tuple[str, str]], but: int | None, limit: int
) -> Sequence[Candidate]:
    holders = _holders(connection, wanted, most=500)
    hits = _hits(wanted, holders)
    hits.pop(but or 0, None)
    return _ranked(hits, _alive(connection, set(hits)), limit)


def _holders(
    connection: Connection, wanted: set[tuple[str, str]], *, most: int | None = None
) -> dict[tuple[str, str], set[int]]:
    """Key → the customers that have it. `most`: a telephone exchange may have thousands.

    One query for each kind: SQLite reads the whole index for pairs of kind and value.
    """
    found: dict[tuple[str, str], set[int]] = {}
    for kind in sorted({kind for kind, _value in wanted}):
        values = sorted(value for one, value in wanted if one == kind)
        for at in range(0, len(values), AT_ONCE):
            query = select(match_key.c.account_id, match_key.c.value).where(
                match_key.c.kind == kind, match_key.c.value.in_(values[at : at + AT_ONCE])
            )
            for row in connection.execute(query.limit(most)):
                found.setdefault((kind, row.value), set()).add(row.account_id)
    return found


def _hits(wanted: set[tuple[str, str]], holders: Mapping[tuple[str, str], set[int]]) -> dict[int, set[str]]:
    """Customer → in what kinds of keys it is the same."""
    hits: dict[int, set[str]] = {}
    for key in wanted:
        for account_id in holders.get(key, ()):
            hits.setdefault(account_id, set()).add(key[0])
    return hits


def _ranked(hits: Mapping[int, set[str]], alive: Mapping[int, Row[Any]], limit: int) -> Sequence[Candidate]:
    found = [
        Candidate(row=alive[one], hits=tuple(kind for kind in WEIGHTS if kind in kinds), score=_score(kinds))
        for one, kinds in hits.items()
        if one in alive
    ]
    return sorted(found, key=lambda one: (-one.score, one.row.id))[:limit]


def _score(hits: set[str]) -> Decimal:
    """1 - product of (1 - weight)."""
    left = Decimal(1)
    for hit in hits:
        left *= 1 - WEIGHTS[hit]
    return (1 - left).quantize(Decimal("0.0001"))


def _alive(connection: Connection, ids: set[int]) -> dict[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    known = sorted(ids)
    for at in range(0, len(known), AT_ONCE):
        part = account.c.id.in_(known[at : at + AT_ONCE])
        query = select(account).where(part, account.c.deleted_at.is_(None))
        found |= {row.id: row for row in connection.execute(query)}
    return found
