"""What goes in and out. Ids are strings: JavaScript cannot hold 64-bit numbers. What is unknown is refused."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from forms.shell.strict import Strict

LONGEST_KEY = 255


class Login(Strict):
    username = fields.String(required=True, validate=validate.Length(1, 64))
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 1024))


class Token(Schema):
    token = fields.String()
    token_type = fields.String()
    expires_in = fields.Integer(metadata={"description": "seconds, if it is used at least every 30 minutes"})


class Values(Strict):
    variables = fields.Dict(keys=fields.String(), load_default=dict)


class Start(Strict):
    definition = fields.String(required=True, validate=validate.Length(1, LONGEST_KEY))
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    business_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_KEY))


class Reason(Strict):
    reason = fields.String(required=True, validate=validate.Length(2, 500))


class Chosen(Strict):
    element = fields.String(required=True, validate=validate.Length(1, 255))
    token = fields.Integer(load_default=None, allow_none=True)
    again = fields.Boolean(load_default=False)


class Choice(Schema):
    token = fields.String(attribute="token_id")
    instance = fields.String(attribute="instance_id")
    inside = fields.String()
    element = fields.String()
    name = fields.String(allow_none=True)
    left = fields.Boolean()
    at_work = fields.Boolean()
    may_begin = fields.Boolean()


class Nothing(Strict):
    """An empty object, or no body."""


class Transfer(Strict):
    to = fields.String(required=True, validate=validate.Length(1, 64))
    reason = fields.String(required=True, validate=validate.Length(2, 500))


class Urged(Schema):
    urged = fields.Integer(metadata={"description": "how often by now"})


class AddSigners(Strict):
    how = fields.String(required=True, validate=validate.OneOf(("before", "parallel", "after")))
    people = fields.List(
        fields.String(validate=validate.Length(1, 64)), required=True, validate=validate.Length(1, 20)
    )
    reason = fields.String(load_default="", validate=validate.Length(0, 500))


class AddedSigners(Schema):
    """The items of those who were added."""

    work_items = fields.List(fields.String())


class Signer(Schema):
    """One who shares a task. `kind`: own, before, parallel, after, delegate."""

    work_item = fields.String(attribute="item_id")
    kind = fields.String()
    person = fields.String(allow_none=True)
    by = fields.String(allow_none=True)
    reason = fields.String()
    opinion = fields.String()
    state = fields.String()


class Message(Strict):
    name = fields.String(required=True, validate=validate.Length(1, LONGEST_KEY))
    correlation = fields.Dict(keys=fields.String(), load_default=dict)
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    dedupe = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_KEY))
    ttl = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 366 * 24 * 3600),
        metadata={"description": "seconds that an early message waits"},
    )


class Delivered(Schema):
    instance = fields.String(allow_none=True, metadata={"description": "null: it waits for a listener"})
    repeated = fields.Boolean()


class Paging(Strict):
    cursor = fields.String(load_default="")
    limit = fields.String(load_default="", metadata={"description": "1 to 200, 50 if left out"})


class Box(Paging):
    box = fields.String(load_default="mine", validate=validate.OneOf(("mine", "claim", "started", "done")))
    whose = fields.String(
        load_default="all",
        validate=validate.OneOf(("all", "own", "others")),
        metadata={"description": "one's own items, those of people one stands in for, or all"},
    )


class EventPaging(Strict):
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**62))
    limit = fields.String(load_default="")


class InstancePaging(Paging):
    state = fields.String(
        load_default=None,
        validate=validate.OneOf(("running", "suspended", "completed", "terminated", "failed")),
    )


class WorkItem(Schema):
    id = fields.String()
    instance = fields.String(attribute="instance_id")
    root = fields.String(attribute="root_id")
    element = fields.String()
    name = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    business_key = fields.String(allow_none=True)
    form = fields.String(allow_none=True)
    state = fields.String()
    assignee = fields.String(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    closed_by = fields.String(allow_none=True)
    on_behalf_of = fields.String(
        attribute="behalf_of",
        allow_none=True,
        metadata={"description": "for whom its holder, or who completed it, stands in"},
    )
    started_by = fields.String(allow_none=True)
    priority = fields.Integer()
    revision = fields.Integer()


class Why(Schema):
    """One line of why an item came to somebody, as its page says it; `details` say more."""

    text = fields.String()
    note = fields.String()
    details = fields.List(fields.String())


class OneWorkItem(WorkItem):
    candidates = fields.List(fields.Dict())
    variables = fields.Dict()
    actions = fields.List(fields.String())
    signers = fields.List(fields.Nested(Signer))
    why = fields.List(fields.Nested(Why))
    stands_in = fields.Dict(
        allow_none=True, metadata={"description": "for whom the caller may do it, through whom, until when"}
    )


class WorkItems(Schema):
    items = fields.List(fields.Nested(WorkItem))
    next = fields.String(allow_none=True)


class WhoseSubstitutions(Strict):
    of = fields.String(load_default="me", validate=validate.OneOf(("me", "others")))


class SetSubstitution(Strict):
    """Days are those of the company, both inclusive; `until` null: until it is ended. `kinds`: none is everything."""

    person = fields.String(load_default="", validate=validate.Length(0, 64))
    substitute = fields.String(required=True, validate=validate.Length(1, 64))
    since = fields.String(data_key="from", load_default="", allow_none=True, validate=validate.Length(0, 20))
    until = fields.String(load_default="", allow_none=True, validate=validate.Length(0, 20))
    kinds = fields.List(
        fields.String(validate=validate.Length(1, 200)), load_default=list, validate=validate.Length(0, 200)
    )
    up_to = fields.String(load_default="", allow_none=True, validate=validate.Length(0, 30))
    above = fields.String(load_default="stays", validate=validate.OneOf(("stays", "superior")))
    reason = fields.String(load_default="", validate=validate.Length(0, 500))


class Substitution(Schema):
    """A rule. `state`: running, coming, ended. `fault`: why it has no effect. `about`: its limits in words."""

    id = fields.String()
    revision = fields.Integer()
    person = fields.String()
    substitute = fields.String()
    since = fields.Date(data_key="from")
    until = fields.Date(allow_none=True)
    state = fields.String()
    kinds = fields.List(fields.String())
    up_to = fields.String(allow_none=True)
    above = fields.String()
    about = fields.String()
    reason = fields.String()
    fault = fields.String()
    actions = fields.List(fields.String())


class Substitutions(Schema):
    items = fields.List(fields.Nested(Substitution))


class UploadedFile(Schema):
    """A file that was kept for a form."""

    id = fields.Integer()
    name = fields.String()
    size = fields.Integer()  # bytes


class UploadedFiles(Schema):
    """What an upload gave."""

    files = fields.List(fields.Nested(UploadedFile))


class Revision(Schema):
    revision = fields.Integer()


class Completed(Schema):
    work_item = fields.String(attribute="work_item_id")
    instance = fields.String(attribute="instance_id")
    state = fields.String()
    next_items = fields.List(fields.String())


class Instance(Schema):
    id = fields.String()
    root = fields.String(attribute="root_id")
    definition = fields.String()
    version = fields.Integer()
    business_key = fields.String(allow_none=True)
    state = fields.String()
    started_at = fields.AwareDateTime()
    started_by = fields.String(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class OneInstance(Instance):
    variables = fields.Dict()
    waiting = fields.List(fields.Dict())
    incidents = fields.List(fields.Dict())


class InstancePage(Schema):
    items = fields.List(fields.Nested(Instance))
    next = fields.String(allow_none=True)


class Event(Schema):
    seq = fields.Integer()
    code = fields.Raw()
    text = fields.String()
    at = fields.AwareDateTime()
    by = fields.String(allow_none=True)
    instance = fields.String(allow_none=True)
    element = fields.String(allow_none=True)
    work_item = fields.String(allow_none=True)
    payload = fields.Dict(allow_none=True)


class Events(Schema):
    items = fields.List(fields.Nested(Event))
    next = fields.Integer(allow_none=True)


class SecondOpinion(Schema):
    """What a second engine said: information only. `reason` is there where nothing was compared."""

    state = fields.String()
    paths = fields.Integer()
    element = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    at = fields.AwareDateTime()


class Definition(Schema):
    id = fields.String()
    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    title_zh = fields.String()
    title_en = fields.String()
    state = fields.String()
    created_at = fields.AwareDateTime()
    second_opinion = fields.Nested(SecondOpinion, allow_none=True)


class Definitions(Schema):
    items = fields.List(fields.Nested(Definition))


def plain(value: Any) -> Any:
    """Process data as JSON: numbers keep their digits as text where JSON would lose them."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
