"""Types of documents and their flows: what there is, adding, renaming, switching, ordering, deleting."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from engine.errors import Invalid
from forms.shell import lang
from processes.approval import administering, comparing, policies
from processes.approval.api import plain, schemas
from processes.approval.api.calls import Calls
from processes.approval.errors import NoDraft
from processes.approval.model import Flow
from processes.approval.naming import naming


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls about types and flows."""

    @api.get("/types")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.DocumentKinds)  # type: ignore[untyped-decorator]
    def types() -> dict[str, Any]:
        """Types of documents with approval flows: their facts, and the flows in the order they are asked."""
        with calls.reading() as connection:
            keys = dict.fromkeys(one.document_type for one in policies.policies(connection))
            found = [
                plain.document_kind(connection, calls.documents.of(key), calls.store.clock.now())
                for key in keys
            ]
        return {"items": found}

    @api.put("/types/<key>")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WithoutFlow)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.DocumentKind)  # type: ignore[untyped-decorator]
    def set_type(body: dict[str, Any], key: str) -> dict[str, Any]:
        """What happens to documents that none of the flows is for."""
        with calls.writing("define", "rules.change") as tx:
            document = calls.documents.of(key)
            administering.set_without_flow(tx, document.key, body["without_flow"])
        with calls.reading() as connection:
            return plain.document_kind(connection, document, calls.store.clock.now())

    @api.post("/flows")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.NewFlow)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.OneFlow)  # type: ignore[untyped-decorator]
    def create(body: dict[str, Any]) -> dict[str, Any]:
        """A new flow of a type with an empty draft, or like another flow (`copy_of`); asked after all others."""
        names = {"name": body["name"], "name_en": body["name_en"]}
        if (body["document_type"] is None) == (body["copy_of"] is None):
            raise Invalid(
                field="document_type",
                message="either document_type or copy_of",
                message_zh="document_type 和 copy_of 二者选一",
            )
        with calls.writing("define", "rules.new") as tx:
            if body["copy_of"] is not None:
                key = administering.copy(tx, body["copy_of"], **names)
            else:
                document = calls.documents.of(body["document_type"])
                key = administering.add(tx, document.key, **names, flow=Flow(points=()))
        return _one(calls, key)

    @api.get("/flows/<key>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneFlow)  # type: ignore[untyped-decorator]
    def one(key: str) -> dict[str, Any]:
        """A flow with everything it says, and its versions."""
        return _one(calls, key)

    @api.patch("/flows/<key>")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.ChangedFlow)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneFlow)  # type: ignore[untyped-decorator]
    def change(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Rename a flow, switch it on or off, move it in the order of its type: at once."""
        with calls.writing("define", "rules.change") as tx:
            policy = policies.policy(tx.connection, key)
            if "name" in body or "name_en" in body:
                names = {"name": policy.name, "name_en": policy.name_en}
                administering.rename(tx, key, **names | {n: body[n] for n in names if n in body})
            if "enabled" in body:
                administering.switch(tx, key, enabled=body["enabled"])
            if "move" in body:
                administering.move(tx, key, -1 if body["move"] == "earlier" else 1)
        return _one(calls, key)

    @api.delete("/flows/<key>")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def remove(key: str) -> None:
        """Delete a flow that was never released."""
        with calls.writing("define", "rules.change") as tx:
            administering.remove(tx, key)

    @api.get("/flows/<key>/versions/<int:number>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneVersion)  # type: ignore[untyped-decorator]
    def version(key: str, number: int) -> dict[str, Any]:
        """What one version says."""
        with calls.reading() as connection:
            found = policies.version(connection, key, number)
            return {
                **plain.released_version(connection, found, calls.store.clock.now()),
                "content": plain.written(found.flow),
            }

    @api.get("/flows/<key>/differences")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.TwoVersions, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Differences)  # type: ignore[untyped-decorator]
    def differences(args: dict[str, Any], key: str) -> dict[str, Any]:
        """What differs between two versions, in words of the caller's language."""
        with calls.reading() as connection:
            document = calls.document(connection, key)
            before, after = (
                policies.released(connection, key, calls.store.clock.now()),
                policies.draft(connection, key),
            )
            if args["old"] is not None:
                before = policies.version(connection, key, args["old"])
            if args["new"] is not None:
                after = policies.version(connection, key, args["new"])
            if after is None:
                raise NoDraft(key=key)
            names = naming(connection, lang(), document)
            found = comparing.compare(before.flow if before else Flow(points=()), after.flow, names)
        return {"old": before and before.version, "new": after.version, "items": found}


def _one(calls: Calls, key: str) -> dict[str, Any]:
    with calls.reading() as connection:
        return plain.whole(connection, policies.policy(connection, key), calls.store.clock.now())
