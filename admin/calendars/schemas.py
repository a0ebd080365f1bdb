"""What goes in and out of the API of calendars."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict

_HOURS = validate.Length(0, 150)
_REVISION = {"description": "the revision that was looked at; left out: whatever it is now"}


class Calendar(Schema):
    code = fields.String()
    name = fields.String()
    name_en = fields.String()
    zone = fields.String()
    is_default = fields.Boolean()
    known_until = fields.Integer(
        allow_none=True,
        metadata={"description": "the last year whose holidays are in; later ones are a guess"},
    )
    revision = fields.Integer()
    week = fields.List(fields.String(), metadata={"description": "Monday first: 09:00-12:00 13:30-18:00"})


class CalendarList(Schema):
    items = fields.List(fields.Nested(Calendar))


class SpecialDay(Schema):
    day = fields.Date()
    kind = fields.String(metadata={"description": "holiday or workday"})
    name = fields.String()
    name_en = fields.String()
    hours = fields.String(allow_none=True)
    by_hand = fields.Boolean()


class OneCalendar(Calendar):
    days = fields.List(fields.Nested(SpecialDay))


class Week(Strict):
    week = fields.List(fields.String(validate=_HOURS), required=True, validate=validate.Length(7, 7))
    revision = fields.Integer(load_default=None, allow_none=True, strict=True, metadata=_REVISION)


class Day(Strict):
    kind = fields.String(required=True, validate=validate.OneOf(("holiday", "workday")))
    name = fields.String(required=True, validate=validate.Length(1, 100))
    name_en = fields.String(load_default="", validate=validate.Length(0, 100))
    hours = fields.String(load_default=None, allow_none=True, validate=_HOURS)
    revision = fields.Integer(load_default=None, allow_none=True, strict=True, metadata=_REVISION)


class Asked(Strict):
    start = fields.AwareDateTime(required=True)
    amount = fields.String(required=True, validate=validate.Length(1, 40))


class Due(Schema):
    due_at = fields.AwareDateTime(attribute="due_at")
    worked = fields.TimeDelta(metadata={"description": "seconds of working time"})
    is_guess = fields.Boolean()


class Deadline(Schema):
    kind = fields.String(metadata={"description": "timer, start, due or follow_up"})
    id = fields.String()
    root = fields.String(attribute="root_id", allow_none=True)
    element = fields.String()
    title = fields.String()
    calendar = fields.String()
    was = fields.AwareDateTime()
    becomes = fields.AwareDateTime(allow_none=True)


class Preview(Schema):
    stamp = fields.String()
    number = fields.Integer(metadata={"description": "open deadlines in working time"})
    number_moved = fields.Integer()
    moved = fields.List(fields.Nested(Deadline))
    unreckoned = fields.List(fields.Nested(Deadline))


class Confirmation(Strict):
    stamp = fields.String(required=True, validate=validate.Regexp(r"[0-9]{1,19}\Z"))


class Moved(Schema):
    moved = fields.Integer()
