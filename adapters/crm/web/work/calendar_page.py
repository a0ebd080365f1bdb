"""The calendar: a month of appointments, tasks, planned contacts and important dates."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template, request
from werkzeug.wrappers import Response

from adapters.crm import agenda
from adapters.crm.web.site import Site
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import signed_in


class CalendarPage:
    """The view of /crm/calendar/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self) -> Response:
        """A month (`?month=2026-11`), the present one unless asked otherwise; weeks begin on Monday."""
        person, now = signed_in(), self._site.store.clock.now()
        today = now.astimezone(COMPANY_ZONE).date()
        month = _month(request.args.get("month", "")) or today.replace(day=1)
        first = month - timedelta(days=month.weekday())
        following = _following(month)
        last = following + timedelta(days=(7 - following.weekday()) % 7 - 1)
        with self._site.store.read() as connection:
            found = agenda.entries(connection, person, first, last, now)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        html = render_template(
            "crm/work/calendar.html",
            month=month,
            today=today,
            weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
            found=found,
            before=(month - timedelta(days=1)).replace(day=1),
            after=following,
        )
        return Response(html, mimetype="text/html")


def _month(text: str) -> date | None:
    """The first of a month like 2026-11; None for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def _following(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
