"""Points of all flows and versions by one name, so that routes can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.approval.approver_rule import Rule
from processes.approval.backtest.seats import Seats, seats
from processes.approval.comparing import pairs
from processes.approval.model import Flow, Point

#: The only stop of a route where no flow is for a document and such are refused.
REFUSED = "✕"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A point as routes name it: `2`; `2′` is a point of another version that is gone or asks others now.

    `A2` is a point of another flow, whose key is `flow`.
    """

    key: str
    name: str
    name_en: str
    seats: Seats
    gone: bool
    flow: str = ""

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


class Slots:
    """The slots of the version tried, and of every other version and flow that is met."""

    def __init__(self, key: str, tried: Flow) -> None:
        self.known: dict[str, Slot] = {}
        self._key = key
        self._tried = tried
        self._letters: dict[str, str] = {}
        self._others: dict[tuple[str, str, tuple[Rule, ...]], str] = {}
        for point in tried.points:
            self._add(str(point.number), point, gone=False)

    def place(self, key: str, flow: Flow) -> dict[int, str]:
        """Number of each point of a version → its slot."""
        keys: dict[int, str] = {}
        if key == self._key:
            for before, after in pairs(flow, self._tried):
                if before is not None and before.approver_rules == after.approver_rules:
                    keys[before.number] = str(after.number)
        for point in flow.points:
            if point.number not in keys:
                keys[point.number] = self._other(key, point)
        return keys

    def _other(self, flow: str, point: Point) -> str:
        same = (flow, point.name, point.approver_rules)
        if same not in self._others:
            own = flow == self._key
            key = f"{'' if own else self._letter(flow)}{point.number}{'′' if own else ''}"
            while key in self.known:
                key += "′"
            self._others[same] = key
            self._add(key, point, gone=True, flow="" if own else flow)
        return self._others[same]

    def _letter(self, flow: str) -> str:
        count = len(self._letters)
        letter = _LETTERS[count % 26] * (1 + count // 26)
        return self._letters.setdefault(flow, letter)

    def _add(self, key: str, point: Point, *, gone: bool, flow: str = "") -> None:
        self.known[key] = Slot(
            key=key, name=point.name, name_en=point.name_en, seats=seats(point, {}), gone=gone, flow=flow
        )


def partners(flow: Flow, then: Flow, *, same: bool) -> Mapping[int, int]:
    """Number of a point of `flow` → number of the point it was in the version of then.

    Points of different flows are the same only by their name.
    """
    return {
        after.number: before.number
        for before, after in pairs(then, flow)
        if before is not None and (same or before.name == after.name)
    }


def passed(key: str) -> str:
    """A slot of which everybody had agreed before: nobody is asked."""
    return f"({key})"
