"""POST /api/v1/messages: one message to the one place it fits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint

from engine.organisation import demand
from engine.service import Actor, Engine
from forms.accounts import signed_in
from worklist.api import schemas
from worklist.api.guarding import demand_sane


def blueprint(*, engine: Engine) -> Blueprint:
    """The blueprint `api_messages`."""
    api = Blueprint("api_messages", __name__, url_prefix="/api/v1", description="Messages")

    @api.post("/messages")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Message)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Delivered)  # type: ignore[untyped-decorator]
    def send(body: dict[str, Any]) -> dict[str, Any]:
        """Deliver a message. With `dedupe` a repetition is harmless, with `ttl` an early one waits.

        It reaches what the caller could have started; beyond that it is as if nobody waited for it.
        """
        person = signed_in()
        with engine.store.read() as connection:
            demand(connection, person, "instance", "start")
        ttl = body["ttl"]
        delivery = engine.message(
            body["name"],
            correlation=demand_sane(body["correlation"]),
            variables=demand_sane(body["variables"]),
            dedupe=body["dedupe"],
            ttl=None if ttl is None else timedelta(seconds=ttl),
            by=Actor(person.login, person.id),
            within=person.login,
        )
        return {
            "instance": None if delivery.root_id is None else str(delivery.root_id),
            "repeated": delivery.repeated,
        }

    return api
