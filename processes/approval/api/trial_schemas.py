"""What goes in and out about trying flows, and about what was decided."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict

_KEY = validate.Length(1, 64)


class Trial(Strict):
    """A document by its id, or facts, or both: facts replace those of the document. `key`: only this flow."""

    document_type = fields.String(required=True, validate=_KEY)
    document_id = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**63 - 1))
    facts = fields.Dict(keys=fields.String(), load_default=dict, validate=validate.Length(0, 200))
    applicant = fields.String(load_default="", validate=validate.Length(0, 64))
    key = fields.String(load_default=None, allow_none=True, validate=_KEY)
    version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10**9)
    )


class AskedDocument(Strict):
    document_type = fields.String(required=True, validate=_KEY)
    document_id = fields.Integer(required=True, validate=validate.Range(1, 2**63 - 1))


class ConsideredFlow(Schema):
    """A flow that was looked at, and why it is for the document or not."""

    key = fields.String()
    version = fields.Integer(allow_none=True)
    fits = fields.Boolean()
    why = fields.String()


class Approver(Schema):
    """Who would decide. `how`: by which rule he was found, in words; `details`: whom it left out, and why.

    `substitutes`: who stands in for him now, in words. Both are told of documents that are not submitted.
    """

    login = fields.String()
    name = fields.String()
    position = fields.String()
    how = fields.String()
    details = fields.List(fields.String())
    substitutes = fields.List(fields.String())


class RoutePoint(Schema):
    """A point as it would be passed now. `fault`: why nobody can tell, empty otherwise."""

    number = fields.Integer(metadata={"description": "0 where no flow is for the document"})
    name = fields.String()
    entered = fields.Boolean()
    passed = fields.Boolean(metadata={"description": "all it would ask will have agreed before"})
    why = fields.String()
    fault = fields.String()
    approvers = fields.List(fields.Nested(Approver))


class TriedRoute(Schema):
    """`without_flow`: what happens instead where no flow is for it; null otherwise."""

    flow = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True)
    without_flow = fields.String(allow_none=True)
    considered = fields.List(fields.Nested(ConsideredFlow))
    points = fields.List(fields.Nested(RoutePoint))


class RoutePoints(Schema):
    """The route of a document by the flow that is for it, and why no other flow is."""

    flow = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True)
    passed_flows = fields.List(fields.Nested(ConsideredFlow))
    items = fields.List(fields.Nested(RoutePoint))


class Evaluation(Schema):
    """One answer of an entry condition, with the facts it was given on."""

    id = fields.String()
    flow = fields.String()
    version = fields.Integer()
    point = fields.Integer()
    name = fields.String()
    outcome = fields.String(
        metadata={"description": "entered, skipped, or passed: all it asks had agreed before"}
    )
    why = fields.String()
    facts = fields.Dict()
    applicant = fields.String()
    approvers = fields.List(fields.Nested(Approver))
    at = fields.AwareDateTime()


class Evaluations(Schema):
    items = fields.List(fields.Nested(Evaluation))
