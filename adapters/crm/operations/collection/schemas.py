"""What applications of payment collection take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs


class OrderId(Inputs):
    """Which order."""

    order_id = fields.Integer(required=True)


class PlanId(Inputs):
    """Which instalment."""

    plan_id = fields.Integer(required=True)


class Step(PlanId):
    """Which instalment, and the level of the step."""

    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))


class Answer(PlanId):
    """What the customer said after the due date."""

    result = fields.String(required=True, validate=validate.OneOf(["promise", "dispute", "paid"]))
    promised_on = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", allow_none=True)


class Decision(PlanId):
    """What finance decided about an instalment that nobody pays."""

    decision = fields.String(required=True)
    reason = fields.String(load_default="", allow_none=True)


class Parts(PlanId):
    """In how many parts the rest is paid, from when on."""

    parts = fields.Integer(load_default=3, allow_none=True, validate=validate.Range(min=1, max=36))
    first_on = fields.Date(load_default=None, allow_none=True)
    every_days = fields.Integer(load_default=30, allow_none=True, validate=validate.Range(min=1, max=366))


class PlanState(Schema):
    """What the process knows of a plan."""

    order_no = fields.String()
    account_id = fields.Integer()
    contact_id = fields.Integer(allow_none=True)
    customer = fields.String()
    owner = fields.String()
    plan_ok = fields.Boolean()
    needs_approval = fields.Boolean()
    instalments = fields.List(fields.Integer())
    all_closed = fields.Boolean()
    closed_plans = fields.List(fields.Integer())
    collection_state = fields.String()


class Instalment(Schema):
    """What the process knows of an instalment."""

    order_id = fields.Integer()
    title = fields.String()
    rest = fields.Decimal()
    currency = fields.String()
    due_on = fields.Date(allow_none=True)
    remind_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    contacted = fields.Boolean()
    next_at = fields.AwareDateTime()
    level = fields.Integer()
    superior = fields.String()


class Letter(Schema):
    """A letter to the customer as a mail."""

    to = fields.String()
    language = fields.String()
    subject = fields.String()
    body = fields.String()
    reply_until = fields.AwareDateTime()


class Promise(Schema):
    """Until when to wait."""

    promised_at = fields.AwareDateTime()
    dispute_until = fields.AwareDateTime()
