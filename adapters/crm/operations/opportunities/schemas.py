"""What applications about opportunities take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs

DECISIONS = ("continue", "quote", "direct_order", "lost", "no_decision")


class OpportunityId(Inputs):
    """Which opportunity."""

    opportunity_id = fields.Integer(required=True)


class FromLead(Inputs):
    """Of which lead."""

    lead_id = fields.Integer(required=True)


class Prospect(Schema):
    """The customer of a lead."""

    account_id = fields.Integer()


class Create(FromLead):
    """Of which lead, for which customer."""

    account_id = fields.Integer(required=True)


class Facts(Schema):
    """What a process knows of an opportunity."""

    opportunity_id = fields.Integer()
    opportunity_no = fields.String()
    opportunity_name = fields.String()
    account_id = fields.Integer()
    account_approved = fields.Boolean()
    customer = fields.String()
    owner = fields.String()
    stage = fields.String()
    stages = fields.List(fields.Dict())
    currency = fields.String()
    expected_amount = fields.Decimal(allow_none=True)
    covered = fields.Boolean()
    remind_at = fields.AwareDateTime()


class Followed(Facts):
    """The facts, and that nothing is decided yet."""

    decision = fields.String()


class Approved(OpportunityId):
    """The amount that was asked about."""

    amount = fields.Decimal(load_default=None, allow_none=True)


class Declined(OpportunityId):
    """What the approvers said."""

    opinion = fields.String(load_default="", allow_none=True)


class GivenUp(Schema):
    """It is not pursued."""

    decision = fields.String()


class Advance(OpportunityId):
    """What was done, what it came to, and what is decided."""

    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    result = fields.String(load_default="", allow_none=True)
    to_stage = fields.String(load_default=None, allow_none=True)
    amount = fields.Decimal(load_default=None, allow_none=True)
    probability = fields.Decimal(load_default=None, allow_none=True)
    close_on = fields.Date(load_default=None, allow_none=True)
    next_step = fields.String(load_default="", allow_none=True)
    next_on = fields.Date(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True)


class Advanced(Facts):
    """The facts, and the report emptied for the next time."""

    result = fields.String()
    next_step = fields.String()
    to_stage = fields.String(allow_none=True)
    next_on = fields.Date(allow_none=True)
    amount = fields.Decimal(allow_none=True)
    probability = fields.Decimal(allow_none=True)
    close_on = fields.Date(allow_none=True)
    draft_quote_id = fields.Integer(allow_none=True)


class Warn(OpportunityId):
    """`no_progress`, `no_action` (a whole month: his superior too), `next_date`, `churn` with what was noticed."""

    kind = fields.String(
        required=True, validate=validate.OneOf(["no_progress", "no_action", "next_date", "churn"])
    )
    text = fields.String(load_default="", allow_none=True)


class Warned(Schema):
    """Whether there was something to warn about."""

    warned = fields.Boolean()


class Close(OpportunityId):
    """What it came to, and why."""

    state = fields.String(required=True, validate=validate.OneOf(["won", "lost", "cancelled"]))
    reason = fields.String(required=True)
    note = fields.String(load_default="", allow_none=True)
    competitor_id = fields.Integer(load_default=None, allow_none=True)
    win_back_on = fields.Date(load_default=None, allow_none=True)


class Closed(Schema):
    """What it came to."""

    opportunity_state = fields.String()
