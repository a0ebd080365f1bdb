"""Allocating customers to a person (13.4), and what is shared by me and with me."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Select, func, or_, select
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import sharing
from adapters.crm.records import access
from adapters.crm.records.errors import OtherNow, TooMany
from adapters.crm.web.parties.people import chosen_person, level_choices, sellers, typed_day
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

MOST = 200
MOST_AT_ONCE = 5000
#: All that fit the filter are given, or none of them is left.
WHOLE = ("all", "none")


class AllocationPages:
    """The views of /crm/allocation/ and /crm/shares/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("account", "assign")
    def index(self) -> Response:
        """Choose a person, then tick customers."""
        return self._page()

    @require("account", "assign")
    def save(self) -> Response:
        """The ticked ones of the page, or all that fit the filter: the person's to reach, or no longer.

        All of a filter are looked at first; what is done carries the number that was seen.
        """
        person, form = signed_in(), request.form
        which = form.get("which", "")
        try:
            if which in WHOLE and "then" not in form:
                return self._preview(person, which)
            with self._site.store.begin(by=person.id, action="crm.allocate") as tx:
                wanted, shown = self._chosen(tx.connection, person, which)
                given, taken = sharing.allocate(
                    tx,
                    person,
                    chosen_person(),
                    wanted,
                    shown,
                    level=form.get("level", ""),
                    valid_from=typed_day("valid_from"),
                    valid_to=typed_day("valid_to"),
                )
                at = tx.now
        except InvalidFields as refusal:
            return self._page(refusal.status, errors=refusal.by_field(lang()))
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(refusal.status, refusal=refusal.text(lang()))
        flash(_("%(given)s given, %(taken)s taken away.", given=given, taken=taken), "ok")
        done = at.isoformat() if given or taken else None
        back = url_for("crm.allocation", person=form.get("person_id"), q=form.get("q"), done=done)
        return redirect(back, code=303)

    @require("account", "assign")
    def undo(self) -> Response:
        """Take back what was allocated a moment ago."""
        person, form = signed_in(), request.form
        try:
            at = datetime.fromisoformat(form.get("at", ""))
        except ValueError:
            raise NotFound(what="allocation", what_zh="分配", id=form.get("at", "")[:40]) from None
        with self._site.store.begin(by=person.id, action="crm.allocate.undo") as tx:
            organisation.demand(tx.connection, person, "account", "assign")
            back = sharing.undo(tx, person, at)
        flash(_("%(count)s taken back.", count=back), "ok")
        return redirect(url_for("crm.allocation", person=form.get("person_id"), q=form.get("q")), code=303)

    def _chosen(self, connection: Connection, person: Person, which: str) -> tuple[list[int], list[int]]:
        """The customers to give, and all that are looked at. Raises OtherNow where the filter fits others now."""
        form = request.form
        if which not in WHOLE:
            return form.getlist("row", type=int), form.getlist("shown", type=int)
        fitting = _fitting(person, connection, chosen_person(), form.get("q", "").strip())
        ids = list(connection.scalars(fitting.with_only_columns(tables.account.c.id)))
        then = form.get("then", 0, type=int)
        if len(ids) != then:
            raise OtherNow(now=len(ids), then=then)
        return (ids if which == "all" else []), ids

    def _preview(self, person: Person, which: str) -> Response:
        """What giving or taking away all that fit the filter would do."""
        form, to_id = request.form, chosen_person()
        with self._site.store.read() as connection:
            words = form.get("q", "").strip()
            rows = connection.execute(
                _fitting(person, connection, to_id, words).limit(MOST_AT_ONCE + 1)
            ).all()
            if len(rows) > MOST_AT_ONCE:
                raise TooMany(most=MOST_AT_ONCE)
            shared = {row.account_id for row in sharing.with_me(connection, to_id)}
            to = organisation.person(connection, to_id)
        known = [row for row in rows if row.id in shared]
        html = render_template(
            "crm/parties/allocation_preview.html",
            which=which,
            rows=rows if which == "all" else known,
            then=len(rows),
            known=len(known),
            to=to,
            level=dict(level_choices()).get(form.get("level", ""), ""),
            form=form,
        )
        return Response(html, mimetype="text/html")

    @require("account", "view")
    def shares(self) -> Response:
        """Shared by me, shared with me."""
        person = signed_in()
        with self._site.store.read() as connection:
            mine, others = sharing.by_me(connection, person.id), sharing.with_me(connection, person.id)
            ids = {row.person_id for row in mine} | {row.granted_by_id for row in others}
            people = {one: organisation.person(connection, one) for one in ids}
        html = render_template(
            "crm/parties/shares.html", mine=mine, others=others, people=people, levels=level_choices()
        )
        return Response(html, mimetype="text/html")

    def _page(
        self, status: int = 200, *, refusal: str = "", errors: Mapping[str, str] | None = None
    ) -> Response:
        person, asked = signed_in(), request.values
        chosen = asked.get("person", type=int) or asked.get("person_id", type=int)
        words = asked.get("q", "").strip()
        with self._site.store.read() as connection:
            fitting = _fitting(person, connection, chosen or 0, words)
            rows = connection.execute(fitting.limit(MOST)).all() if chosen else []
            total = connection.scalar(select(func.count()).select_from(fitting.subquery())) or 0
            shared: dict[int, Any] = {}
            if chosen is not None:
                shared = {row.account_id: row for row in sharing.with_me(connection, chosen)}
            people = sellers(connection)
        html = render_template(
            "crm/parties/allocation.html",
            people=people,
            chosen=chosen,
            rows=rows,
            shared=shared,
            words=words,
            levels=level_choices(),
            refusal=refusal,
            errors=errors or {},
            most=MOST,
            total=total,
            done=asked.get("done", ""),
        )
        return Response(html, status, mimetype="text/html")


def _fitting(person: Person, connection: Connection, to_id: int, words: str) -> Select[Any]:
    """The customers that may be allocated, fit the filter and are not the receiver's own."""
    account = tables.account
    query = access.visible(select(account), connection, person, ACCOUNT, "assign")
    if words:
        columns = (account.c.name, account.c.name_en, account.c.code, account.c.city)
        query = query.where(or_(*(one.icontains(words, autoescape=True) for one in columns)))
    others = or_(account.c.owner_id.is_(None), account.c.owner_id != to_id)
    return query.where(others, account.c.invalid.is_(False)).order_by(account.c.code)
