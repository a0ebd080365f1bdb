"""The addresses of the pages under /admin/calendars/."""

from __future__ import annotations

from flask import Blueprint

from admin.calendars.views import CalendarPages
from engine.errors import NotFound
from engine.service.calendars import CalendarService
from forms.accounts.refusals import not_found_handler


def blueprint(*, service: CalendarService) -> Blueprint:
    """The blueprint `calendars`."""
    site = Blueprint(
        "calendars",
        "admin",
        url_prefix="/admin/calendars",
        template_folder="templates",
        static_folder="static",
    )
    pages = CalendarPages(service=service)
    site.add_url_rule("/", "index", pages.index)
    site.add_url_rule("/", "add", pages.add, methods=["POST"])
    site.add_url_rule("/departments", "department", pages.department, methods=["POST"])
    site.add_url_rule("/deadlines", "deadlines", pages.deadlines)
    site.add_url_rule("/deadlines", "recalculate", pages.recalculate, methods=["POST"])
    site.add_url_rule("/of/<code>", "calendar", pages.calendar)
    site.add_url_rule("/of/<code>/facts", "describe", pages.describe, methods=["POST"])
    site.add_url_rule("/of/<code>/week", "week", pages.week, methods=["POST"])
    site.add_url_rule("/of/<code>/days", "day", pages.day, methods=["POST"])
    site.add_url_rule("/of/<code>/holidays", "holidays", pages.holidays, methods=["POST"])
    site.add_url_rule("/of/<code>/default", "default", pages.default, methods=["POST"])
    site.add_url_rule("/of/<code>/remove", "remove", pages.remove, methods=["POST"])
    site.register_error_handler(NotFound, not_found_handler(service.store))
    return site
