"""/api/v1/substitutions: who stands in for whom. The same service as the pages."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from engine.errors import Invalid
from engine.organisation import NotGranted
from forms.accounts import signed_in
from forms.shell import lang
from worklist.api import schemas
from worklist.api.revisions import if_match
from worklist.service import Worklist
from worklist.substitutes.reading import Typed
from worklist.substitutes.service import RIGHTS, Substitutes, sets_for_others
from worklist.substitutes.shown import rule_lines


def blueprint(*, worklist: Worklist) -> Blueprint:
    """The blueprint `api_substitutions`."""
    substitutes = Substitutes(worklist=worklist)
    store = worklist.store
    api = Blueprint("api_substitutions", __name__, url_prefix="/api/v1", description="Substitutions")

    def shown(found: Any, connection: Any, person: Any) -> list[dict[str, Any]]:
        lines = rule_lines(
            connection,
            found,
            person=person,
            hooks=substitutes.hooks,
            lang=lang(),
            now=store.clock.now(),
        )
        rules = {one.id: one for one in found}
        return [_told(line, rules[line.id]) for line in lines]

    @api.get("/substitutions")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WhoseSubstitutions, location="query", unknown=RAISE)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Substitutions)  # type: ignore[untyped-decorator]
    def listing(args: dict[str, Any]) -> dict[str, Any]:
        """Rules of the caller and those that name him; with `of=others` all that hold or will and that he may set."""
        person = signed_in()
        with store.read() as connection:
            if args["of"] == "others":
                if not sets_for_others(connection, person):
                    raise NotGranted.of(connection, *RIGHTS[0])
                return {"items": shown(substitutes.overview(connection, person), connection, person)}
            return {"items": shown(substitutes.mine(connection, person), connection, person)}

    @api.get("/substitutions/<int:rule_id>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Substitution)  # type: ignore[untyped-decorator]
    def one(rule_id: int) -> dict[str, Any]:
        """One rule."""
        person = signed_in()
        with store.read() as connection:
            return shown([substitutes.one(connection, person, rule_id)], connection, person)[0]

    @api.post("/substitutions")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.SetSubstitution)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.Substitution)  # type: ignore[untyped-decorator]
    def add(body: dict[str, Any]) -> dict[str, Any]:
        """Set a substitute for oneself, or with a reason for `person`."""
        person = signed_in()
        made = substitutes.add(person, body["person"] or person.login, _typed(body))
        with store.read() as connection:
            return shown([substitutes.one(connection, person, made)], connection, person)[0]

    @api.put("/substitutions/<int:rule_id>")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.SetSubstitution)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Substitution)  # type: ignore[untyped-decorator]
    def change(body: dict[str, Any], rule_id: int) -> dict[str, Any]:
        """Let a rule say something else. `If-Match` is the revision that was read."""
        person, revision = signed_in(), if_match()
        if revision is None:
            raise Invalid(field="If-Match", message="a revision number", message_zh="应为修订号")
        substitutes.change(person, rule_id, _typed(body), revision=revision)
        with store.read() as connection:
            return shown([substitutes.one(connection, person, rule_id)], connection, person)[0]

    @api.post("/substitutions/<int:rule_id>/end")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def end(rule_id: int) -> None:
        """End a rule now; one that has not begun is taken away."""
        substitutes.end(signed_in(), rule_id, revision=if_match())

    return api


def _typed(body: dict[str, Any]) -> Typed:
    return Typed(
        substitute=body["substitute"],
        since=body["since"] or "",
        until=body["until"] or "",
        kinds=tuple(body["kinds"]),
        up_to=body["up_to"] or "",
        above=body["above"],
        reason=body["reason"],
    )


def _told(line: Any, rule: Any) -> dict[str, Any]:
    return {
        "id": line.id,
        "revision": line.revision,
        "person": line.absent.login,
        "substitute": line.substitute.login,
        "since": line.since,
        "until": line.until,
        "state": line.state,
        "kinds": sorted(rule.kinds),
        "up_to": None if rule.up_to is None else format(rule.up_to, "f"),
        "above": rule.above,
        "about": line.about,
        "reason": line.reason,
        "fault": line.fault,
        "actions": ["change"] * line.may_change + ["end"] * line.may_end,
    }
