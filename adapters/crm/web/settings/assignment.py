"""The page of assignment rules: their order, who would get a lead and why, how the last months would be spread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import assignment, assignment_trial, catalogue, changes, tables
from adapters.crm.assignment import Asked
from adapters.crm.catalogue.assignment import WAYS
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

DAYS = 90
OFFERED = 12  # leads to try
STEP = 10
rule = tables.assignment_rule


class AssignmentPages:
    """The views of /crm/settings/assignment."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("settings", "define")
    def index(self) -> str:
        """The rules, a trial (`lead`: a number), and the split of the last months."""
        person, no = signed_in(), request.args.get("lead", "").strip()[:40]
        since = self._site.store.clock.now() - timedelta(days=DAYS)
        with self._site.store.read() as connection:
            table = tables.lead
            mine = access.readable(connection, person, catalogue.entity("lead"))
            offered = connection.execute(mine.order_by(table.c.id.desc()).limit(OFFERED)).all()
            tried = connection.execute(mine.where(table.c.no == no)).first() if no else None
            known = assignment.rules(connection, "lead", off_too=True)
            trial = assignment_trial.one(connection, tried) if tried is not None else None
            return render_template(
                "crm/settings/assignment.html",
                rules=[(row, _told(connection, row), _who(connection, row)) for row in known],
                trial=trial,
                why={one.row.id: _why(one) for one in trial.asked} if trial else {},
                missing=bool(no) and tried is None,
                no=no,
                offered=offered,
                split=assignment_trial.split(connection, since),
                days=DAYS,
                called=lambda one: _called(connection, one),
                named=named,
            )

    @require("settings", "define")
    def move(self, rule_id: int) -> Response:
        """One place up or down; the others keep their order."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.assignment.move") as tx:
            _find(tx, rule_id)
            ids = [row.id for row in assignment.rules(tx.connection, "lead", off_too=True)]
            place = ids.index(rule_id)
            other = place + (-1 if request.form.get("to") == "up" else 1)
            if 0 <= other < len(ids):
                ids[place], ids[other] = ids[other], ids[place]
            for number, one in enumerate(ids, start=1):
                changes.edit(tx, rule, one, sort=number * STEP)
        return redirect(url_for("crm.assignment"), code=303)

    @require("settings", "define")
    def switch(self, rule_id: int) -> Response:
        """On or off."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.assignment.switch") as tx:
            row, wanted = _find(tx, rule_id), request.form.get("on") == "1"
            changed = changes.edit(tx, rule, row.id, active=wanted)
        if changed:
            flash(_("Switched on: new leads go by it.") if wanted else _("Switched off."), "ok")
        return redirect(url_for("crm.assignment"), code=303)


def named(row: Row[Any]) -> str:
    """What a rule is called, in the reader's language."""
    return str(row.name_en if lang() == "en" and row.name_en else row.name)


def _find(tx: Transaction, rule_id: int) -> Row[Any]:
    row = changes.row_of(tx.connection, rule, rule_id, lock=True)
    if row is None or row.deleted_at is not None or row.entity != "lead":
        raise NotFound(what="assignment rule", what_zh="分派规则", id=rule_id)
    return row


def _told(connection: Connection, row: Row[Any]) -> list[str]:
    """The conditions of a rule in words."""
    book, joint = Codebook(connection), "、" if lang() == "zh" else ", "
    found = []
    for field in catalogue.entity("assignment_rule").fields:
        if field.name not in assignment.LISTS or not row._mapping[field.name]:
            continue
        words = book.ever(field.lookup) if field.lookup else field.words
        both = [words.get(code, (code, code)) for code in row._mapping[field.name]]
        texts = joint.join(zh if lang() == "zh" else en for zh, en in both)
        found.append(
            f"{field.label(lang())}：{texts}" if lang() == "zh" else f"{field.label(lang())}: {texts}"
        )
    return [*found, row.condition] if row.condition.strip() else found


def _who(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    people = [_called(connection, one) for one in assignment.people_of(connection, row)]
    zh, en = WAYS[row.way]
    return {"people": people, "way": zh if lang() == "zh" else en}


def _called(connection: Connection, person_id: int | None) -> str:
    person = organisation.person(connection, person_id) if person_id else None
    return person.label(lang()) if person else _("Nobody: assigned by hand")


def _why(asked: Asked) -> tuple[str, str]:
    """Tone and sentence of a rule that was asked."""
    if not asked.misfit and not asked.people:
        return "warn", _("fits, but names nobody who works here")
    if not asked.misfit:
        return ("ok", _("fits")) if asked.row.active else ("warn", _("would fit, but is switched off"))
    if asked.misfit == "condition":
        return "", _("its expression is not true")
    field = catalogue.entity("assignment_rule").field(asked.misfit)
    return "", _("%(field)s: does not fit", field=field.label(lang()) if field else asked.misfit)
