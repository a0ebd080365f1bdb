"""What the steps of an approval take and give."""

from __future__ import annotations

from marshmallow import Schema, fields

from adapters.contract import Inputs


class DocumentInputs(Inputs):
    """Which document, by which flow, for whom."""

    policy = fields.String(required=True)
    document_type = fields.String(required=True)
    document_id = fields.Integer(required=True)
    applicant = fields.String(required=True)


class Needed(Schema):
    """Whether anybody would be asked."""

    asked = fields.Boolean()


class PinnedInputs(DocumentInputs):
    """The same with the version it began with."""

    policy_version = fields.Integer(required=True)


class NextPointInputs(PinnedInputs):
    """`after`: the number of the point that was passed last, 0 at the beginning.

    `settled`: points behind it that were asked before, by an earlier version; `comes_back`: the point that returned.
    """

    after = fields.Integer(required=True)
    settled = fields.List(fields.Integer(), load_default=list, allow_none=True)
    comes_back = fields.Integer(load_default=None, allow_none=True)


class RecordInputs(PinnedInputs):
    """The decision about one point. `approvers`: who was asked; `signers`: how many sign, of whom this is one.

    `by_system`: the deadline decided, nobody did. `return_to`: the passed point that a return goes to, null for the
    applicant; `come_back`: and then straight back here.
    """

    point = fields.Integer(required=True)
    action = fields.String(required=True)
    opinion = fields.String(load_default="", allow_none=True)
    approvers = fields.List(fields.String(), load_default=list)
    return_to = fields.Integer(load_default=None, allow_none=True)
    come_back = fields.Boolean(load_default=False, allow_none=True)
    signers = fields.Integer(load_default=1)
    by_system = fields.Boolean(load_default=False)


class LateInputs(PinnedInputs):
    """A point that is late. `approvers`: who is asked; `title`: what the approval is called."""

    point = fields.Integer(required=True)
    approvers = fields.List(fields.String(), load_default=list)
    title = fields.String(load_default="", allow_none=True)


class Begun(Schema):
    """What an approval knows from its start. `outcome` stands until somebody says otherwise.

    `policy` and `policy_version`: the flow that was chosen; version 0 where none is for the document.
    """

    policy = fields.String()
    policy_version = fields.Integer()
    point_count = fields.Integer()
    point = fields.Dict(allow_none=True)
    outcome = fields.String()
    opinion = fields.String()
    returned_at = fields.Integer(allow_none=True)
    passed_to = fields.Integer()
    settled = fields.List(fields.Integer())
    earlier = fields.List(fields.Dict())
    comes_back = fields.Integer(allow_none=True)
    return_to = fields.Integer(allow_none=True)
    come_back = fields.Boolean()
    applicant_name = fields.String()
    applicant_email = fields.String()
    applicant_language = fields.String()


class NextPoint(Schema):
    """The point to be decided now; null when none is left. `title`: what the document is called by now.

    The rest where a newer version answered.
    """

    point = fields.Dict(allow_none=True)
    title = fields.String()
    policy_version = fields.Integer()
    point_count = fields.Integer()
    settled = fields.List(fields.Integer())
    comes_back = fields.Integer(allow_none=True)


class Nothing(Schema):
    """No outputs."""


class WentOn(Schema):
    """How a late point goes on: who is asked now, or what the system decides in their place.

    `exhausted`: there is nobody further to ask; the next deadline changes nothing.
    """

    approvers = fields.List(fields.String())
    exhausted = fields.Boolean()
    by_system = fields.Boolean()
    action = fields.String(allow_none=True)
    opinion = fields.String()


class Recorded(Schema):
    """The decision as it was kept."""

    decision = fields.Dict()
