"""What goes in and out about files of flows. The file itself is the body, as it was written."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict
from processes.approval.api.schemas import Difference

_KEY = validate.Length(0, 64)
_INTO = {
    "description": "for each flow of the file, in order: a key, +new, +none to leave it out; empty: its own key"
}


class WhichFlows(Strict):
    key = fields.String(load_default="", validate=_KEY)
    version = fields.Integer(load_default=None, validate=validate.Range(1, 10**9))
    document_type = fields.String(load_default="", validate=_KEY)


class Into(Strict):
    into = fields.List(fields.String(validate=_KEY), load_default=list, metadata=_INTO)


class Import(Into):
    """`stamp`: of the preview that was seen; left out: whatever is there now."""

    stamp = fields.String(load_default="", validate=validate.Length(0, 64))


class Unfit(Schema):
    """What is not known here. `line`: of the file."""

    line = fields.Integer()
    place = fields.String()
    message = fields.String()


class PlannedFlow(Schema):
    """What would become of a flow: new, changed, same, left_out, or impossible. `key`: the flow whose draft it is."""

    flow = fields.String()
    document_type = fields.String()
    what = fields.String()
    key = fields.String()
    compared_with = fields.Integer(allow_none=True)
    changes = fields.List(fields.Nested(Difference))
    unfit = fields.List(fields.Nested(Unfit))


class ImportPlan(Schema):
    stamp = fields.String()
    items = fields.List(fields.Nested(PlannedFlow))


class TakenFlow(Schema):
    key = fields.String()
    what = fields.String()


class Imported(Schema):
    items = fields.List(fields.Nested(TakenFlow))
