"""What an administrator does with calendars. Each command is one transaction and asks for the right first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from engine.calendar import changes, installing
from engine.calendar.hours import Hours
from engine.calendar.working_calendar import ExceptionalDay
from engine.organisation import Person, demand
from engine.service import deadlines
from engine.service.deadlines import Deadline
from engine.store.uow import Store, Transaction

RESOURCE = "calendar"


class CalendarService:
    """Commands on the calendars of a store. All raise Forbidden, and what `engine.calendar.changes` raises."""

    def __init__(self, *, store: Store) -> None:
        self.store = store

    def add(
        self, by: Person, *, code: str, name: str, name_en: str, zone: str, week: Sequence[Hours]
    ) -> None:
        """A new calendar."""
        with self._begin(by, "add_calendar") as tx:
            changes.add_calendar(tx, code=code, name=name, name_en=name_en, zone=zone, week=week)

    def describe(
        self,
        by: Person,
        code: str,
        *,
        name: str,
        name_en: str,
        zone: str,
        known_until: int | None,
        revision: int | None = None,
    ) -> None:
        """Names, time zone, and until which year its holidays are complete."""
        with self._begin(by, "describe_calendar") as tx:
            changes.describe_calendar(
                tx,
                code,
                name=name,
                name_en=name_en,
                zone=zone,
                known_until=known_until,
                revision=revision,
            )

    def set_week(self, by: Person, code: str, week: Sequence[Hours], *, revision: int | None = None) -> None:
        """The hours of Monday to Sunday."""
        with self._begin(by, "set_week") as tx:
            changes.set_week(tx, code, week, revision=revision)

    def set_day(self, by: Person, code: str, day: ExceptionalDay, *, revision: int | None = None) -> None:
        """A holiday or a make-up working day."""
        with self._begin(by, "set_day") as tx:
            changes.set_day(tx, code, day, revision=revision)

    def remove_day(self, by: Person, code: str, day: date, *, revision: int | None = None) -> None:
        """Let a day be as its weekday says."""
        with self._begin(by, "remove_day") as tx:
            changes.remove_day(tx, code, day, revision=revision)

    def load_china(self, by: Person, code: str) -> list[ExceptionalDay]:
        """Add China's published holidays and make-up days; returns those added."""
        with self._begin(by, "load_holidays") as tx:
            return installing.load_china(tx, code)

    def make_default(self, by: Person, code: str) -> None:
        """Let it count where nothing else is said."""
        with self._begin(by, "make_default") as tx:
            changes.make_default(tx, code)

    def assign_department(self, by: Person, department_id: int, code: str | None) -> None:
        """Which calendar a department has; None: that of the departments above it."""
        with self._begin(by, "assign_calendar") as tx:
            changes.assign_department(tx, department_id, code)

    def remove(self, by: Person, code: str) -> None:
        """Take a calendar away that nobody has."""
        with self._begin(by, "remove_calendar") as tx:
            changes.remove_calendar(tx, code)

    def recalculate(self, by: Person, *, stamp: int) -> tuple[Deadline, ...]:
        """Move the open deadlines as the preview of this stamp said; returns those that moved."""
        with self._begin(by, "recalculate_deadlines") as tx:
            return deadlines.recalculate(tx, stamp=stamp)

    @contextmanager
    def _begin(self, by: Person, action: str) -> Iterator[Transaction]:
        with self.store.begin(by=by.id, action=action) as tx:
            demand(tx.connection, by, RESOURCE, "edit")
            yield tx
