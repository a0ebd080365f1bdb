"""POST /api/v1/messages: one message to the one place it fits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import Connection, select

from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.service import Actor, Engine
from engine.service.messages import deliver
from engine.store.schema.runtime import instance
from forms.accounts import signed_in
from worklist.access import may_in_instance
from worklist.api import schemas
from worklist.api.guarding import demand_sane


def blueprint(*, engine: Engine) -> Blueprint:
    """The blueprint `api_messages`."""
    api = Blueprint("api_messages", __name__, url_prefix="/api/v1", description="Messages")

    @api.post("/messages")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Message)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Delivered)  # type: ignore[untyped-decorator]
    def send(body: dict[str, Any]) -> dict[str, Any]:
        """Deliver a message. With `dedupe` a repetition is harmless, with `ttl` an early one waits."""
        person = signed_in()
        with engine.store.read() as connection:
            demand(connection, person, "instance", "start")
        ttl = body["ttl"]
        by = Actor(person.login, person.id)
        with engine.context.begin("message", by) as tx:
            delivery = deliver(
                engine.context,
                tx,
                name=body["name"],
                correlation=demand_sane(body["correlation"]),
                variables=demand_sane(body["variables"]),
                dedupe=body["dedupe"],
                ttl=None if ttl is None else timedelta(seconds=ttl),
                by=by,
            )
            _demand_reach(tx.connection, person, delivery.root_id)
        return {
            "instance": None if delivery.root_id is None else str(delivery.root_id),
            "repeated": delivery.repeated,
        }

    return api


def _demand_reach(connection: Connection, person: Person, root_id: int | None) -> None:
    """Whoever wakes an instance must be able to start one for its starter. Raises NotFound: all is undone."""
    if root_id is None:
        return
    started_by = connection.scalar(select(instance.c.started_by).where(instance.c.id == root_id))
    if not may_in_instance(connection, person, "start", started_by):
        raise NotFound(what="instance", id="–")
