"""Where moments come from. Due times are read from the store's clock; tests hand in a manual one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment as an aware datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of this machine; on SQLite that is the store's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = start if start.tzinfo else start.replace(tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        """Go `by` forward; a negative step is a clock set back."""
        self._now += by

    def set(self, moment: datetime) -> None:
        """Go to `moment`."""
        self._now = moment
