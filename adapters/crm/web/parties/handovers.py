"""Hand-overs: whose work can be handed over, the preview, the choice of receivers, the confirmation, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.handover import plan
from adapters.crm.handover.errors import OtherStep
from adapters.crm.handover.holdings import KINDS, contacts_of, holdings
from adapters.crm.handover.words import KINDS as REASONS
from adapters.crm.handover.words import STATES, TONES
from adapters.crm.web.parties import handover_view
from adapters.crm.web.parties.handover_view import MOST
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, EngineError, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.i18n import ngettext

#: What the chooser says at the end.
CHECKS = ("complete", "again", "undo")


class HandoverPages:
    """The views of /crm/handovers/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("handover", "view")
    def index(self) -> Response:
        """Hand-overs that are not finished, and the people whose work may be handed over."""
        person = signed_in()
        with self._site.store.read() as connection:
            adds = organisation.may(connection, person, "handover", "add")
            people = [
                one
                for one in organisation.everyone(connection)
                if one.id != person.id and organisation.sees(connection, person, adds, one.id)
            ]
            html = render_template(
                "crm/parties/handovers.html",
                running=handover_view.running(connection, person),
                people=people,
                departments={
                    one.id: organisation.department(connection, one.department_id) for one in people
                },
                customers=handover_view.customers(connection),
                states=_words(STATES),
                tones=TONES,
            )
        return Response(html, mimetype="text/html")

    @require("handover", "add")
    def new(self) -> Response:
        """What somebody holds, before a hand-over is begun."""
        return self._preview(request.args.get("person", 0, type=int))

    @require("handover", "add")
    def create(self) -> Response:
        """Begin it: its process asks for the approval."""
        person, form = signed_in(), request.form
        person_id = form.get("person", 0, type=int)
        kind, reason = form.get("kind", ""), form.get("reason", "").strip()
        try:
            _check(kind, reason)
            with self._site.store.begin(by=person.id, action="crm.handover.begin") as tx:
                made = plan.begin(
                    tx,
                    person,
                    self._site.processes,
                    _person(tx.connection, person_id),
                    kind=kind,
                    reason=reason,
                    freeze_now=form.get("freeze_now") == "1",
                )
        except InvalidFields as refusal:
            return self._preview(person_id, refusal.status, errors=refusal.by_field(lang()))
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._preview(person_id, refusal.status, refusal=refusal.text(lang()))
        flash(_("The hand-over has begun and waits for its approval."), "ok")
        return redirect(url_for("crm.handover", handover_id=made), code=303)

    def show(self, handover_id: int) -> Response:
        """One hand-over."""
        return self._page(handover_id)

    def plan(self, handover_id: int) -> Response:
        """Say who gets the ticked ones, or all that fit the filter."""
        person, form = signed_in(), request.form
        kind = form.get("kind", "")
        ids = None if form.get("which") == "all" else set(form.getlist("row", type=int))
        words = form.get("q", "").strip()
        try:
            if kind not in KINDS:
                raise NotFound(what="kind", what_zh="类别", id=kind)
            with self._site.store.begin(by=person.id, action="crm.handover.plan") as tx:
                plan.find(tx.connection, person, handover_id)
                count = plan.choose(tx, person, handover_id, kind, ids, form.get("to", ""), words=words)
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(handover_id, refusal.status, refusal=refusal.text(lang()))
        flash(ngettext("%(num)s has a receiver now.", "%(num)s have a receiver now.", count), "ok")
        return redirect(url_for("crm.handover", handover_id=handover_id, kind=kind, q=words), code=303)

    def confirm(self, handover_id: int) -> Response:
        """Everything changes hands, if everything has a receiver now."""
        return self._step(handover_id, "choosing", "choose", {}, _("Everything has changed hands."))

    def check(self, handover_id: int) -> Response:
        """It is complete and ends, something is missing, or it is taken back."""
        said = request.form.get("check", "")
        if said not in CHECKS:
            raise NotFound(what="command", what_zh="操作", id=said)
        done = {
            "complete": _("The hand-over is finished."),
            "again": _("Choose receivers for the rest."),
            "undo": _("Everything was taken back. The receivers are still chosen."),
        }
        return self._step(handover_id, "confirming", "confirm", {"check": said}, done[said])

    def withdraw(self, handover_id: int) -> Response:
        """Take the request back while nobody has decided."""
        person = signed_in()
        try:
            with self._site.store.begin(by=person.id, action="crm.handover.withdraw") as tx:
                row = plan.find(tx.connection, person, handover_id)
                if row.requested_by_id != person.id or row.instance_id is None:
                    raise _other_step(row)
                self._site.processes.withdraw_in(tx, row.instance_id, person)
        except (OtherStep, Conflict) as refusal:
            return self._page(handover_id, refusal.status, refusal=refusal.text(lang()))
        flash(_("The request was taken back."), "ok")
        return redirect(url_for("crm.handover", handover_id=handover_id), code=303)

    def _step(
        self, handover_id: int, state: str, element: str, values: Mapping[str, str], said: str
    ) -> Response:
        """Complete the chooser's task in the transaction that checks whether it can be completed."""
        person = signed_in()
        try:
            with self._site.store.begin(by=person.id, action=f"crm.handover.{element}") as tx:
                row = plan.find(tx.connection, person, handover_id)
                self._site.processes.lock_in(tx, row.instance_id)
                row = plan.demand_choosing(
                    tx.connection, person, plan.row_of(tx.connection, handover_id), state
                )
                if state == "choosing":
                    plan.demand_settled(tx.connection, person, row)
                self._complete(tx, person, row, element, values)
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(handover_id, refusal.status, refusal=refusal.text(lang()))
        flash(said, "ok")
        return redirect(url_for("crm.handover", handover_id=handover_id), code=303)

    def _complete(
        self, tx: Transaction, person: Person, row: Row[Any], element: str, values: Mapping[str, str]
    ) -> None:
        if not self._site.processes.complete_in(tx, row.instance_id, element, values, by=person):
            raise _other_step(row)

    def _preview(
        self,
        person_id: int,
        status: int = 200,
        *,
        refusal: str = "",
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            leaver = _person(connection, person_id)
            plan.demand_reach(connection, person, leaver, "add")
            try:
                plan.demand_start(connection, person, leaver)
            except EngineError as why_not:
                refusal, status = refusal or why_not.text(lang()), max(status, why_not.status)
            html = render_template(
                "crm/parties/handover_new.html",
                leaver=leaver,
                found=holdings(connection, leaver),
                kinds=KINDS,
                contacts=contacts_of(connection, leaver),
                chooser=organisation.superior(connection, leaver.id) or person,
                reasons=list(_words(REASONS).items()),
                typed=request.form,
                refusal=refusal,
                errors=errors or {},
                most=MOST,
            )
        return Response(html, status, mimetype="text/html")

    def _page(self, handover_id: int, status: int = 200, *, refusal: str = "") -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            page = handover_view.gather(
                connection,
                person,
                self._site,
                plan.find(connection, person, handover_id),
                asked=request.values.get("kind", ""),
                words=request.values.get("q", "").strip(),
                refusal=refusal,
            )
            html = render_template(
                "crm/parties/handover.html",
                page=page,
                kinds=KINDS,
                states=_words(STATES),
                reasons=_words(REASONS),
                tones=TONES,
                most=MOST,
            )
        return Response(html, status, mimetype="text/html")


def _check(kind: str, reason: str) -> None:
    faults = []
    if kind not in REASONS:
        faults.append(Fault(field="kind", zh="请从列表中选择", en="choose one from the list"))
    if not 2 <= len(reason) <= 2000:
        faults.append(
            Fault(field="reason", zh="请填写 2 到 2000 字的说明", en="2 to 2000 characters, please")
        )
    if faults:
        raise InvalidFields(faults)


def _person(connection: Connection, person_id: int) -> Person:
    found = organisation.person(connection, person_id)
    if found is None:
        raise NotFound(what="person", what_zh="人员", id=person_id)
    return found


def _other_step(row: Row[Any]) -> OtherStep:
    zh, en = STATES[row.state]
    return OtherStep(no=row.no, state_zh=zh, state_en=en.lower())


def _words(words: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {code: both[0 if lang() == "zh" else 1] for code, both in words.items()}
