"""What the applications about service cases take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs
from adapters.crm.catalogue.feedback_words import CHANNELS, TYPES


class CaseId(Inputs):
    """Which case."""

    feedback_id = fields.Integer(required=True)


class Registered(Inputs):
    """A case that exists, or what somebody wrote or said."""

    feedback_id = fields.Integer(allow_none=True, load_default=None)
    type = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*TYPES]))
    channel = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*CHANNELS]))
    account_id = fields.Integer(allow_none=True, load_default=None)
    contact_id = fields.Integer(allow_none=True, load_default=None)
    subject = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=200))
    text = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=8000))
    product_id = fields.Integer(allow_none=True, load_default=None)
    order_id = fields.Integer(allow_none=True, load_default=None)
    phone = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=40))
    email = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=200))


class CaseFacts(Schema):
    """What the process knows of a case."""

    feedback_id = fields.Integer()
    feedback_no = fields.String()
    feedback_type = fields.String()
    feedback_state = fields.String()
    subject = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    customer_en = fields.String()
    customer_level = fields.String()
    contract = fields.Boolean()
    contact_name = fields.String()
    contact_email = fields.String()
    language = fields.String()
    order_id = fields.Integer(allow_none=True)
    archive_id = fields.Integer(allow_none=True)
    level = fields.Integer()
    reopen_count = fields.Integer()
    duplicate_of = fields.Integer(allow_none=True)
    duplicate_no = fields.String()


class CaseState(Schema):
    """Where the case stands."""

    feedback_state = fields.String()


class Merged(CaseId):
    """Which case goes into which."""

    duplicate_of = fields.Integer(required=True)


class Classified(CaseId):
    """What the service desk found out."""

    category = fields.String(required=True)
    severity = fields.Integer(required=True, validate=validate.Range(1, 4))
    urgency = fields.Integer(required=True, validate=validate.Range(1, 3))
    claimed_loss = fields.Decimal(allow_none=True, load_default=None)
    mood = fields.String(allow_none=True, load_default="")


class Promise(CaseId):
    """What the decision table gives: durations in working time, and the position that handles the case."""

    respond_in = fields.String(required=True)
    solve_in = fields.String(required=True)
    handler_position = fields.String(required=True)


class Promised(Schema):
    """When it has to be kept, and by whom if that is known."""

    respond_due = fields.AwareDateTime()
    solve_due = fields.AwareDateTime()
    respond_in = fields.String()
    handler = fields.String(allow_none=True)
    handler_position = fields.String()
    feedback_state = fields.String()


class Notice(CaseId):
    """Who is told, and why: `escalated` after a deadline, `critical`, `late`, `week`."""

    reason = fields.String(required=True, validate=validate.OneOf(["critical", "escalated", "department"]))
    positions = fields.List(fields.String(), required=True)
    heads = fields.Boolean(load_default=False)  # tell those above the positions instead


class Nothing(Schema):
    """No outputs."""


class Accepted(CaseId):
    """What the handler plans."""

    plan = fields.String(required=True)
    first_answer = fields.String(allow_none=True, load_default="")
    departments = fields.List(fields.String(), allow_none=True, load_default=None)


class Handled(Schema):
    """Who handles the case from now on."""

    handler = fields.String(allow_none=True)
    handler_name = fields.String()
    departments = fields.List(fields.String())
    feedback_state = fields.String()


class Finding(CaseId):
    """What a department found."""

    department = fields.String(required=True)
    finding = fields.String(required=True)
    cause = fields.String(required=True)
    proposal = fields.String(required=True)
    evidence = fields.String(allow_none=True, load_default="")


class Solution(CaseId):
    """What is to be done about it."""

    root_cause = fields.String(required=True)
    solution = fields.String(required=True)
    compensation_kind = fields.String(allow_none=True, load_default="")
    compensation_amount = fields.Decimal(allow_none=True, load_default=None)
    actions = fields.List(fields.String(), allow_none=True, load_default=None)


class Solved(Schema):
    """What was chosen; nothing where the form said nothing."""

    compensation_amount = fields.Decimal(allow_none=True)
    actions = fields.List(fields.String())


class Answer(CaseId):
    """What the customer is told."""

    answer = fields.String(required=True)


class Satisfied(CaseId):
    """What the customer says about the answer."""

    satisfaction = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(1, 5))
    said = fields.String(allow_none=True, load_default="")


class Reopened(CaseId):
    """How often the case was reopened before, and what the customer said."""

    reopen_count = fields.Integer(required=True)
    said = fields.String(allow_none=True, load_default="")


class Level(Schema):
    """The level that the case comes to; actions are chosen anew."""

    level = fields.Integer()
    reopen_count = fields.Integer()
    feedback_state = fields.String()
    compensation_amount = fields.Decimal(allow_none=True)
    actions = fields.List(fields.String())


class Decision(CaseId):
    """What the general manager decides."""

    decision = fields.String(
        required=True, validate=validate.OneOf(["new_handler", "compensation", "legal", "close"])
    )
    reason = fields.String(allow_none=True, load_default="")
    new_position = fields.String(allow_none=True, load_default=None)
    handler_position = fields.String(required=True)
    respond_in = fields.String(required=True)


class Decided(Schema):
    """Who goes on with the case, and until when he has to respond."""

    respond_due = fields.AwareDateTime()
    handler_position = fields.String()
    handler = fields.String(allow_none=True)


class Summary(CaseId):
    """What is learnt from the case."""

    root_cause = fields.String(required=True)
    prevention = fields.String(required=True)
    cost = fields.Decimal(allow_none=True, load_default=None)


class Revisit(CaseId):
    """What the customer says days later."""

    still_satisfied = fields.String(required=True, validate=validate.OneOf(["yes", "no", "skipped"]))
    comment = fields.String(allow_none=True, load_default="")


class Revisited(Schema):
    """How often the customer was asked since the case was closed."""

    revisits = fields.Integer()
