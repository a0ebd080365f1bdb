"""A kind of request as it is set up, in and out."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict
from processes.approval.flow_models import MODELS
from processes.requests.fields import IN_LINES, KINDS
from processes.requests.head import GROUPS
from processes.requests.sheet_fields import MOST_FIELDS
from processes.requests.sheet_points import MOST_POINTS, OPERATORS

_NAME = validate.Length(1, 80)
#: The page writes choices and columns a line each, with bars between.
_WORD = validate.Regexp(r"[^|｜/\r\n]{1,80}\Z")
_MAYBE = validate.Regexp(r"[^|｜/\r\n]{0,80}\Z")
_TEXT = validate.Length(0, 200)
_KEY = validate.Regexp(r"([a-z][a-z0-9_]{0,39})?\Z")


class ChoiceWords(Strict):
    """`code`: what is kept; left out it is made of the English word."""

    code = fields.String(load_default="", validate=validate.Regexp(r"[A-Za-z0-9_]{0,40}\Z"))
    zh = fields.String(required=True, validate=_WORD)
    en = fields.String(load_default="", validate=_MAYBE)


class LineColumn(Strict):
    key = fields.String(load_default="", validate=_KEY)
    zh = fields.String(required=True, validate=_WORD)
    en = fields.String(load_default="", validate=_MAYBE)
    kind = fields.String(load_default="text", validate=validate.OneOf(IN_LINES))
    required = fields.Boolean(load_default=False)
    choices = fields.List(fields.Nested(ChoiceWords), load_default=list, validate=validate.Length(0, 50))


class DesignField(Strict):
    """`key`: of a field that is there already; left out it is made of the English name."""

    key = fields.String(load_default="", validate=_KEY)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    zh = fields.String(required=True, validate=_NAME)
    en = fields.String(load_default="", validate=validate.Length(0, 80))
    required = fields.Boolean(load_default=False)
    help = fields.String(load_default="", validate=_TEXT)
    help_en = fields.String(load_default="", validate=_TEXT)
    unit = fields.String(load_default="", validate=validate.OneOf(("", "days", "percent", "money")))
    choices = fields.List(fields.Nested(ChoiceWords), load_default=list, validate=validate.Length(0, 50))
    columns = fields.List(fields.Nested(LineColumn), load_default=list, validate=validate.Length(0, 50))
    formula = fields.String(load_default="", validate=validate.Length(0, 1000))


class DesignPoint(Strict):
    """`who`: `superior:1`, `superior:2` or a position; entered where `fact` compares so with `value`.

    What applicants may do where the model permits it: leave it out, add a point after it, choose who decides.
    """

    zh = fields.String(required=True, validate=validate.Length(1, 100))
    en = fields.String(load_default="", validate=validate.Length(0, 100))
    who = fields.String(required=True, validate=validate.Length(1, 64))
    fact = fields.String(load_default="", validate=_KEY)
    operator = fields.String(load_default="gt", validate=validate.OneOf(OPERATORS))
    value = fields.String(load_default="", validate=_TEXT)
    days = fields.String(load_default="", validate=validate.Length(0, 3))
    skippable = fields.Boolean(load_default=False)
    addable = fields.Boolean(load_default=False)
    choose = fields.Boolean(load_default=False)


class Design(Strict):
    """Everything a kind is set up with. Null `fields` or `points`: they stay as they are."""

    zh = fields.String(required=True, validate=validate.Length(1, 100))
    en = fields.String(required=True, validate=validate.Length(1, 100))
    icon = fields.String(load_default="file-text", validate=validate.Regexp(r"[a-z0-9-]{1,40}\Z"))
    group = fields.String(load_default="office", validate=validate.OneOf(tuple(GROUPS)))
    about = fields.String(load_default="", validate=_TEXT)
    about_en = fields.String(load_default="", validate=_TEXT)
    number = fields.String(load_default="", validate=validate.Length(0, 60))
    model = fields.String(load_default="fixed", validate=validate.OneOf(MODELS))
    least_steps = fields.String(load_default="", validate=validate.Length(0, 4))
    least_rank = fields.String(load_default="", validate=validate.Length(0, 4))
    starters = fields.List(fields.String(validate=_NAME), load_default=list, validate=validate.Length(0, 100))
    filing = fields.List(fields.String(validate=_NAME), load_default=list, validate=validate.Length(0, 100))
    fields_ = fields.List(
        fields.Nested(DesignField),
        data_key="fields",
        attribute="fields",
        load_default=None,
        allow_none=True,
        validate=validate.Length(0, MOST_FIELDS),
    )
    points = fields.List(
        fields.Nested(DesignPoint),
        load_default=None,
        allow_none=True,
        validate=validate.Length(0, MOST_POINTS),
    )


class DesignedKind(Schema):
    """`version`: that is published, 0 before; `revision`: what saving names; `has_flow`: points are set at Rules."""

    key = fields.String()
    version = fields.Integer()
    revision = fields.String()
    is_draft = fields.Boolean()
    has_flow = fields.Boolean()
    design = fields.Nested(Design)


class NewKind(Strict):
    """`template`: the key of a kind to begin with."""

    zh = fields.String(required=True, validate=validate.Length(1, 100))
    en = fields.String(required=True, validate=validate.Length(1, 100))
    template = fields.String(load_default="", validate=validate.Length(0, 100))


class SavedDesign(Strict):
    revision = fields.String(required=True, validate=validate.Length(0, 64))
    design = fields.Nested(Design, required=True)


class PublishedDesign(Strict):
    revision = fields.String(required=True, validate=validate.Length(0, 64))
    note = fields.String(required=True, validate=validate.Length(2, 500))
