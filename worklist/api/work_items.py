"""/api/v1/work-items: the same service as the pages."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from engine.errors import Invalid
from engine.organisation import Standing
from forms.accounts import signed_in
from forms.files import received
from forms.shell import lang
from worklist import items, queries
from worklist.api import schemas
from worklist.api.revisions import if_match
from worklist.cursor import read_cursor, read_limit
from worklist.operations import Operations, possible
from worklist.reasons import reasons
from worklist.service import Worklist
from worklist.urging import urge


def blueprint(*, worklist: Worklist) -> Blueprint:
    """The blueprint `api_work_items`."""
    operations = Operations(worklist)
    api = Blueprint("api_work_items", __name__, url_prefix="/api/v1", description="Work items")

    @api.get("/work-items")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Box, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.WorkItems)  # type: ignore[untyped-decorator]
    def listing(args: dict[str, Any]) -> dict[str, Any]:
        """One page of a box: mine, claim, started (what waits in instances I started), done."""
        person, limit = signed_in(), read_limit(args["limit"])
        with worklist.store.read() as connection:
            reader = queries.reader(connection, person, worklist.store.clock.now(), args["whose"])
            found = queries.page(
                connection, reader, args["box"], after=read_cursor(args["cursor"]), limit=limit
            )
            shown = (
                items.open_in(connection, found.ids)
                if args["box"] == "started"
                else items.by_ids(connection, found.ids)
            )
        return {"items": shown, "next": None if found.next is None else str(found.next)}

    @api.get("/work-items/<int:item_id>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneWorkItem)  # type: ignore[untyped-decorator]
    def one(item_id: int) -> Response:
        """An item with its variables, candidates and what the caller may do."""
        person = signed_in()
        with worklist.store.read() as connection:
            case = worklist.case(connection, person, item_id)
            may = possible(connection, person, case)
            why = reasons(connection, worklist, case, person, lang())
        actions = [
            name for name in ("claim", "release", "complete", "transfer") if getattr(case.rights, name)
        ]
        actions += ["delegate"] * may.delegate + [f"add_{how}" for how in may.add]
        body = schemas.WorkItem().dump(case.item) | {
            "candidates": [{"kind": one.kind, "name": one.name} for one in case.offered],
            "variables": schemas.plain(case.values),
            "actions": actions,
            "stands_in": _stands_in(case.rights.stands_in),
            "why": schemas.Why(many=True).dump(why),
            "signers": schemas.Signer(many=True).dump(case.signers),
        }
        response = current_app.response_class(current_app.json.dumps(body), mimetype="application/json")
        response.set_etag(str(case.item.revision))
        return response

    @api.post("/work-items/<int:item_id>/claim")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Revision)  # type: ignore[untyped-decorator]
    def claim(item_id: int) -> dict[str, int]:
        """Take an offered item. `If-Match` is the revision that was read."""
        return {"revision": worklist.claim(signed_in(), item_id, revision=if_match())}

    @api.post("/work-items/<int:item_id>/release")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Revision)  # type: ignore[untyped-decorator]
    def release(item_id: int) -> dict[str, int]:
        """Give a claimed item back."""
        return {"revision": worklist.release(signed_in(), item_id, revision=if_match())}

    @api.post("/work-items/<int:item_id>/transfer")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Transfer)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Revision)  # type: ignore[untyped-decorator]
    def transfer(body: dict[str, Any], item_id: int) -> dict[str, int]:
        """Hand an item to somebody else, with a reason."""
        revision = worklist.transfer(
            signed_in(), item_id, to=body["to"], reason=body["reason"], revision=if_match()
        )
        return {"revision": revision}

    @api.post("/work-items/<int:item_id>/delegate")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Transfer)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.AddedSigners)  # type: ignore[untyped-decorator]
    def delegate(body: dict[str, Any], item_id: int) -> dict[str, Any]:
        """Ask somebody for an opinion. He completes his item with `{"opinion": …}`; then this one comes back."""
        made = operations.delegate(
            signed_in(), item_id, to=body["to"], reason=body["reason"], revision=if_match()
        )
        return {"work_items": [made]}

    @api.post("/work-items/<int:item_id>/urge")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Urged)  # type: ignore[untyped-decorator]
    def urge_holders(item_id: int) -> dict[str, int]:
        """Ask those who have the task to do it: a message, and a mark at the item. Not oftener than agreed."""
        return {"urged": urge(worklist, signed_in(), item_id)}

    @api.post("/work-items/<int:item_id>/signers")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.AddSigners)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.AddedSigners)  # type: ignore[untyped-decorator]
    def add_signers(body: dict[str, Any], item_id: int) -> dict[str, Any]:
        """Have more people sign: before the holder, parallel to him, or after him."""
        made = operations.add_signers(
            signed_in(),
            item_id,
            how=body["how"],
            people=body["people"],
            reason=body["reason"],
            revision=if_match(),
        )
        return {"work_items": made}

    @api.delete("/work-items/<int:item_id>/signers/<int:signer_id>")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def remove_signer(item_id: int, signer_id: int) -> None:
        """Take out a signer who has not signed (his work item), or take a delegated task back."""
        operations.remove(signed_in(), item_id, signer_id)

    @api.post("/work-items/<int:item_id>/complete")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Values)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Completed)  # type: ignore[untyped-decorator]
    def complete(body: dict[str, Any], item_id: int) -> Any:
        """Complete an item with the values of its form.

        The same `Submission-Id` gets the same answer however often it is sent.
        """
        return worklist.complete(
            signed_in(), item_id, body["variables"], revision=if_match(), submission=_submission()
        )

    @api.post("/work-items/<int:item_id>/files")  # type: ignore[untyped-decorator]
    @api.response(201, schemas.UploadedFiles)  # type: ignore[untyped-decorator]
    def upload(item_id: int) -> dict[str, Any]:
        """Keep the files of a multipart body (field `files`) for an item's form; its values name them by id."""
        person = signed_in()
        worklist.demand_completing(person, item_id)
        given = received(request.files.getlist("files"))
        ids = worklist.keep_files(person, item_id, given)
        return {
            "files": [
                {"id": one, "name": file.name, "size": file.content.size}
                for one, file in zip(ids, given, strict=True)
            ]
        }

    return api


def _stands_in(standing: Standing | None) -> dict[str, Any] | None:
    """For whom the caller may do it, through whom, and until when."""
    if standing is None:
        return None
    return {
        "for": standing.principal.login,
        "through": [one.login for one in standing.through],
        "until": None if standing.until is None else standing.until.isoformat(),
    }


def _submission() -> str | None:
    text = request.headers.get("Submission-Id", "").strip()
    if len(text) > 64 or not text.isascii():
        raise Invalid(field="Submission-Id", message="at most 64 characters", message_zh="最多 64 个字符")
    return text or None
