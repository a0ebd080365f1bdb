"""Approvals that took another version on their way: read as approvals by the version they ended with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, Self, TypeVar

from sqlalchemy import Connection

from processes.approval import policies


class Answer(Protocol):
    """An evaluation as a backtest reads it."""

    @property
    def policy(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def point_id(self) -> str: ...
    def _replace(self, *, version: int, point: int) -> Self: ...


AnAnswer = TypeVar("AnAnswer", bound=Answer)


class Several:
    """The approvals that several versions answered: instance → id of a point → its number in the last of them."""

    def __init__(self, connection: Connection, found: Iterable[tuple[int, Sequence[Answer]]]) -> None:
        flows: dict[tuple[str, int], Mapping[str, int]] = {}
        self.numbers: dict[int, Mapping[str, int]] = {}
        for instance, rows in found:
            last = (rows[-1].policy, rows[-1].version)
            if rows[0].version != last[1]:  # versions only go up
                if last not in flows:
                    flow = policies.version(connection, *last).flow
                    flows[last] = {point.id: point.number for point in flow.points}
                self.numbers[instance] = flows[last]

    def renumbered(self, instance: int, rows: list[AnAnswer]) -> list[AnAnswer]:
        """The answers of one approval; those about points that the last version has not are left out."""
        numbers = self.numbers.get(instance)
        if numbers is None:
            return rows
        last = rows[-1].version
        return [
            row._replace(version=last, point=numbers[row.point_id]) for row in rows if row.point_id in numbers
        ]
