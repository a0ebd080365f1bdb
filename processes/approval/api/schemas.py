"""What goes in and out of the API of approval flows. Ids are strings; what is unknown is refused."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict
from processes.approval.administering import LONGEST_NAME
from processes.approval.drafting import LONGEST_REASON
from processes.approval.policies import RUNNING

LONGEST_KEY, LONGEST_TOKEN = 64, 50
_KEY = validate.Length(1, LONGEST_KEY)
_NAME = validate.Length(1, LONGEST_NAME)
_SEEN = {"description": "the token of the draft that was looked at; null where there was none"}
_CONTENT = {"description": "a flow as its versions keep it: entry, departments, positions, once, points"}

_RUNNING = {
    "description": "approvals that run: new: they keep their version; ahead: they take this one from their next "
    "point on; waiting: points that wait are asked again, too"
}


class ReleasedVersion(Schema):
    """A version that was released."""

    version = fields.Integer()
    state = fields.String(metadata={"description": "in_force, scheduled, retired or taken_back"})
    at = fields.AwareDateTime(metadata={"description": "when it was released"})
    by = fields.String(allow_none=True, metadata={"description": "login"})
    reason = fields.String()
    running = fields.String(metadata=_RUNNING)
    valid_from = fields.AwareDateTime(allow_none=True, metadata={"description": "null: since ever"})
    valid_to = fields.AwareDateTime(allow_none=True, metadata={"description": "null: until further notice"})
    restored_from = fields.Integer(allow_none=True, metadata={"description": "the version it repeats"})
    taken_back = fields.String(allow_none=True, metadata={"description": "why, of one taken back"})
    replaced_by = fields.Integer(allow_none=True, metadata={"description": "the version that came first"})


class DraftVersion(Schema):
    """The draft of the next version. `token`: what saving it names as `seen`."""

    version = fields.Integer()
    token = fields.String()
    at = fields.AwareDateTime()
    by = fields.String(allow_none=True)


class LoweredControl(Schema):
    """One way in which a draft controls less."""

    point = fields.Integer()
    code = fields.String()
    message = fields.String()


class Submitted(Schema):
    """A version that was submitted for a second person. `fits`: the draft still says what was submitted."""

    version = fields.Integer()
    state = fields.String(metadata={"description": "open, agreed, returned or withdrawn"})
    effective = fields.AwareDateTime(allow_none=True, metadata={"description": "null: at once"})
    reason = fields.String()
    at = fields.AwareDateTime()
    by = fields.String(allow_none=True)
    decided_by = fields.String(allow_none=True)
    opinion = fields.String()
    fits = fields.Boolean()
    running = fields.String(metadata=_RUNNING)
    lowered = fields.List(fields.Nested(LoweredControl))


class ApprovalFlow(Schema):
    """A flow: its names and which versions there are."""

    key = fields.String()
    document_type = fields.String()
    name = fields.String()
    name_en = fields.String()
    enabled = fields.Boolean()
    in_force = fields.Nested(ReleasedVersion, allow_none=True)
    scheduled = fields.List(fields.Nested(ReleasedVersion))
    draft = fields.Nested(DraftVersion, allow_none=True)
    submitted = fields.Nested(Submitted, allow_none=True)


class OneFlow(ApprovalFlow):
    """A flow with everything it says. `content` is that of the draft, else of the version in force."""

    content = fields.Dict(allow_none=True, metadata=_CONTENT)
    versions = fields.List(fields.Nested(ReleasedVersion))
    running = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "version → approvals"}
    )


class DocumentFact(Schema):
    """What conditions may ask about. `choices`: code → word, where there are few values."""

    name = fields.String()
    type = fields.String()
    unit = fields.String()
    label = fields.String()
    choices = fields.Dict(allow_none=True)


class DocumentKind(Schema):
    """A type of document and its flows in the order they are asked."""

    key = fields.String()
    name = fields.String()
    name_en = fields.String()
    without_flow = fields.String()
    facts = fields.List(fields.Nested(DocumentFact))
    flows = fields.List(fields.Nested(ApprovalFlow))


class DocumentKinds(Schema):
    items = fields.List(fields.Nested(DocumentKind))


class WithoutFlow(Strict):
    without_flow = fields.String(required=True, validate=validate.OneOf(("approve", "refuse")))


class NewFlow(Strict):
    """`copy_of`: the flow whose draft or version in force the new one begins with."""

    document_type = fields.String(load_default=None, allow_none=True, validate=_KEY)
    copy_of = fields.String(load_default=None, allow_none=True, validate=_KEY)
    name = fields.String(required=True, validate=_NAME)
    name_en = fields.String(required=True, validate=_NAME)


class ChangedFlow(Strict):
    """Only what is named changes. `move`: asked earlier or later than its neighbour."""

    name = fields.String(validate=_NAME)
    name_en = fields.String(validate=_NAME)
    enabled = fields.Boolean()
    move = fields.String(validate=validate.OneOf(("earlier", "later")))


class OneVersion(ReleasedVersion):
    content = fields.Dict(metadata=_CONTENT)


class Difference(Schema):
    """One difference in words: of which point (empty: of the flow), what, before and after."""

    point = fields.String()
    aspect = fields.String()
    before = fields.String()
    after = fields.String()


class TwoVersions(Strict):
    """Versions by number; left out: the version in force, and the draft."""

    old = fields.Integer(load_default=None, validate=validate.Range(0, 10**9))
    new = fields.Integer(load_default=None, validate=validate.Range(0, 10**9))


class Differences(Schema):
    old = fields.Integer(allow_none=True)
    new = fields.Integer()
    items = fields.List(fields.Nested(Difference))


class DraftContent(Strict):
    """The whole content. `seen`: as with every change of a draft, the token that was read."""

    content = fields.Raw(required=True, metadata=_CONTENT)
    seen = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(0, LONGEST_TOKEN), metadata=_SEEN
    )


class SeenDraft(Strict):
    seen = fields.String(required=True, validate=validate.Length(1, LONGEST_TOKEN), metadata=_SEEN)


class RestoredVersion(Strict):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**9))
    seen = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, LONGEST_TOKEN))


class FlowRemark(Schema):
    """One thing about a flow: at a place of its JSON, in both languages and in the caller's."""

    place = fields.String(metadata={"description": "points/0/condition/1/2/value, counted from 0"})
    severity = fields.String(metadata={"description": "error: is not released; warning; info"})
    code = fields.String()
    message = fields.String()
    zh = fields.String()
    en = fields.String()


