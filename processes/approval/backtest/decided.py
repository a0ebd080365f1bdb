"""What was decided in the approvals of the past."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, select

from processes.approval import tables


class Decided:
    """The last action at every point; with `people` also who agreed when, which takes longer to read.

    `several`: of approvals that several versions answered, the numbers to know points by.
    """

    def __init__(
        self,
        connection: Connection,
        policies: Sequence[str],
        since: datetime,
        *,
        people: bool,
        several: Mapping[int, Mapping[str, int]] = MappingProxyType({}),
    ) -> None:
        table = tables.decision
        names = ("instance_id", "point", "point_id", "action", *(("person", "id") if people else ()))
        query = (
            select(*(table.c[name] for name in names))
            .where(table.c.policy.in_(policies), table.c.at >= since)
            .order_by(table.c.id)
        )
        rows = [_numbered(row, several) for row in connection.execute(query)]
        self._last = {(row[0], row[1]): row[3] for row in rows}
        self._agreed: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self._refused: dict[int, list[int]] = defaultdict(list)
        for instance, point, _same, action, *who in rows if people else ():
            person, identity = who
            if action != "agree":
                self._refused[instance].append(identity)
            elif person:  # nobody where a deadline decided
                self._agreed[instance].append((identity, point, person))

    def last(self, instance: int, point: int) -> str:
        """The last action at a point; empty where nobody has decided."""
        return str(self._last.get((instance, point), ""))

    def agreed(self, instance: int, point: int, since: int, until: int | None) -> tuple[str, ...]:
        """Who agreed at a point between two evaluations: ids are in order of time."""
        return tuple(
            person
            for identity, where, person in self._agreed.get(instance, ())
            if where == point and since < identity and (until is None or identity < until)
        )

    def refusals_before(self, instance: int, identity: int) -> int:
        """How often somebody had not agreed."""
        return bisect_left(self._refused.get(instance, ()), identity)


def _numbered(row: Sequence[Any], several: Mapping[int, Mapping[str, int]]) -> Sequence[Any]:
    numbers = several.get(row[0])
    return row if numbers is None else (row[0], numbers.get(row[2], 0), *row[2:])
