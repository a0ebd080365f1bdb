"""The administrator's pages of working calendars: months, hours, exceptional days, departments, open deadlines."""

from admin.calendars.api import api_blueprint
from admin.calendars.web import blueprint

__all__ = ["api_blueprint", "blueprint"]
