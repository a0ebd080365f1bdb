"""What applications about returns take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs


class ReturnId(Inputs):
    """Which return."""

    return_id = fields.Integer(required=True)


class ReturnOpen(Inputs):
    """A return that was written, or the order to open one for; who asks for it (a login)."""

    return_id = fields.Integer(load_default=None, allow_none=True)
    order_id = fields.Integer(load_default=None, allow_none=True)
    requester = fields.String(load_default="", allow_none=True)


class ReturnMark(ReturnId):
    """Which return, the state it comes to, and why."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(
            [
                "draft",
                "approved",
                "rejected",
                "awaiting_goods",
                "received",
                "refund_due",
                "refunded",
                "cancelled",
            ]
        ),
    )
    reason = fields.String(load_default="", allow_none=True)


class ReturnAccept(ReturnId):
    """What the sales manager decided after the inspection; without an amount what was proposed."""

    accepted_amount = fields.Decimal(load_default=None, allow_none=True)
    deduction_reason = fields.String(load_default="", allow_none=True)
    customer_consent = fields.Boolean(load_default=False, allow_none=True)


class ReturnRated(ReturnId):
    """What the customer said at the call."""

    satisfaction = fields.Integer(required=True, validate=validate.Range(1, 5))
    satisfaction_note = fields.String(load_default="", allow_none=True)


class ReturnTell(ReturnId):
    """Whom to remind on his desktop: a login, or everybody who holds a position; of which step."""

    to = fields.String(required=True)
    step = fields.String(required=True, validate=validate.OneOf(["document", "inspect", "deduct"]))


class ReturnOpened(Schema):
    """What a process knows of a return."""

    return_id = fields.Integer()
    return_no = fields.String()
    return_state = fields.String()
    order_id = fields.Integer()
    order_no = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    customer_en = fields.String()
    customer_level = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    owner = fields.String()
    requester = fields.String()
    currency = fields.String()
    wants_call = fields.Boolean()
    opinion = fields.String()
    reason = fields.String()


class ReturnChecked(Schema):
    """What the check found; `quantity_ok` false sends the document back."""

    quantity_ok = fields.Boolean()
    within_window = fields.Boolean()
    days_since_delivery = fields.Integer()
    max_refund = fields.Decimal()
    amount = fields.Decimal()
    kind = fields.String()
    kind_name = fields.String()
    return_state = fields.String()


class ReturnStands(Schema):
    """Where the return stands."""

    return_state = fields.String()
    goods_due_at = fields.DateTime(allow_none=True)
    address = fields.String()


class ReturnAssessed(Schema):
    """What the inspection came to."""

    all_ok = fields.Boolean()
    proposed_amount = fields.Decimal()


class ReturnDisposed(Schema):
    """What is settled: how the customer is served, with how much, and what of it is set off or paid back."""

    kind = fields.String()
    accepted_amount = fields.Decimal()
    set_off = fields.Decimal()
    refund_amount = fields.Decimal()
    return_state = fields.String()


class Replaced(Schema):
    """The delivery that replaces the goods."""

    delivery_no = fields.String()
