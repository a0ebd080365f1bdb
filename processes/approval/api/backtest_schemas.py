"""What goes in and out about backtests."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict
from processes.approval.backtest.filters import DAYS

_NUMBER = validate.Range(1, 10**9)


class BacktestQuestion(Strict):
    """`base`: the version it is compared with; left out: what was recorded."""

    version = fields.Integer(load_default=None, allow_none=True, strict=True, validate=_NUMBER)
    base = fields.Integer(load_default=None, allow_none=True, strict=True, validate=_NUMBER)
    days = fields.Integer(load_default=365, strict=True, validate=validate.OneOf(DAYS))
    department = fields.String(load_default="", validate=validate.Length(0, 64))
    applicant = fields.String(load_default="", validate=validate.Length(0, 64))
    least = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(-(10**15), 10**15))
    most = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(-(10**15), 10**15))
    facts = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)


class BacktestHead(Schema):
    """A report that was kept. `fits`: the version still says what was tried."""

    id = fields.String()
    version = fields.Integer()
    base = fields.Integer(allow_none=True)
    at = fields.AwareDateTime()
    by = fields.String(allow_none=True)
    fits = fields.Boolean()
    runs = fields.Integer()
    changed = fields.Integer()


class BacktestHeads(Schema):
    items = fields.List(fields.Nested(BacktestHead))


class WalkedRoute(Schema):
    """How many approvals went one way and would go the other; points by the names in `points`."""

    old = fields.List(fields.String())
    new = fields.List(fields.String())
    count = fields.Integer()


class WalkedPoint(Schema):
    """`2′` is a point of another version that is gone or asks others now, `A2` one of another flow (`flow`).

    In routes `(2)` is passed, because everybody had agreed before; `✕`: no flow is for it, such are refused.
    """

    key = fields.String()
    name = fields.String()
    gone = fields.Boolean()
    flow = fields.String()


class ChangedCase(Schema):
    """One approval that would go another way."""

    instance = fields.String()
    document_id = fields.String()
    applicant = fields.String()
    at = fields.AwareDateTime()
    amount = fields.Decimal(as_string=True, allow_none=True)
    currency = fields.String()
    old = fields.List(fields.String())
    new = fields.List(fields.String())
    decided = fields.String()
    beyond = fields.Boolean()


class AskedPerson(Schema):
    """How often somebody would be asked more and less; `waiting`: seconds more in all, null if never measured."""

    who = fields.String()
    title = fields.String()
    extra = fields.Integer()
    saved = fields.Integer()
    waiting = fields.TimeDelta(allow_none=True)


class PassingMoney(Schema):
    count = fields.Integer()
    money = fields.Dict(keys=fields.String(), values=fields.String())


class BacktestWeek(Schema):
    monday = fields.Date()
    more = fields.Dict(keys=fields.String(), values=fields.Integer())


class UndecidedRuns(Schema):
    missing = fields.List(fields.String())
    count = fields.Integer()


class BacktestReport(BacktestHead):
    """The whole answer, as the page shows it."""

    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    documents = fields.Integer()
    stopped = fields.Integer()
    beyond = fields.Integer()
    elsewhere = fields.Integer(metadata={"description": "approvals that have nothing to do with the flow"})
    refused = fields.Integer(metadata={"description": "changed ones that no flow would be for"})
    guessed = fields.Integer(metadata={"description": "points are passed as their people would have agreed"})
    unsure = fields.Integer(metadata={"description": "perhaps so: nobody knows who would have decided"})
    undecided = fields.List(fields.Nested(UndecidedRuns))
    points = fields.List(fields.Nested(WalkedPoint))
    routes = fields.List(fields.Nested(WalkedRoute))
    asked = fields.List(fields.Nested(AskedPerson))
    weeks = fields.List(fields.Nested(BacktestWeek))
    unasked = fields.Nested(PassingMoney)
    fewer = fields.Nested(PassingMoney)
    more = fields.Nested(PassingMoney)
    newly = fields.Nested(PassingMoney)
    cases = fields.List(fields.Nested(ChangedCase))
    left_out = fields.Integer(metadata={"description": "changed cases that the list does not hold"})
