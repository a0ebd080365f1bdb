"""What the warehouse waits for, and the accounts of returns."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.catalogue.returns import RETURN
from adapters.crm.records import access
from adapters.crm.returns import words
from adapters.crm.returns.accounts import accounts
from adapters.crm.web.site import Site
from forms.accounts import require, signed_in

QUEUES = {"goods": "awaiting_goods", "inspect": "received"}
MOST = 200


class ReturnViews:
    """Lists across returns."""

    def __init__(self, *, site: Site) -> None:
        self._site = site

    @require("return", "view")
    def waiting(self) -> Response:
        """Goods awaited (the nearest deadline first) or goods to inspect (the longest waiting first)."""
        what = request.args.get("what", "goods")
        what = what if what in QUEUES else "goods"
        table, account, order = tables.return_order, tables.account, tables.order
        rows = {}
        with self._site.store.read() as connection:
            for name, state in QUEUES.items():
                query = (
                    select(table, account.c.name, account.c.name_en, order.c.no.label("order_no"))
                    .join(account, account.c.id == table.c.account_id)
                    .join(order, order.c.id == table.c.order_id)
                    .where(table.c.state == state)
                    .order_by(table.c.goods_received_at, table.c.goods_due_at, table.c.id)
                    .limit(MOST)
                )
                query = access.visible(query, connection, signed_in(), RETURN)
                rows[name] = connection.execute(query).all()
        html = render_template("crm/returns/waiting.html", what=what, rows=rows, words=words)
        return Response(html, mimetype="text/html")

    @require("return", "view")
    def accounts(self) -> Response:
        """By customer, product or month, between two days."""
        by = request.args.get("by", "customer")
        by = by if by in ("customer", "product", "month") else "customer"
        since, until = _day(request.args.get("since", "")), _day(request.args.get("until", ""))
        with self._site.store.read() as connection:
            rows = accounts(connection, signed_in(), by, since, until)
        html = render_template("crm/returns/accounts.html", by=by, since=since, until=until, rows=rows)
        return Response(html, mimetype="text/html")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
