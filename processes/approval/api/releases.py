"""Releasing a draft: in force at once, or submitted for a second person, who agrees or sends it back."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from processes.approval import policies
from processes.approval.api import plain, schemas
from processes.approval.api.calls import Calls
from processes.approval.releasing import gate
from processes.approval.releasing.effective import read_moment


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls about releases."""

    @api.post("/flows/<key>/release")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.ReleaseOrder)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ReleaseOutcome)  # type: ignore[untyped-decorator]
    def release(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Release the draft, at once or for a moment; where it lowers control, submit it instead."""
        with calls.writing("publish", "rules.publish") as tx:
            document = calls.document(tx.connection, key)
            moment = read_moment(body["effective"] or "", tx.now)
            gate.release(
                tx,
                key,
                document,
                seen=body["seen"],
                reason=body["reason"],
                effective=moment,
                running=body["running"],
            )
        return _outcome(calls, key)

    @api.post("/flows/<key>/agree")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.ReleaseOpinion)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ReleaseOutcome)  # type: ignore[untyped-decorator]
    def agree(body: dict[str, Any], key: str) -> dict[str, Any]:
        """The second person agrees: what was submitted is in force."""
        with calls.writing("approve", "rules.agree") as tx:
            gate.agree(tx, key, calls.document(tx.connection, key), opinion=body["opinion"])
        return _outcome(calls, key)

    @api.post("/flows/<key>/send-back")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.ReleaseOpinion)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ReleaseOutcome)  # type: ignore[untyped-decorator]
    def send_back(body: dict[str, Any], key: str) -> dict[str, Any]:
        """The second person does not agree, and says why in `opinion`; the draft stays one."""
        with calls.writing("approve", "rules.send_back") as tx:
            policies.policy(tx.connection, key)
            gate.send_back(tx, key, opinion=body["opinion"])
        return _outcome(calls, key)

    @api.post("/flows/<key>/withdraw")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ReleaseOutcome)  # type: ignore[untyped-decorator]
    def withdraw(key: str) -> dict[str, Any]:
        """Take a submission back."""
        with calls.writing("define", "rules.withdraw") as tx:
            gate.withdraw(tx, key)
        return _outcome(calls, key)

    @api.post("/flows/<key>/take-back")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.TakenBack)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ReleaseOutcome)  # type: ignore[untyped-decorator]
    def take_back(body: dict[str, Any], key: str) -> dict[str, Any]:
        """A version that waits for its moment never takes effect."""
        with calls.writing("publish", "rules.take_back") as tx:
            policies.policy(tx.connection, key)
            gate.take_back(tx, key, body["version"], reason=body["reason"])
        return _outcome(calls, key)


def _outcome(calls: Calls, key: str) -> dict[str, Any]:
    with (
        calls.store.read() as connection
    ):  # the right to view was not asked for: this is about what he just did
        found = plain.flow_of(connection, policies.policy(connection, key), calls.store.clock.now())
    submitted = found["submitted"]
    waits = submitted is not None and submitted["state"] == "open"
    in_force = found["in_force"] and found["in_force"]["version"]
    return {
        "in_force": None if waits else in_force,
        "scheduled": found["scheduled"],
        "submitted": submitted,
    }