class CheckedFlow(Schema):
    """`releasable`: nothing in it is an error."""

    releasable = fields.Boolean()
    items = fields.List(fields.Nested(FlowRemark))


class UnsavedFlow(Strict):
    document_type = fields.String(required=True, validate=_KEY)
    content = fields.Raw(required=True, metadata=_CONTENT)


class WhichVersion(Strict):
    version = fields.Integer(load_default=None, validate=validate.Range(1, 10**9))


class PointHits(Schema):
    point = fields.Integer()
    entered = fields.Integer()
    skipped = fields.Integer()


class HitCounts(Schema):
    days = fields.Integer()
    version = fields.Integer()
    items = fields.List(fields.Nested(PointHits))


class ReleaseOrder(Strict):
    seen = fields.String(required=True, validate=validate.Length(1, LONGEST_TOKEN), metadata=_SEEN)
    reason = fields.String(required=True, validate=validate.Length(2, LONGEST_REASON))
    running = fields.String(load_default="ahead", validate=validate.OneOf(RUNNING), metadata=_RUNNING)
    effective = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(0, 40),
        metadata={"description": "ISO 8601; without an offset: of the platform; null: at once"},
    )


class TakenBack(Strict):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**9))
    reason = fields.String(required=True, validate=validate.Length(2, LONGEST_REASON))


class ReleaseOutcome(Schema):
    """`in_force`: the version that is in force now; null where a second person must agree first."""

    in_force = fields.Integer(allow_none=True)
    scheduled = fields.List(fields.Nested(ReleasedVersion))
    submitted = fields.Nested(Submitted, allow_none=True)


class ReleaseOpinion(Strict):
    opinion = fields.String(load_default="", validate=validate.Length(0, LONGEST_REASON))
