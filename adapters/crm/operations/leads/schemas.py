"""What applications about leads take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs


class LeadEntry(Inputs):
    """What came in: everything but how it came may be missing."""

    channel = fields.String(load_default=None, allow_none=True)
    source = fields.String(load_default="", allow_none=True)
    company = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    person = fields.String(load_default="", allow_none=True, validate=validate.Length(max=100))
    phone = fields.String(load_default="", allow_none=True, validate=validate.Length(max=40))
    email = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    tax_no = fields.String(load_default="", allow_none=True, validate=validate.Length(max=64))
    region = fields.String(load_default="", allow_none=True, validate=validate.Length(max=64))
    product_interest = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    campaign = fields.String(load_default="", allow_none=True, validate=validate.Length(max=100))
    content = fields.String(load_default="", allow_none=True, validate=validate.Length(max=4000))


class LeadId(Inputs):
    """Which lead."""

    lead_id = fields.Integer(required=True)


class LeadCreated(Schema):
    """The lead, and what the process needs to go on with it."""

    lead_id = fields.Integer()
    lead_no = fields.String()
    lead_title = fields.String()
    region = fields.String()
    product_interest = fields.String()
    channel = fields.String()
    level = fields.String()
    claimant = fields.String()
    sellers = fields.List(fields.Dict())


class LeadMatch(Schema):
    """`match`: none, possible or exact; the customer it was matched with."""

    match = fields.String()
    account_id = fields.Integer(allow_none=True)
    candidate_id = fields.Integer(allow_none=True)
    level = fields.String()


class Assigning(LeadId):
    """Who gets it: a login, or what a rule says."""

    owner = fields.String(load_default=None, allow_none=True)
    rule = fields.String(load_default=None, allow_none=True)
    facts = fields.Dict(load_default=dict)


class Assigned(Schema):
    """The login of the owner; None where no rule names one."""

    owner = fields.String(allow_none=True)


class Contact(LeadId):
    """What the first contact brought."""

    qualified = fields.String(required=True, validate=validate.OneOf(["yes", "no", "later"]))
    action = fields.String(load_default="", allow_none=True)
    result = fields.String(load_default="", allow_none=True)
    reason = fields.String(load_default="", allow_none=True)
    need = fields.String(load_default="", allow_none=True)
    product_interest = fields.String(load_default="", allow_none=True)
    budget = fields.Decimal(load_default=None, allow_none=True)
    decision_on = fields.Date(load_default=None, allow_none=True)
    next_on = fields.Date(load_default=None, allow_none=True)


class Contacted(Schema):
    """When to ask again, if it is too early."""

    next_at = fields.AwareDateTime()


class Reminder(LeadId):
    """Who is told what about a lead."""

    to = fields.String(load_default=None, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(["unassigned", "contact_due"]))


class Closing(LeadId):
    """Why nothing came of it."""

    reason = fields.String(load_default="", allow_none=True)
