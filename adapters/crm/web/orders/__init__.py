"""Pages of orders, deliveries and stock."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.orders import words as order_words
from adapters.crm.web.orders.pages import OrderPages
from adapters.crm.web.orders.warehouse import WarehousePages
from adapters.crm.web.site import Site
from adapters.crm.words import word
from forms.shell import lang


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    pages, warehouse = OrderPages(site), WarehousePages(site)
    one = "/orders/<int:order_id>"
    crm.add_url_rule("/orders/", "orders", pages.index)
    crm.add_url_rule("/orders/new", "new_order", pages.new)
    crm.add_url_rule("/orders/new", "create_order", pages.create, methods=["POST"])
    crm.add_url_rule("/orders/price", "price_order", pages.recalculate, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/order", "order_quote", pages.from_quote, methods=["POST"])
    crm.add_url_rule(one, "order", pages.show)
    crm.add_url_rule(one, "save_order", pages.save, methods=["POST"])
    crm.add_url_rule(f"{one}/withdraw", "withdraw_order", pages.withdraw, methods=["POST"])
    crm.add_url_rule(f"{one}/draft", "take_up_order", pages.take_up, methods=["POST"])
    crm.add_url_rule(f"{one}/cancel", "cancel_order", pages.cancel, methods=["POST"])
    crm.add_url_rule(f"{one}/print", "order_sheet", pages.sheet)
    crm.add_url_rule("/deliveries/", "deliveries", warehouse.deliveries)
    crm.add_url_rule("/deliveries/<int:delivery_id>", "delivery", warehouse.delivery)
    crm.add_url_rule("/deliveries/<int:delivery_id>", "pick_delivery", warehouse.pick, methods=["POST"])
    crm.add_url_rule("/stock/", "stock", warehouse.stock)
    crm.add_url_rule("/stock/<int:stock_id>", "stock_shelf", warehouse.shelf)
    crm.add_url_rule("/stock/<int:stock_id>", "count_stock", warehouse.count, methods=["POST"])
    crm.app_template_global("order_word")(_word)
    crm.app_template_global("order_options")(_options)
    crm.app_template_global("order_tone")(_tone)


def _word(name: str, code: str) -> str:
    """`order_word('STATES', 'draft')` in the reader's language."""
    return word(getattr(order_words, name), code, lang())


def _options(name: str) -> list[tuple[str, str]]:
    """The choices of a select."""
    return [(code, _word(name, code)) for code in getattr(order_words, name)]


def _tone(name: str, code: str) -> str:
    """The tone of a chip."""
    return str(getattr(order_words, name).get(code, ""))
