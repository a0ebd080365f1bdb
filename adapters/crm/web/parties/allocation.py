"""Allocating customers to a person (13.4), and what is shared by me and with me."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import sharing
from adapters.crm.records import access
from adapters.crm.web.parties.people import chosen_person, level_choices, sellers, typed_day
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

MOST = 200


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
        """The ticked ones are the person's to reach, the others of the page no longer."""
        person, form = signed_in(), request.form
        try:
            with self._site.store.begin(by=person.id, action="crm.allocate") as tx:
                given, taken = sharing.allocate(
                    tx,
                    person,
                    chosen_person(),
                    form.getlist("row", type=int),
                    form.getlist("shown", type=int),
                    level=form.get("level", ""),
                    valid_from=typed_day("valid_from"),
                    valid_to=typed_day("valid_to"),
                )
        except InvalidFields as refusal:
            return self._page(refusal.status, errors=refusal.by_field(lang()))
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(refusal.status, refusal=refusal.text(lang()))
        flash(_("%(given)s given, %(taken)s taken away.", given=given, taken=taken), "ok")
        return redirect(url_for("crm.allocation", person=form.get("person_id"), q=form.get("q")), code=303)

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
        account = tables.account
        with self._site.store.read() as connection:
            query = access.visible(select(account), connection, person, ACCOUNT, "assign")
            if words:
                columns = (account.c.name, account.c.name_en, account.c.code, account.c.city)
                query = query.where(or_(*(one.icontains(words, autoescape=True) for one in columns)))
            if chosen is not None:
                query = query.where(or_(account.c.owner_id.is_(None), account.c.owner_id != chosen))
            rows = connection.execute(query.order_by(account.c.code).limit(MOST)).all() if chosen else []
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
        )
        return Response(html, status, mimetype="text/html")
