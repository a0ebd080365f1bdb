"""Hand-overs: whose work can be handed over, the preview, the choice of receivers, the confirmation, the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, func, select
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.handover import plan
from adapters.crm.handover.errors import OtherStep
from adapters.crm.handover.holdings import KINDS, contacts_of, holdings
from adapters.crm.handover.plan import POOL, Planned
from adapters.crm.handover.words import KINDS as REASONS
from adapters.crm.handover.words import OPEN_STATES, STATES, TONES
from adapters.crm.processes import OpenItem
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.i18n import ngettext

MOST = 200
#: What the chooser says at the end.
CHECKS = ("complete", "again", "undo")


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoverPage:
    """What `crm/parties/handover.html` draws. `moved`: what changed hands, with its receiver."""

    row: Row[Any]
    leaver: Person
    requester: Person | None
    chooser: Person | None
    items: Sequence[OpenItem]
    found: Mapping[str, Sequence[Planned]]
    kind: str
    shown: Sequence[Planned]
    fitting: int
    words: str
    moved: Sequence[tuple[Row[Any], Person | None]]
    receivers: Sequence[tuple[str, str]]
    sums: Sequence[tuple[str, str, int]]  # kind, receiver, how many
    left: int
    contacts: int
    choosing: bool
    confirming: bool
    may_withdraw: bool
    process_url: str
    refusal: str = ""


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
                running=_running(connection, person),
                people=people,
                departments={
                    one.id: organisation.department(connection, one.department_id) for one in people
                },
                customers=_customers(connection),
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
                if row.requested_by_id != person.id or not self._site.processes.message_in(
                    tx, row.instance_id, "handover.withdraw", {}
                ):
                    raise _other_step(row)
        except OtherStep as refusal:
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
            page = self._gather(connection, person, plan.find(connection, person, handover_id), refusal)
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

    def _gather(self, connection: Connection, person: Person, row: Row[Any], refusal: str) -> HandoverPage:
        found = plan.planned(connection, row) if row.state in OPEN_STATES else {}
        asked, words = request.values.get("kind", ""), request.values.get("q", "").strip()
        kind = asked if asked in found else next(iter(found), "")
        fitting = [one for one in found.get(kind, ()) if one.held.fits(words)]
        leaver = plan.leaver_of(connection, row)
        mine = row.chooser_id == person.id
        return HandoverPage(
            row=row,
            leaver=leaver,
            requester=_of(connection, row.requested_by_id),
            chooser=_of(connection, row.chooser_id),
            items=self._site.processes.items(connection, [row.instance_id] if row.instance_id else []),
            found=found,
            kind=kind,
            shown=fitting[:MOST],
            fitting=len(fitting),
            words=words,
            moved=_moved(connection, row),
            receivers=_receivers(connection, row, kind) if row.state == "choosing" and mine else (),
            sums=_sums(found),
            left=sum(not one.settled for kept in found.values() for one in kept),
            contacts=contacts_of(connection, leaver),
            choosing=row.state == "choosing" and mine,
            confirming=row.state == "confirming" and mine,
            may_withdraw=row.state == "in_approval" and row.requested_by_id == person.id,
            process_url=self._site.processes.url(row.instance_id) if row.instance_id else "",
            refusal=refusal,
        )


def _running(connection: Connection, person: Person) -> Sequence[tuple[Row[Any], Person | None]]:
    table = tables.handover
    scope = organisation.may(connection, person, "handover", "view")
    query = select(table).where(table.c.state.in_(OPEN_STATES), table.c.deleted_at.is_(None))
    rows = connection.execute(query.order_by(table.c.id.desc()).limit(MOST)).all()
    return [
        (row, _of(connection, row.person_id))
        for row in rows
        if person.id in (row.requested_by_id, row.chooser_id)
        or organisation.sees(connection, person, scope, row.person_id)
    ]


def _customers(connection: Connection) -> Mapping[int, int]:
    """person → how many customers he has."""
    account = tables.account
    query = select(account.c.owner_id, func.count()).where(account.c.deleted_at.is_(None))
    return {owner: count for owner, count in connection.execute(query.group_by(account.c.owner_id)) if owner}


def _moved(connection: Connection, row: Row[Any]) -> Sequence[tuple[Row[Any], Person | None]]:
    item = tables.handover_item
    query = select(item).where(item.c.handover_id == row.id, item.c.done_at.is_not(None))
    rows = connection.execute(query.order_by(item.c.id).limit(1000)).all()
    return [(one, _of(connection, one.successor_id)) for one in rows]


def _receivers(connection: Connection, row: Row[Any], kind: str) -> Sequence[tuple[str, str]]:
    """Who may get things of this kind, as choices."""
    right = KINDS[kind].right if kind else None
    people = [
        (str(one.id), one.full_label(lang()))
        for one in organisation.everyone(connection)
        if one.id != row.person_id
        and (right is None or organisation.may(connection, one, *right) is not None)
        and plan.running(connection, one.id, kind="leaver") is None
    ]
    return [*people, *([(POOL, _("The customer pool"))] if kind == "account" else [])]


def _sums(found: Mapping[str, Sequence[Planned]]) -> Sequence[tuple[str, str, int]]:
    """kind, receiver, how many: what the confirmation says."""
    counts: dict[tuple[str, str], int] = {}
    for kind, kept in found.items():
        for one in kept:
            to = _("The customer pool") if one.to_pool else one.to.label(lang()) if one.to else ""
            counts[kind, to] = counts.get((kind, to), 0) + 1
    return [(kind, to, count) for (kind, to), count in counts.items()]


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


def _of(connection: Connection, person_id: int | None) -> Person | None:
    return None if person_id is None else organisation.person(connection, person_id)


def _other_step(row: Row[Any]) -> OtherStep:
    zh, en = STATES[row.state]
    return OtherStep(no=row.no, state_zh=zh, state_en=en.lower())


def _words(words: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {code: both[0 if lang() == "zh" else 1] for code, both in words.items()}
