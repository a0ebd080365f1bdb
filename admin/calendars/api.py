"""/api/v1/calendars and /api/v1/deadlines: the same commands as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from admin.calendars import schemas
from admin.calendars.reading import hours_of
from admin.calendars.trying import trial
from engine.calendar.errors import CalendarNotFound
from engine.calendar.hours import write_hours
from engine.calendar.lookup import calendars
from engine.calendar.working_calendar import ExceptionalDay, WorkCalendar
from engine.errors import Invalid
from engine.organisation import demand
from engine.service import deadlines
from engine.service.calendars import RESOURCE, CalendarService
from forms.accounts import signed_in
from worklist.api import problems

SHOWN = 200
"""Deadlines listed in a preview; `number_moved` counts all."""


def api_blueprint(*, service: CalendarService) -> Blueprint:
    """The blueprint `api_calendars`."""
    api = Blueprint("api_calendars", __name__, url_prefix="/api/v1", description="Working calendars")
    calls = _Calls(service)

    @api.get("/calendars")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.CalendarList)  # type: ignore[untyped-decorator]
    def listing() -> dict[str, Any]:
        """All calendars."""
        return {"items": [_plain(one) for one in calls.all()]}

    @api.get("/calendars/<code>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneCalendar)  # type: ignore[untyped-decorator]
    def one(code: str) -> dict[str, Any]:
        """A calendar with its exceptional days."""
        return _whole(calls.one(code))

    @api.put("/calendars/<code>/week")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Week)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneCalendar)  # type: ignore[untyped-decorator]
    def week(body: dict[str, Any], code: str) -> dict[str, Any]:
        """The hours of Monday to Sunday."""
        hours = [hours_of(text, "week") for text in body["week"]]
        service.set_week(signed_in(), code, hours, revision=body["revision"])
        return _whole(calls.one(code))

    @api.put("/calendars/<code>/days/<day>")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Day)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneCalendar)  # type: ignore[untyped-decorator]
    def set_day(body: dict[str, Any], code: str, day: str) -> dict[str, Any]:
        """A holiday or a make-up working day, in place of what the day was."""
        special = ExceptionalDay(
            day=_date(day),
            kind=body["kind"],
            name=body["name"],
            name_en=body["name_en"] or body["name"],
            hours=None if body["hours"] is None else hours_of(body["hours"], "hours"),
        )
        service.set_day(signed_in(), code, special, revision=body["revision"])
        return _whole(calls.one(code))

    @api.delete("/calendars/<code>/days/<day>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneCalendar)  # type: ignore[untyped-decorator]
    def remove_day(code: str, day: str) -> dict[str, Any]:
        """Let the day be as its weekday says."""
        service.remove_day(signed_in(), code, _date(day))
        return _whole(calls.one(code))

    @api.get("/calendars/<code>/due")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Asked, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Due)  # type: ignore[untyped-decorator]
    def due(args: dict[str, Any], code: str) -> dict[str, Any]:
        """When something that begins at a moment is due."""
        calendar = calls.one(code)
        begin = args["start"].astimezone(calendar.zone).replace(tzinfo=None)
        found = trial(calendar, begin.isoformat(), args["amount"], args["start"])
        if found.fault is not None:
            raise Invalid(field="amount", message=found.fault[1], message_zh=found.fault[0])
        return {"due_at": found.due, "worked": found.worked, "is_guess": found.is_guess}

    @api.get("/deadlines")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Preview)  # type: ignore[untyped-decorator]
    def preview() -> dict[str, Any]:
        """What a recalculation of open deadlines would move; nothing is changed."""
        found = calls.preview()
        return {
            "stamp": str(found.stamp),
            "number": found.number,
            "number_moved": len(found.moved),
            "moved": found.moved[:SHOWN],
            "unreckoned": found.unreckoned[:SHOWN],
        }

    @api.post("/deadlines")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Confirmation)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Moved)  # type: ignore[untyped-decorator]
    def recalculate(body: dict[str, Any]) -> dict[str, Any]:
        """Move them, as the preview of this stamp said."""
        return {"moved": len(service.recalculate(signed_in(), stamp=int(body["stamp"])))}

    problems.install(api, service.store)
    return api


class _Calls:
    def __init__(self, service: CalendarService) -> None:
        self._store = service.store

    def all(self) -> list[WorkCalendar]:
        with self._store.read() as connection:
            demand(connection, signed_in(), RESOURCE, "view")
            return list(calendars(connection).by_code.values())

    def one(self, code: str) -> WorkCalendar:
        found = next((one for one in self.all() if one.code == code), None)
        if found is None:
            raise CalendarNotFound(code)
        return found

    def preview(self) -> deadlines.Preview:
        with self._store.read() as connection:
            demand(connection, signed_in(), RESOURCE, "view")
            return deadlines.preview(connection)


def _plain(calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "code": calendar.code,
        "name": calendar.name,
        "name_en": calendar.name_en,
        "zone": calendar.zone.key,
        "is_default": calendar.is_default,
        "known_until": calendar.known_until,
        "revision": calendar.revision,
        "week": [write_hours(hours) for hours in calendar.week],
    }


def _whole(calendar: WorkCalendar) -> dict[str, Any]:
    days = sorted(calendar.days.values(), key=lambda one: one.day)
    return _plain(calendar) | {"days": [_special(one) for one in days]}


def _special(day: ExceptionalDay) -> dict[str, Any]:
    return {
        "day": day.day,
        "kind": day.kind,
        "name": day.name,
        "name_en": day.name_en,
        "hours": None if day.hours is None else write_hours(day.hours),
        "by_hand": day.by_hand,
    }


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            field="day", message="a date such as 2026-10-01", message_zh="日期，如 2026-10-01"
        ) from None
