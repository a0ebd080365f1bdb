"""What the applications about orders take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from adapters.contract import Inputs
from adapters.crm.deliveries import MOVES
from adapters.crm.orders.words import ANSWERS


class OrderId(Inputs):
    """Which order."""

    order_id = fields.Integer(required=True)


class OrderOrQuote(Inputs):
    """An order, or the quote to make one of, or the opportunity whose customer orders without a quote."""

    order_id = fields.Integer(load_default=None, allow_none=True)
    quote_id = fields.Integer(load_default=None, allow_none=True)
    opportunity_id = fields.Integer(load_default=None, allow_none=True)


class OrderMark(OrderId):
    """Which order, and the state it comes to."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(["draft", "rejected", "executing", "delivered", "closed"]),
    )


class OrderCancel(OrderId):
    """Which order, and why it ends."""

    reason = fields.String(load_default="", allow_none=True)


class Payment(OrderId):
    """What the payment rules say: ways to pay that are allowed, the delivery fee, and why."""

    allowed = fields.List(fields.String(), required=True)
    fee = fields.Decimal(required=True)
    reason = fields.String(load_default="", allow_none=True)


class Answer(Schema):
    """What a department says about a custom order."""

    answer = fields.String(required=True, validate=validate.OneOf([*ANSWERS]))
    remark = fields.String(load_default="", allow_none=True)


class Review(OrderId):
    """What the three departments say."""

    technical = fields.Nested(Answer, required=True)
    production = fields.Nested(Answer, required=True)
    purchasing = fields.Nested(Answer, required=True)
    delivery_on = fields.Date(load_default=None, allow_none=True)


class InvoiceInputs(OrderId):
    """An invoice of an order."""

    no = fields.String(required=True, validate=validate.Length(min=1, max=64))
    date = fields.Date(required=True)
    amount = fields.Decimal(required=True, validate=validate.Range(min=0, min_inclusive=False))


class DeliveryMark(Inputs):
    """Which delivery, the state it comes to, and what is known about its way."""

    delivery_id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf([*MOVES]))
    carrier = fields.String(load_default="", allow_none=True)
    station = fields.String(load_default="", allow_none=True)
    tracking_no = fields.String(load_default="", allow_none=True)
    route = fields.String(load_default="", allow_none=True)
    courier = fields.String(load_default="", allow_none=True)
    accepted_by = fields.String(load_default="", allow_none=True)


class OrderData(Schema):
    """What a process knows of an order: for its titles, its people, its dates and its rules."""

    order_id = fields.Integer()
    order_no = fields.String()
    order_title = fields.String()
    order_kind = fields.String()
    order_state = fields.String()
    order_ready = fields.Boolean()
    customer = fields.String()
    customer_en = fields.String()
    owner_login = fields.String()
    currency = fields.String()
    total = fields.Decimal()
    pay_method = fields.String()
    pay_online = fields.Boolean()
    pay_email = fields.String()
    ship_city = fields.String()
    alert_at = fields.DateTime(allow_none=True)
    effective = fields.Boolean()
    cancel_approved = fields.Boolean()


class OrderState(Schema):
    """Where the order stands now."""

    order_id = fields.Integer()
    order_state = fields.String()


class Effective(OrderState):
    """The order is in effect."""

    effective = fields.Boolean()


class Granted(Schema):
    """Whether the order may be cancelled."""

    cancel_approved = fields.Boolean()


class Credit(Schema):
    """The customer's credit with this order."""

    credit_excess = fields.Decimal()
    credit_overdue = fields.Decimal()


class ReviewOutcome(Schema):
    """feasible, conditions or no."""

    review_outcome = fields.String()


class DeliveryState(Schema):
    """Where the delivery stands, and whether everything of its order has been accepted."""

    delivery_id = fields.Integer()
    delivery_no = fields.String()
    delivery_state = fields.String()
    all_delivered = fields.Boolean()


class Aftermath(Schema):
    """How many units came into the product archive, and whether instalments got their day."""

    archived = fields.Integer()
    instalments_dated = fields.Boolean()
    invoice_amount = fields.Decimal()


class InvoiceId(Schema):
    """The invoice."""

    invoice_id = fields.Integer()
