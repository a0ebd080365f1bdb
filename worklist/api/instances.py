"""/api/v1/instances: starting, looking, steering."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy import Connection, Row, select

from engine import organisation
from engine.audit import codes
from engine.audit.events import Event, read_stream
from engine.organisation import demand
from engine.service import Actor
from engine.service.ad_hoc import Choice, Chosen
from engine.store.schema.runtime import incident, instance, scope
from engine.store.values import decode
from forms.accounts import signed_in
from forms.shell import lang
from worklist import access, items, variables
from worklist.api import schemas
from worklist.api.guarding import demand_sane
from worklist.cursor import Cursor, read_cursor, read_limit
from worklist.instances import Instances
from worklist.starting import demand_starter


def blueprint(*, instances: Instances) -> Blueprint:
    """The blueprint `api_instances`."""
    api = Blueprint("api_instances", __name__, url_prefix="/api/v1", description="Process instances")

    @api.post("/instances")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Start)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.Instance)  # type: ignore[untyped-decorator]
    def start(body: dict[str, Any]) -> dict[str, Any]:
        """Start the latest version of a definition. What its first step refuses leaves no instance."""
        person = signed_in()
        with instances.store.read() as connection:
            demand(connection, person, "instance", "start")
            demand_starter(connection, instances.engine, person, body["definition"])
        started = instances.engine.start(
            body["definition"],
            variables=demand_sane(body["variables"]),
            business_key=body["business_key"],
            by=Actor(person.login, person.id),
            refusable=True,
        )
        with instances.store.read() as connection:
            return _plain(connection, instances, instances.instance(connection, person, started))

    @api.get("/instances")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.InstancePaging, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.InstancePage)  # type: ignore[untyped-decorator]
    def listing(args: dict[str, Any]) -> dict[str, Any]:
        """Root instances the caller may see, the newest first."""
        person, limit = signed_in(), read_limit(args["limit"])
        after = read_cursor(args["cursor"])
        with instances.store.read() as connection:
            query = select(instance).where(access.seen_instances(connection, person))
            if args["state"]:
                query = query.where(instance.c.state == args["state"])
            if after is not None:
                query = query.where(instance.c.id < after.id)
            rows = connection.execute(query.order_by(instance.c.id.desc()).limit(limit + 1)).all()
            shown = [_plain(connection, instances, row) for row in rows[:limit]]
        return {"items": shown, "next": str(Cursor(None, rows[limit - 1].id)) if len(rows) > limit else None}

    @api.get("/instances/<int:instance_id>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneInstance)  # type: ignore[untyped-decorator]
    def one(instance_id: int) -> dict[str, Any]:
        """An instance with its variables, what it waits for, and its open incidents."""
        person = signed_in()
        with instances.store.read() as connection:
            row = instances.instance(connection, person, instance_id)
            return _plain(connection, instances, row) | {
                "variables": schemas.plain(_variables(connection, row.id)),
                "waiting": _waiting(connection, row),
                "incidents": _incidents(connection, row),
            }

    @api.get("/instances/<int:instance_id>/events")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.EventPaging, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Events)  # type: ignore[untyped-decorator]
    def events(args: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Audit events of the whole tree, in order, those numbered above `after`."""
        person, limit = signed_in(), read_limit(args["limit"], 200)
        with instances.store.read() as connection:
            root_id = instances.instance(connection, person, instance_id).root_id
            found = read_stream(connection, root_id, after=args["after"], limit=limit + 1)
            shown = [_event(connection, one) for one in found[:limit]]
        return {"items": shown, "next": found[limit - 1].seq if len(found) > limit else None}

    @api.get("/instances/<int:instance_id>/choices")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Choice(many=True))  # type: ignore[untyped-decorator]
    def choices(instance_id: int) -> list[Choice]:
        """What may be begun or skipped in open ad-hoc sub-processes of the whole tree."""
        with instances.store.read() as connection:
            root_id = instances.instance(connection, signed_in(), instance_id).root_id
            return instances.choices(connection, root_id)

    @api.post("/instances/<int:instance_id>/begin")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Chosen)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Instance)  # type: ignore[untyped-decorator]
    def begin(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Begin an activity of an open ad-hoc sub-process, also once more."""
        chosen = _chosen(body, instance_id)
        return _after(instances, instances.begin_activity(signed_in(), chosen))

    @api.post("/instances/<int:instance_id>/skip")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Chosen)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Instance)  # type: ignore[untyped-decorator]
    def skip(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Say that an activity of an ad-hoc sub-process is not needed."""
        chosen = _chosen(body, instance_id)
        return _after(instances, instances.skip_activity(signed_in(), chosen))

    @api.post("/instances/<int:instance_id>/suspend")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Reason)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Instance)  # type: ignore[untyped-decorator]
    def suspend(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """Hold the instance and everything it called."""
        return _after(instances, instances.suspend(signed_in(), instance_id, reason=body["reason"]))

    @api.post("/instances/<int:instance_id>/resume")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Instance)  # type: ignore[untyped-decorator]
    def resume(instance_id: int) -> dict[str, Any]:
        """Let it go on."""
        return _after(instances, instances.resume(signed_in(), instance_id))

    @api.post("/instances/<int:instance_id>/cancel")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Reason)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Instance)  # type: ignore[untyped-decorator]
    def cancel(body: dict[str, Any], instance_id: int) -> dict[str, Any]:
        """End the instance and everything it called."""
        return _after(instances, instances.cancel(signed_in(), instance_id, reason=body["reason"]))

    return api


def _chosen(body: dict[str, Any], instance_id: int) -> Chosen:
    return Chosen(
        instance_id=instance_id, element=body["element"], token_id=body["token"], again=body["again"]
    )


def _after(instances: Instances, root_id: int) -> dict[str, Any]:
    with instances.store.read() as connection:
        row = connection.execute(select(instance).where(instance.c.id == root_id)).one()
        return _plain(connection, instances, row)


def _plain(connection: Connection, instances: Instances, row: Row[Any]) -> dict[str, Any]:
    definition = instances.names.definition(connection, row.definition_id)
    return {**row._mapping, "definition": definition.key, "version": definition.version}


def _variables(connection: Connection, instance_id: int) -> dict[str, Any]:
    top = connection.scalar(
        select(scope.c.id).where(scope.c.instance_id == instance_id, scope.c.parent_id.is_(None))
    )
    return {} if top is None else variables.up_from(connection, top)


def _waiting(connection: Connection, row: Row[Any]) -> list[dict[str, Any]]:
    return [
        {"work_item": str(item.id), "element": item.element, "name": item.name, "assignee": item.assignee}
        for item in items.open_in(connection, [row.root_id])
    ]


def _incidents(connection: Connection, row: Row[Any]) -> list[dict[str, Any]]:
    query = select(incident).where(incident.c.root_id == row.root_id, incident.c.resolved_at.is_(None))
    return [
        {
            "id": str(found.id),
            "element": found.element,
            "code": found.code,
            "args": schemas.plain(decode(found.args)),
        }
        for found in connection.execute(query.order_by(incident.c.id))
    ]


def _event(connection: Connection, event: Event) -> dict[str, Any]:
    by = None if event.by is None else organisation.person(connection, event.by)
    text = codes.text(event.code, lang()) if isinstance(event.code, int) else event.code
    return {
        "seq": event.seq,
        "code": event.code,
        "text": text,
        "at": event.at,
        "by": None if by is None else by.login,
        "instance": event.instance,
        "element": event.element,
        "work_item": event.work_item,
        "payload": schemas.plain(event.payload),
    }
