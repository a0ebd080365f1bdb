"""What a backtest says: routes before and after, whom it asks more or less often, which money passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from processes.approval.backtest.slots import Slot

Money = Mapping[str, Decimal]  # currency → sum


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """How many approvals went one way and would go the other."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    count: int

    @property
    def same(self) -> bool:
        """Whether nothing changes."""
        return self.old == self.new


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """One approval that would go another way. `decided`: what its last point decided; empty for none.

    `beyond`: it would have gone past the point that ended it.
    """

    instance_id: int
    root_id: int
    document_id: int
    applicant: str
    at: datetime
    amount: Decimal | None
    currency: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    decided: str
    beyond: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """How often somebody would be asked more, and less; the median of how long one decision took there."""

    seat: str
    extra: int
    saved: int
    takes: timedelta | None

    @property
    def net(self) -> int:
        """More asked than before."""
        return self.extra - self.saved

    @property
    def waiting(self) -> timedelta | None:
        """The time that is waited more in all, less if negative; None where nothing was measured."""
        return None if self.takes is None else self.takes * self.net


@dataclass(frozen=True, kw_only=True, slots=True)
class Passing:
    """Documents of one kind of change, with what they are about."""

    count: int
    money: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The whole answer. `stopped`: approvals that ended before their last point, or still run: points after it
    were never asked and are not compared. `undecided`: missing facts → how many have no answer.
    `elsewhere`: approvals of the type that the flow neither took nor would take. `refused`: changed ones that no flow
    would be for. Where each decides once: `guessed` points are passed because their people would have agreed,
    `unsure` ones perhaps, and count as asked.
    """

    since: datetime
    until: datetime
    runs: int
    documents: int
    changed: int
    stopped: int
    beyond: int
    undecided: Mapping[tuple[str, ...], int]
    matrix: Sequence[Cell]
    slots: Sequence[Slot]
    asked: Sequence[Asked]
    weeks: Sequence[tuple[date, Mapping[str, int]]]
    unasked: Passing
    fewer: Passing
    more: Passing
    newly: Passing
    cases: Sequence[Changed]
    elsewhere: int = 0
    refused: int = 0
    guessed: int = 0
    unsure: int = 0

    @property
    def left_out(self) -> int:
        """Changed cases that the list does not hold."""
        return self.changed - len(self.cases)
