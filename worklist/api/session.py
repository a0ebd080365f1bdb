"""POST and DELETE /api/v1/session: bearer tokens."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from forms.accounts import Accounts
from forms.accounts.service import ABSOLUTE
from worklist.api import schemas


def blueprint(*, accounts: Accounts) -> Blueprint:
    """The blueprint `api_session`."""
    api = Blueprint("api_session", __name__, url_prefix="/api/v1", description="Logging in and out")

    @api.post("/session")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Login)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.Token)  # type: ignore[untyped-decorator]
    def open(body: dict[str, Any]) -> dict[str, Any]:
        """Log in; the token goes into `Authorization: Bearer …`."""
        token = accounts.open_session(
            body["username"], body["password"], address=request.remote_addr or "", kind="api"
        )
        return {"token": token, "token_type": "bearer", "expires_in": int(ABSOLUTE.total_seconds())}

    @api.delete("/session")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def close() -> None:
        """End the session of the token that was sent."""
        _scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if token:
            accounts.end_session(token.strip())

    return api
