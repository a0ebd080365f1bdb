"""The administrator's pages of working calendars: months, hours, exceptional days, departments, open deadlines."""

from admin.calendars.web import blueprint

__all__ = ["blueprint"]
