"""The warehouse: deliveries to pick and send, stock with its movements, counting."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Row
from werkzeug.wrappers import Response

from adapters.crm import changes, deliveries, stock, tables
from adapters.crm.catalogue.order_parts import DELIVERY
from adapters.crm.catalogue.stocks import STOCK
from adapters.crm.orders import reading
from adapters.crm.records import access
from adapters.crm.web import arrangements
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.web.typed import decimal
from engine.errors import EngineError, Invalid
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class WarehousePages:
    """The views of /crm/deliveries/ and /crm/stock/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("delivery", "view")
    def deliveries(self) -> Response:
        """The deliveries a person may see."""
        return RecordLists(self._site).respond(
            DELIVERY, arrange=arrangements.deliveries, here="deliveries", boxes=False
        )

    @require("delivery", "view")
    def delivery(self, delivery_id: int) -> Response:
        """One delivery: what goes with it, where it is, and the task that waits."""
        person = signed_in()
        with self._store.read() as connection:
            row = access.find(connection, person, DELIVERY, delivery_id)
            order = reading.of(connection, row.order_id)
            root = order.instance_id
            items = self._site.processes.items(connection, [root]) if root else []
            tasks = ("order_pick", "order_ship", "order_track")
            html = render_template(
                "crm/orders/delivery.html",
                delivery=row,
                order=order,
                party=changes.row_of(connection, tables.account, order.account_id),
                lines=reading.lines(connection, order.id),
                picked=deliveries.quantities(row),
                task=next((item for item in items if item.element in tasks), None),
                may_pick=row.state == "picking"
                and access.allows(connection, person, DELIVERY, delivery_id, "execute"),
            )
        return Response(html, mimetype="text/html")

    @require("delivery", "execute")
    def pick(self, delivery_id: int) -> Response:
        """Set what goes with a delivery; the rest goes with the next one."""
        person = signed_in()
        try:
            with self._store.begin(by=person.id, action="crm.delivery.pick") as tx:
                row = access.find(tx.connection, person, DELIVERY, delivery_id, "execute")
                order = reading.of(tx.connection, row.order_id)
                if order.instance_id is not None:
                    self._site.processes.lock_in(tx, order.instance_id)
                deliveries.pick(tx, deliveries.of(tx, delivery_id), self._picked(tx.connection, row))
            flash(_("Saved."), "ok")
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            flash(refusal.text(lang()), "bad")
        return redirect(url_for("crm.delivery", delivery_id=delivery_id), code=303)

    def _picked(self, connection: Any, row: Row[Any]) -> dict[int, Decimal]:
        found = {}
        for line in reading.lines(connection, row.order_id):
            typed = request.form.get(f"quantity-{line.id}")
            if typed is None:
                continue
            quantity = decimal(typed or "0")
            if quantity is None:
                raise Invalid(field=line.code, message="a number is needed", message_zh="请填写数字")
            found[line.id] = quantity
        return found

    @require("stock", "view")
    def stock(self) -> Response:
        """What is on hand and what of it is promised."""
        return RecordLists(self._site).respond(
            STOCK, arrange=arrangements.in_stock, here="stock", boxes=False
        )

    @require("stock", "view")
    def shelf(self, stock_id: int) -> Response:
        """One product: its level and its movements."""
        person = signed_in()
        with self._store.read() as connection:
            row = access.find(connection, person, STOCK, stock_id)
            html = render_template(
                "crm/orders/shelf.html",
                stock=row,
                product=changes.row_of(connection, tables.product, row.product_id),
                movements=stock.movements(connection, row.product_id),
                may_count=access.allows(connection, person, STOCK, stock_id, "edit"),
            )
        return Response(html, mimetype="text/html")

    @require("stock", "edit")
    def count(self, stock_id: int) -> Response:
        """Somebody has counted the shelf."""
        person = signed_in()
        try:
            with self._store.begin(by=person.id, action="crm.stock.count") as tx:
                row = access.find(tx.connection, person, STOCK, stock_id, "edit")
                counted = decimal(request.form.get("counted", ""))
                if counted is None:
                    raise Invalid(field=_("Counted"), message="a number is needed", message_zh="请填写数字")
                differs = stock.count(
                    tx, row.product_id, counted, request.form.get("remark", "").strip()[:200]
                )
            flash(_("Saved.") if differs else _("The count agrees with the books."), "ok")
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            flash(refusal.text(lang()), "bad")
        return redirect(url_for("crm.stock_shelf", stock_id=stock_id), code=303)
