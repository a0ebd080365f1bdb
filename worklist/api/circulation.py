"""/api/v1: taking back, copies with read receipts, comments; the same commands as the pages."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from engine import organisation
from forms.accounts import signed_in
from forms.shell.strict import Strict
from processes.approval.circulation.reading import comments_of, copies_of
from processes.approval.withdrawal import withdraw_in
from worklist.api.schemas import Reason
from worklist.checking import reason_of
from worklist.circulation import Comments, Copies, box
from worklist.circulation.seeing import root_seen
from worklist.cursor import read_limit
from worklist.service import Worklist


class CopyTo(Strict):
    people = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=list, validate=validate.Length(0, 50)
    )
    positions = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=list, validate=validate.Length(0, 20)
    )
    note = fields.String(load_default="", validate=validate.Length(0, 500))


class Copied(Schema):
    """Who got a copy."""

    people = fields.List(fields.String())


class Copy(Schema):
    """One copy. `by`: null where the rules of a point sent it; `read_at`: the receipt."""

    id = fields.String()
    instance = fields.String(attribute="root_id")
    to = fields.String()
    by = fields.String(allow_none=True)
    note = fields.String()
    at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)


class CopyPaging(Strict):
    unread = fields.Boolean(load_default=False)
    after = fields.Integer(load_default=None, allow_none=True)
    limit = fields.String(load_default="")


class CopyPage(Schema):
    items = fields.List(fields.Nested(Copy))
    next = fields.String(allow_none=True)


class Read(Schema):
    read = fields.Integer(metadata={"description": "how many were unread"})


class NewComment(Strict):
    text = fields.String(required=True, validate=validate.Length(1, 2000))
    mention = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=list, validate=validate.Length(0, 50)
    )


class Comment(Schema):
    """One comment; `deleted`: its author took it back, the text is gone."""

    id = fields.String()
    by = fields.String(allow_none=True)
    text = fields.String()
    at = fields.AwareDateTime()
    deleted = fields.Boolean()


class Made(Schema):
    id = fields.String()


def blueprint(*, worklist: Worklist) -> Blueprint:
    """The blueprint `api_circulation`."""
    api = Blueprint("api_circulation", __name__, url_prefix="/api/v1", description="Copies and comments")
    copies, comments, store = Copies(worklist), Comments(worklist), worklist.store

    @api.post("/instances/<int:instance_id>/withdraw")  # type: ignore[untyped-decorator]
    @api.arguments(Reason)  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def withdraw(body: dict[str, Any], instance_id: int) -> None:
        """Take the document of an instance back as long as nobody has decided about it."""
        person = signed_in()
        with store.begin(by=person.id, action="withdraw") as tx:
            root = root_seen(tx.connection, person, instance_id)
            withdraw_in(worklist.engine, tx, person, root.id, reason_of(body["reason"]))

    @api.post("/instances/<int:instance_id>/copies")  # type: ignore[untyped-decorator]
    @api.arguments(CopyTo)  # type: ignore[untyped-decorator]
    @api.response(201, Copied)  # type: ignore[untyped-decorator]
    def give(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Copy an instance to people and to everybody in positions: they may read it, not decide."""
        return {"people": [one.login for one in copies.give(signed_in(), instance_id, **body)]}

    @api.get("/instances/<int:instance_id>/copies")  # type: ignore[untyped-decorator]
    @api.response(200, Copy(many=True))  # type: ignore[untyped-decorator]
    def given(instance_id: int) -> list[dict[str, Any]]:
        """All copies of an instance with their read receipts, the oldest first."""
        with store.read() as connection:
            root = root_seen(connection, signed_in(), instance_id)
            return [_copy(connection, row) for row in copies_of(connection, root.id)]

    @api.get("/copies")  # type: ignore[untyped-decorator]
    @api.arguments(CopyPaging, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, CopyPage)  # type: ignore[untyped-decorator]
    def mine(args: dict[str, Any]) -> dict[str, Any]:
        """The caller's copies, the latest first."""
        limit = read_limit(args["limit"])
        with store.read() as connection:
            found = box.page(connection, signed_in(), unread=args["unread"], after=args["after"], limit=limit)
            return {"items": [_copy(connection, row) for row in found.rows], "next": found.next}

    @api.post("/instances/<int:instance_id>/copies/read")  # type: ignore[untyped-decorator]
    @api.response(200, Read)  # type: ignore[untyped-decorator]
    def read(instance_id: int) -> dict[str, int]:
        """Say that one's copy of an instance has been read."""
        person = signed_in()
        with store.read() as connection:
            root = root_seen(connection, person, instance_id)
        return {"read": copies.read(person, root.id)}

    @api.post("/copies/read")  # type: ignore[untyped-decorator]
    @api.response(200, Read)  # type: ignore[untyped-decorator]
    def read_all() -> dict[str, int]:
        """Say that all one's copies have been read."""
        return {"read": copies.read(signed_in())}

    @api.post("/instances/<int:instance_id>/comments")  # type: ignore[untyped-decorator]
    @api.arguments(NewComment)  # type: ignore[untyped-decorator]
    @api.response(201, Made)  # type: ignore[untyped-decorator]
    def comment(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Comment without deciding. `@name` in the text, or a login in `mention`, leaves that person a message."""
        return {"id": comments.add(signed_in(), instance_id, **body)}

    @api.get("/instances/<int:instance_id>/comments")  # type: ignore[untyped-decorator]
    @api.response(200, Comment(many=True))  # type: ignore[untyped-decorator]
    def said(instance_id: int) -> list[dict[str, Any]]:
        """The comments on an instance, the oldest first."""
        with store.read() as connection:
            root = root_seen(connection, signed_in(), instance_id)
            return [
                {
                    "id": row.id,
                    "by": _login(connection, row.by_id),
                    "text": row.text,
                    "at": row.at,
                    "deleted": row.deleted_at is not None,
                }
                for row in comments_of(connection, root.id)
            ]

    @api.delete("/comments/<int:comment_id>")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def delete(comment_id: int) -> None:
        """Take one's own comment back within ten minutes."""
        comments.delete(signed_in(), comment_id)

    return api


def _copy(connection: Any, row: Any) -> dict[str, Any]:
    sent = {"to": _login(connection, row.to_id), "by": _login(connection, row.by_id)}
    return {**row._mapping, **sent}


def _login(connection: Any, person_id: int | None) -> str | None:
    person = None if person_id is None else organisation.person(connection, person_id)
    return None if person is None else person.login
