"""The pages of working calendars. A view reads, calls one command, and answers; faults are shown in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from admin.calendars import reading
from admin.calendars.month import month_of, read_day, read_month
from admin.calendars.trying import trial
from engine.calendar import china
from engine.calendar.errors import CalendarNotFound
from engine.calendar.hours import minutes_of, write_hours
from engine.calendar.lookup import Calendars, calendar_of_department, calendars
from engine.calendar.working_calendar import WorkCalendar
from engine.errors import Conflict, EngineError, Invalid
from engine.organisation import Department, Person, demand, may
from engine.organisation.snapshot import snapshot
from engine.service import deadlines
from engine.service.calendars import RESOURCE, CalendarService
from forms.accounts import signed_in
from forms.accounts.identity import require
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.i18n import ngettext

SHOWN = 200
"""Deadlines listed in a preview; all are counted, all are moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DepartmentRow:
    """A department with the calendar it has, and whether it is its own."""

    department: Department
    depth: int
    calendar: WorkCalendar
    own: bool


class CalendarPages:
    """The views."""

    def __init__(self, *, service: CalendarService) -> None:
        self._service = service
        self._store = service.store

    def index(self) -> Response:
        """All calendars, whose they are, and how many deadlines they would move."""
        return self._index()

    @require(RESOURCE, "edit")
    def add(self) -> BaseResponse:
        """A new calendar with the hours of an existing one."""
        form, person = request.form, signed_in()
        with self._store.read() as connection:
            week = calendars(connection).default.week

        def act() -> None:
            self._service.add(
                person,
                code=form.get("code", "").strip(),
                name=form.get("name", ""),
                name_en=form.get("name_en", ""),
                zone=form.get("zone", "").strip(),
                week=week,
            )

        fault = _tried(act)
        if fault is not None:
            return self._index(fault)
        flash(_("The calendar was added. Set its hours next."), "ok")
        return redirect(url_for("calendars.calendar", code=form["code"].strip()), code=303)

    @require(RESOURCE, "edit")
    def department(self) -> BaseResponse:
        """Which calendar a department has."""
        form = request.form
        department = form.get("department", "")
        number = int(department) if department.isascii() and department.isdigit() else 0
        self._service.assign_department(signed_in(), number, form.get("calendar") or None)
        flash(_("Saved. Open deadlines stay until they are reckoned again."), "ok")
        return redirect(url_for("calendars.index"), code=303)

    def calendar(self, code: str) -> Response:
        """One calendar: a month, its hours, a day to change."""
        return self._calendar(code)

    @require(RESOURCE, "edit")
    def describe(self, code: str) -> BaseResponse:
        """Names, time zone, complete until."""
        form, person = request.form, signed_in()

        def act() -> None:
            self._service.describe(
                person,
                code,
                name=form.get("name", ""),
                name_en=form.get("name_en", ""),
                zone=form.get("zone", "").strip(),
                known_until=reading.number_of(form.get("known_until", ""), "known_until"),
                revision=reading.revision_of(form),
            )

        return self._after(code, "facts", act)

    @require(RESOURCE, "edit")
    def week(self, code: str) -> BaseResponse:
        """The hours of the week."""
        form, person = request.form, signed_in()
        return self._after(
            code,
            "week",
            lambda: self._service.set_week(
                person, code, reading.read_week(form), revision=reading.revision_of(form)
            ),
        )

    @require(RESOURCE, "edit")
    def day(self, code: str) -> BaseResponse:
        """One day: a holiday, a working day, or as its weekday says."""
        form, person = request.form, signed_in()

        def act() -> None:
            revision, day = reading.revision_of(form), read_day(form.get("day", ""))
            if form.get("kind") == "usual" and day is not None:
                self._service.remove_day(person, code, day, revision=revision)
            else:
                self._service.set_day(person, code, reading.read_special(form), revision=revision)

        return self._after(code, "day", act)

    @require(RESOURCE, "edit")
    def holidays(self, code: str) -> BaseResponse:
        """China's published holidays."""
        added = self._service.load_china(signed_in(), code)
        flash(
            ngettext("%(num)d day was added.", "%(num)d days were added.", len(added))
            if added
            else _("Nothing new: all published days are in."),
            "ok",
        )
        return redirect(url_for("calendars.calendar", code=code), code=303)

    @require(RESOURCE, "edit")
    def default(self, code: str) -> BaseResponse:
        """Let it count where nothing else is said."""
        self._service.make_default(signed_in(), code)
        flash(_("Saved. Open deadlines stay until they are reckoned again."), "ok")
        return redirect(url_for("calendars.calendar", code=code), code=303)

    @require(RESOURCE, "edit")
    def remove(self, code: str) -> BaseResponse:
        """Take it away."""
        person = signed_in()
        try:
            self._service.remove(person, code)
        except Conflict as error:
            return self._calendar(code, refusal=error)
        flash(_("The calendar was removed."), "ok")
        return redirect(url_for("calendars.index"), code=303)

    def deadlines(self) -> Response:
        """What a recalculation would move."""
        return self._deadlines()

    @require(RESOURCE, "edit")
    def recalculate(self) -> BaseResponse:
        """Move what was shown."""
        stamp = request.form.get("stamp", "")
        number = int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 20 else -1
        try:
            moved = self._service.recalculate(signed_in(), stamp=number)
        except Conflict as error:
            return self._deadlines(refusal=error)
        flash(ngettext("%(num)d deadline was moved.", "%(num)d deadlines were moved.", len(moved)), "ok")
        return redirect(url_for("calendars.deadlines"), code=303)

    def _after(self, code: str, part: str, act: Callable[[], None]) -> BaseResponse:
        fault = _tried(act)
        if isinstance(fault, Invalid):
            return self._calendar(code, part=part, fault=fault)
        if fault is not None:
            return self._calendar(code, refusal=fault)
        flash(_("Saved. Open deadlines stay until they are reckoned again."), "ok")
        month, day = (request.form.get(name) or None for name in ("month", "day"))
        return redirect(url_for("calendars.calendar", code=code, month=month, day=day), code=303)

    def _index(self, fault: EngineError | None = None) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            demand(connection, person, RESOURCE, "view")
            found = calendars(connection)
            page = render_template(
                "calendars/index.html",
                calendars=list(found.by_code.values()),
                today=self._store.clock.now().astimezone(found.default.zone).date(),
                weekly=_weekly,
                departments=_departments(connection, found),
                preview=deadlines.preview(connection),
                may_edit=_may_edit(connection, person),
                fault=fault,
                form=request.form,
            )
        return make_response(page, 200 if fault is None else fault.status)

    def _calendar(
        self,
        code: str,
        *,
        part: str = "",
        fault: EngineError | None = None,
        refusal: EngineError | None = None,
    ) -> Response:
        person, now, told = signed_in(), self._store.clock.now(), request.values
        with self._store.read() as connection:
            demand(connection, person, RESOURCE, "view")
            found = calendars(connection)
            chosen = found.by_code.get(code)
            if chosen is None or not chosen.id:
                raise CalendarNotFound(code)
            today = now.astimezone(chosen.zone).date()
            day = read_day(told.get("day", ""))
            wanted = told.get("month") or ("" if day is None else day.isoformat()[:7])
            page = render_template(
                "calendars/calendar.html",
                calendar=chosen,
                month=month_of(chosen, read_month(wanted, today), today),
                day=day,
                special=None if day is None else chosen.days.get(day),
                today=today,
                trial=trial(chosen, told.get("from", "")[:25], told.get("amount", "").strip()[:40], now),
                write_hours=write_hours,
                weekly=_weekly,
                china_until=china.LAST_YEAR,
                preview=deadlines.preview(connection),
                may_edit=_may_edit(connection, person),
                part=part,
                fault=fault,
                refusal=refusal,
                form=request.form,
            )
        wrong = fault or refusal
        return make_response(page, 200 if wrong is None else wrong.status)

    def _deadlines(self, refusal: EngineError | None = None) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            demand(connection, person, RESOURCE, "view")
            found = deadlines.preview(connection)
            page = render_template(
                "calendars/deadlines.html",
                preview=found,
                shown=found.moved[:SHOWN],
                names={one.code: one.title(lang()) for one in calendars(connection).by_code.values()},
                now=self._store.clock.now(),
                may_edit=_may_edit(connection, person),
                refusal=refusal,
            )
        return make_response(page, 200 if refusal is None else refusal.status)


def _tried(act: Callable[[], None]) -> EngineError | None:
    """The fault to show in place, if the command has one."""
    try:
        act()
    except (Invalid, Conflict) as error:
        return error
    return None


def _may_edit(connection: Connection, person: Person) -> bool:
    return may(connection, person, RESOURCE, "edit") is not None


def _weekly(calendar: WorkCalendar) -> float:
    """Hours a week."""
    return sum(minutes_of(hours) for hours in calendar.week) / 60


def _departments(connection: Connection, found: Calendars) -> list[DepartmentRow]:
    """The tree, each department after the one above it."""
    every = sorted(snapshot(connection).departments.values(), key=lambda one: one.code)
    rows: list[DepartmentRow] = []
    pending = [(one, 0) for one in reversed(every) if one.parent_id is None]
    while pending:
        one, depth = pending.pop()
        rows.append(
            DepartmentRow(
                department=one,
                depth=depth,
                calendar=calendar_of_department(connection, found, one.id),
                own=one.id in found.by_department,
            )
        )
        pending += [(below, depth + 1) for below in reversed(every) if below.parent_id == one.id]
    return rows
