"""Points of all versions by one name, so that routes of different versions can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.approval.approver_rule import Rule
from processes.approval.backtest.seats import Seats, seats
from processes.approval.comparing import pairs
from processes.approval.model import Flow, Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A point as routes name it: `2`; `2′` is a point of another version that is gone or asks others now."""

    key: str
    name: str
    name_en: str
    seats: Seats
    gone: bool

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Placed:
    """A version beside the one that is tried: point → slot, and number of the tried version → number of this."""

    keys: Mapping[int, str]
    partner: Mapping[int, int]


class Slots:
    """The slots of the version tried, and of every other version that is met."""

    def __init__(self, tried: Flow) -> None:
        self.known: dict[str, Slot] = {}
        self._tried = tried
        self._others: dict[tuple[str, tuple[Rule, ...]], str] = {}
        for point in tried.points:
            self._add(str(point.number), point, gone=False)

    def place(self, flow: Flow) -> Placed:
        """Where the points of a version stand."""
        keys: dict[int, str] = {}
        partner: dict[int, int] = {}
        for before, after in pairs(flow, self._tried):
            if before is not None:
                partner[after.number] = before.number
                if before.approver_rules == after.approver_rules:
                    keys[before.number] = str(after.number)
        for point in flow.points:
            if point.number not in keys:
                keys[point.number] = self._other(point)
        return Placed(keys, partner)

    def _other(self, point: Point) -> str:
        same = (point.name, point.approver_rules)
        if same not in self._others:
            key = f"{point.number}′"
            while key in self.known:
                key += "′"
            self._others[same] = key
            self._add(key, point, gone=True)
        return self._others[same]

    def _add(self, key: str, point: Point, *, gone: bool) -> None:
        self.known[key] = Slot(
            key=key, name=point.name, name_en=point.name_en, seats=seats(point, {}), gone=gone
        )
