"""The pages under /monitor/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response as BaseResponse

from admin.monitor import instance as parts
from admin.monitor.lists import incidents_query, incidents_spec, instances_query, instances_spec
from engine.errors import Invalid, NotFound
from engine.organisation import demand
from engine.service.ad_hoc import Chosen
from engine.store.definitions import all_latest
from forms.accounts import signed_in
from forms.accounts.refusals import not_found_handler
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Lists
from worklist import participants, position
from worklist.hooks import Point
from worklist.instances import Instances
from worklist.record import record
from worklist.titles import split_title
from worklist.web.rows import titles_of

TABS = ("steps", "variables", "events", "incidents", "children", "record")


def blueprint(*, monitor: Instances, lists: Lists) -> Blueprint:
    """The blueprint `monitor`."""
    site = Blueprint(
        "monitor", "admin", url_prefix="/monitor", template_folder="templates", static_folder="static"
    )
    pages = _Pages(monitor=monitor, lists=lists)
    site.add_url_rule("/", "instances", pages.instances)
    site.add_url_rule("/incidents", "incidents", pages.incidents)
    site.add_url_rule("/<int:instance_id>", "instance", pages.instance)
    site.add_url_rule("/<int:instance_id>/states.json", "states", pages.states)
    site.add_url_rule("/<int:instance_id>/suspend", "suspend", pages.suspend, methods=["POST"])
    site.add_url_rule("/<int:instance_id>/resume", "resume", pages.resume, methods=["POST"])
    site.add_url_rule("/<int:instance_id>/cancel", "cancel", pages.cancel, methods=["POST"])
    site.add_url_rule("/<int:instance_id>/begin", "begin", pages.begin, methods=["POST"])
    site.add_url_rule("/<int:instance_id>/skip", "skip", pages.skip, methods=["POST"])
    site.add_url_rule("/incidents/<int:incident_id>/retry", "retry", pages.retry, methods=["POST"])
    site.register_error_handler(NotFound, not_found_handler(monitor.store))
    return site


class _Pages:
    def __init__(self, *, monitor: Instances, lists: Lists) -> None:
        self._monitor = monitor
        self._lists = lists

    def instances(self) -> Response:
        """All instances a person may see."""
        person = signed_in()
        with self._monitor.store.read() as connection:
            demand(connection, person, "instance", "view")
            query = instances_query(connection, person)
            spec = instances_spec(lang(), all_latest(connection))
        return self._lists.respond(spec, query, template="monitor/instances.html", here="instances")

    def incidents(self) -> Response:
        """What waits for an operator."""
        person = signed_in()
        with self._monitor.store.read() as connection:
            demand(connection, person, "incident", "view")
            query = incidents_query(connection, person)
            spec = incidents_spec(lang(), all_latest(connection))
        return self._lists.respond(spec, query, template="monitor/instances.html", here="incidents")

    def instance(self, instance_id: int) -> str:
        """One instance on its diagram; a called one is opened in place of its caller."""
        person, tab = signed_in(), _tab()
        with self._monitor.store.read() as connection:
            shown = self._monitor.instance(connection, person, instance_id)
            rows = parts.tree(connection, shown.root_id)
            content = self._content(connection, rows, tab)
            root = rows[0]
            return render_template(
                "monitor/instance.html",
                shown=shown,
                root=root,
                tab=tab,
                content=content,
                counts=self._counts(connection, rows),
                title=split_title(
                    titles_of(connection, [root.id]).get(root.id) or root.business_key or str(root.id)
                ),
                process=self._monitor.names.process(connection, root.definition_id, lang()),
                shown_process=self._monitor.names.process(connection, shown.definition_id, lang()),
                version=self._monitor.names.definition(connection, root.definition_id).version,
                starter=participants.label(connection, root.started_by, lang()),
                holder=participants.label(connection, root.held_by, lang()) if root.held_by else "",
                tree=[
                    (row, self._monitor.names.process(connection, row.definition_id, lang())) for row in rows
                ],
                points=self._points(connection, rows),
                allowed=self._monitor.allowed(connection, person, root),
                choices=self._monitor.choices(connection, root.id) if root.state == "running" else [],
                effects=self._monitor.effects(connection, root.id),
                diagram_url=self._monitor.hooks.diagram_url(shown.definition_id),
                now=self._monitor.store.clock.now(),
            )

    def states(self, instance_id: int) -> Response:
        """States of the diagram's elements, for the viewer."""
        person = signed_in()
        with self._monitor.store.read() as connection:
            self._monitor.instance(connection, person, instance_id)
            found = position.states(
                connection,
                self._monitor.engine,
                instance_id,
                lang=lang(),
                now=self._monitor.store.clock.now(),
            )
        return jsonify(found)

    def suspend(self, instance_id: int) -> BaseResponse:
        """Hold it."""
        self._monitor.suspend(signed_in(), instance_id, reason=request.form.get("reason", ""))
        return _back(instance_id, _("Suspended: nothing goes on until it is resumed"))

    def resume(self, instance_id: int) -> BaseResponse:
        """Let it go on."""
        self._monitor.resume(signed_in(), instance_id)
        return _back(instance_id, _("Resumed"))

    def cancel(self, instance_id: int) -> BaseResponse:
        """End it."""
        self._monitor.cancel(signed_in(), instance_id, reason=request.form.get("reason", ""))
        return _back(instance_id, _("Terminated with everything in it"))

    def begin(self, instance_id: int) -> BaseResponse:
        """Begin an activity that waits for a choice."""
        self._monitor.begin_activity(signed_in(), _chosen(instance_id))
        return _back(instance_id, _("Begun"))

    def skip(self, instance_id: int) -> BaseResponse:
        """Say that it is not needed."""
        self._monitor.skip_activity(signed_in(), _chosen(instance_id))
        return _back(instance_id, _("Skipped"))

    def retry(self, incident_id: int) -> BaseResponse:
        """Try again what an incident stopped."""
        root_id = self._monitor.retry(signed_in(), incident_id)
        with self._monitor.store.read() as connection:
            open_ones = [
                one
                for one in parts.incidents(
                    connection, self._monitor.names, parts.tree(connection, root_id), lang()
                )
                if one.resolved_at is None
            ]
        if open_ones:
            flash(_("Tried again; it failed again"), "warn")
        else:
            flash(_("Tried again: it goes on"), "ok")
        return redirect(url_for("monitor.instance", instance_id=root_id, tab="incidents"), code=303)

    def _content(self, connection: Connection, rows: Sequence[Row[Any]], tab: str) -> object:
        names, here = self._monitor.names, lang()
        if tab == "events":
            return parts.events(connection, names, rows, here, before=_before())
        if tab == "record":
            return record(connection, rows[0].root_id, hooks=self._monitor.hooks, names=names, lang=here)
        make = {
            "steps": parts.steps,
            "variables": parts.variables,
            "incidents": parts.incidents,
            "children": parts.children,
        }[tab]
        return make(connection, names, rows, here)

    def _counts(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, int]:
        troubles = parts.incidents(connection, self._monitor.names, rows, lang())
        return {
            "incidents": sum(one.resolved_at is None for one in troubles),
            "children": len(rows) - 1,
        }

    def _points(self, connection: Connection, rows: Sequence[Row[Any]]) -> list[Point]:
        """Approval points of the called approvals, listed beside the diagram."""
        return [point for row in rows[1:] for point in self._monitor.hooks.points(connection, row.id, lang())]


def _tab() -> str:
    text = request.args.get("tab", "steps")
    if text not in TABS:
        raise Invalid(field="tab", message=", ".join(TABS), message_zh="、".join(TABS))
    return text


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _chosen(instance_id: int) -> Chosen:
    token = request.form.get("token", type=int)
    again = request.form.get("again") == "1"
    return Chosen(
        instance_id=instance_id, element=request.form.get("element", ""), token_id=token, again=again
    )


def _back(instance_id: int, text: str) -> BaseResponse:
    flash(text, "ok")
    return redirect(url_for("monitor.instance", instance_id=instance_id), code=303)
