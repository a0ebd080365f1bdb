"""What happens when: everything that is planned, in the order of its moments, while timers fire between."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import count

from engine.errors import EngineError
from processes.history.company import Company

log = logging.getLogger("guanxi.history")
Deed = Callable[[], None]
Look = Callable[["Agenda"], None]


class Agenda:
    """Plans and plays. After each deed and each timer everybody looks at what there is to do."""

    def __init__(self, *, company: Company, looks: Sequence[Look], mornings: Sequence[Look]) -> None:
        self._company = company
        self._looks = looks
        self._mornings = mornings
        self._day = date.min
        self._heap: list[tuple[datetime, int, str, Deed]] = []
        self._count = count()
        self.refused: list[str] = []

    def begin(self, at: datetime, what: str, deed: Deed) -> None:
        """Something of its own begins: marked as done in its transaction, so that it begins once."""
        if self._company.mark is None or at > self._company.mark:
            self.plan(at, what, partial(self._begin, at, deed))

    def plan(self, at: datetime, what: str, deed: Deed) -> None:
        """Do it at a moment, or now where the moment has passed."""
        heapq.heappush(self._heap, (at, next(self._count), what, deed))

    def play(self, until: datetime, goes_on: Callable[[datetime], bool] = lambda _moment: True) -> bool:
        """Everything planned up to a moment; what is planned for later is left to happen. False where
        `goes_on`, which hears every moment, said no."""
        self._look()
        while (moment := self._next(until)) is not None:
            if not goes_on(moment):
                return False
            due = self._company.next_due()
            self._company.clock.set(max(self._company.now, moment))
            if due is not None and due <= moment:
                self._company.settle()
            else:
                _at, _number, what, deed = heapq.heappop(self._heap)
                self._do(what, deed)
            self._look()
        self._company.clock.set(max(self._company.now, until))
        return True

    def _next(self, until: datetime) -> datetime | None:
        planned = self._heap[0][0] if self._heap else None
        found = [one for one in (self._company.next_due(), planned) if one is not None]
        return min((one for one in found if one <= until), default=None)

    def _begin(self, at: datetime, deed: Deed) -> None:
        self._company.begins = at
        try:
            deed()
        finally:
            self._company.begins = None

    def _do(self, what: str, deed: Deed) -> None:
        try:
            deed()
        except EngineError as error:  # rolled back as a whole: the past goes on without it
            self.refused.append(f"{self._company.now:%Y-%m-%d} {what}: {error.code} {error.text('en')}")
            log.debug("left out: %s (%s)", what, error.text("en"))
        except Exception as error:
            self.refused.append(f"{self._company.now:%Y-%m-%d} {what}: {error}")
            log.exception("left out: %s", what)
        self._company.settle()

    def _look(self) -> None:
        for look in self._looks:
            look(self)
        if self._company.today != self._day:
            self._day = self._company.today
            for look in self._mornings:
                look(self)
