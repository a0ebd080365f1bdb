"""What goes in and out of the API of requests. Ids are strings; what is unknown is refused."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict

LIMIT, LARGEST = 50, 200
_ROUTE = {
    "description": "by the ids of points: skipped (why), added, people (logins); of a self-defined flow: steps"
    " (people, mode, share, deadline). Null: as it was"
}
_VALUES = {
    "description": "field → value, as the form of the kind has them; lists of objects for tables of lines"
}


class KindField(Schema):
    """A field of a form. `computed`: what is sent for it does not count."""

    name = fields.String()
    kind = fields.String()
    label = fields.String()
    required = fields.Boolean()
    computed = fields.Boolean()
    unit = fields.String()
    choices = fields.Dict(allow_none=True, metadata={"description": "value → word"})
    columns = fields.List(fields.Nested(lambda: KindField()))  # noqa: PLW0108  # itself: not there yet


class RequestKindHead(Schema):
    """A kind of request. `may_start`: whether the caller may ask for it."""

    key = fields.String()
    title = fields.String()
    about = fields.String()
    group = fields.String()
    version = fields.Integer()
    may_start = fields.Boolean()


class OneRequestKind(RequestKindHead):
    fields_ = fields.List(fields.Nested(KindField), data_key="fields", attribute="fields")


class RequestKinds(Schema):
    items = fields.List(fields.Nested(RequestKindHead))


class ChosenRoute(fields.Dict):
    """What the applicant says about the route, where its flow lets him; judged by the reader of routes."""

    def __init__(self) -> None:
        super().__init__(keys=fields.String(), load_default=None, allow_none=True, metadata=_ROUTE)


class NewRequest(Strict):
    """`submission`: a name of the caller's own; the same sent twice is one draft."""

    kind = fields.String(required=True, validate=validate.Length(1, 100))
    values = fields.Dict(keys=fields.String(), load_default=dict, metadata=_VALUES)
    route = ChosenRoute()
    submission = fields.String(load_default="", validate=validate.Length(0, 64))


class ChangedRequest(Strict):
    values = fields.Dict(keys=fields.String(), required=True, metadata=_VALUES)
    route = ChosenRoute()
    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**9))


class Submission(Strict):
    """Without `values` what is kept is submitted."""

    values = fields.Dict(keys=fields.String(), load_default=None, allow_none=True, metadata=_VALUES)
    route = ChosenRoute()
    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**9))


class Typed(Strict):
    kind = fields.String(required=True, validate=validate.Length(1, 100))
    values = fields.Dict(keys=fields.String(), load_default=dict, metadata=_VALUES)


class RequestHead(Schema):
    """A request. `state`: draft, in_approval, returned, approved, filed, rejected, withdrawn, cancelled."""

    id = fields.String()
    kind = fields.String()
    no = fields.String(allow_none=True)
    title = fields.String()
    state = fields.String()
    applicant = fields.String(metadata={"description": "login"})
    amount = fields.Decimal(as_string=True, allow_none=True)
    revision = fields.Integer()
    submitted_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class RequestPage(Schema):
    items = fields.List(fields.Nested(RequestHead))
    next = fields.String(allow_none=True)


class WhichRequests(Strict):
    """`whose`: mine, or all that the caller sees."""

    whose = fields.String(load_default="mine", validate=validate.OneOf(("mine", "all")))
    kind = fields.String(load_default="", validate=validate.Length(0, 100))
    state = fields.String(load_default="", validate=validate.Length(0, 16))
    limit = fields.Integer(load_default=LIMIT, validate=validate.Range(1, LARGEST))
    cursor = fields.Integer(load_default=None, validate=validate.Range(1, 2**63 - 1))


class StepAhead(Schema):
    """A point that a request would pass or skip, why, and who would decide."""

    point = fields.String(metadata={"description": "id of the point: what `route` of a request names"})
    title = fields.String()
    needed = fields.Boolean()
    why = fields.String()
    people = fields.List(fields.String(), metadata={"description": "logins"})


class RouteAhead(Schema):
    """`values`: what was sent with everything that is computed of it."""

    steps = fields.List(fields.Nested(StepAhead))
    values = fields.Dict()


class PassedPoint(Schema):
    """done, now, pred (entered if nothing changes) or skipped."""

    number = fields.Integer()
    name = fields.String()
    state = fields.String()
    note = fields.String()


class RecordedDecision(Schema):
    name = fields.String()
    position = fields.String()
    verb = fields.String()
    at = fields.AwareDateTime()
    opinion = fields.String()
    on_behalf = fields.String()
    note = fields.String()


class OneRequest(RequestHead):
    """A request with what it says, where it has come to and what was decided."""

    values = fields.Dict()
    route = fields.Dict(metadata=_ROUTE)
    note = fields.String(metadata={"description": "why it was returned, rejected or cancelled"})
    points = fields.List(fields.Nested(PassedPoint))
    record = fields.List(fields.Nested(RecordedDecision))
    holders = fields.List(fields.String(), metadata={"description": "with whom it lies now"})
    may_withdraw = fields.Boolean()


class KeptFile(Schema):
    id = fields.String()
    name = fields.String()


class KeptFiles(Schema):
    """Values of a field for files name them as `[{"id": …}]`."""

    items = fields.List(fields.Nested(KeptFile))
