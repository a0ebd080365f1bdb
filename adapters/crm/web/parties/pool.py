"""The pool of public customers and the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import owner, pool
from adapters.crm.records import access
from adapters.crm.web.parties.ownership import claim
from adapters.crm.web.parties.people import chosen_person, sellers
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

MOST = 300


class PoolPages:
    """The views of /crm/pool/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("account", "view")
    def index(self) -> Response:
        """Customers that nobody owns, and those that were deleted."""
        return self._page()

    @require("account", "view")
    def change(self, command: str) -> Response:
        """Claim, assign or recover what was ticked, in one transaction."""
        person = signed_in()
        ids = request.form.getlist("row", type=int)[:MOST]
        try:
            with self._site.store.begin(by=person.id, action=f"crm.pool.{command}") as tx:
                self._do(tx, person, command, ids)
                later = _not_owned(tx.connection, person, ids) if command == "claim" else 0
        except InvalidFields as refusal:
            return self._page(refusal.status, refusal="; ".join(refusal.by_field(lang()).values()))
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(refusal.status, refusal=refusal.text(lang()))
        flash(_("Done for %(count)s.", count=len(ids) - later), "ok")
        if later:
            flash(_("%(count)s wait for your superior.", count=later), "info")
        return redirect(url_for("crm.pool"), code=303)

    def _do(self, tx: Transaction, person: Person, command: str, ids: Sequence[int]) -> None:
        if command == "claim":
            organisation.demand(tx.connection, person, "account", "claim")
            for account_id in ids:
                claim(self._site, tx, person, account_id)
        elif command == "assign":
            organisation.demand(tx.connection, person, "account", "assign")
            owner.transfer(tx, person, ids, chosen_person(), reason="assign")
        elif command == "recover":
            organisation.demand(tx.connection, person, "account", "restore")
            for account_id in ids:
                pool.recover(tx, person, account_id)
        else:
            raise NotFound(what="command", what_zh="操作", id=command)

    def _page(self, status: int = 200, refusal: str = "") -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            may = {
                action
                for action in ("claim", "assign", "restore")
                if organisation.may(connection, person, "account", action) is not None
            }
            html = render_template(
                "crm/parties/pool.html",
                rows=_public(connection, person),
                recycled=pool.recycled(connection) if "restore" in may else [],
                people=sellers(connection) if "assign" in may else [],
                may=may,
                administers=organisation.may(connection, person, "system", "administer") is not None,
                refusal=refusal,
            )
        return Response(html, status, mimetype="text/html")


def _public(connection: Connection, person: Person) -> Sequence[Row[Any]]:
    account = tables.account
    query = access.visible(select(account), connection, person, ACCOUNT).where(
        account.c.pool_state == "public", account.c.owner_id.is_(None)
    )
    return connection.execute(query.order_by(account.c.code).limit(MOST)).all()


def _not_owned(connection: Connection, person: Person, ids: Sequence[int]) -> int:
    """How many of the claimed customers are not the person's yet."""
    account = tables.account
    query = select(account.c.id).where(account.c.id.in_(ids), account.c.owner_id == person.id)
    return len(ids) - len(connection.execute(query).all())
