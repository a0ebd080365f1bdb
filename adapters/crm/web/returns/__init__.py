"""Pages of returns, repairs and the product archive."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.returns.pages import ReturnPages
from adapters.crm.web.returns.units import UnitPages
from adapters.crm.web.returns.views import ReturnViews
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    pages, views, units = ReturnPages(site=site), ReturnViews(site=site), UnitPages(site=site)
    crm.add_url_rule("/returns/new", "new_return", pages.new)
    crm.add_url_rule("/returns/new", "create_return", pages.create, methods=["POST"])
    crm.add_url_rule("/returns/waiting", "returns_waiting", views.waiting)
    crm.add_url_rule("/returns/accounts", "return_accounts", views.accounts)
    crm.add_url_rule("/returns/<int:return_id>", "return", pages.show)
    crm.add_url_rule("/returns/<int:return_id>", "save_return", pages.save, methods=["POST"])
    crm.add_url_rule("/returns/<int:return_id>/goods", "return_goods", pages.goods, methods=["POST"])
    crm.add_url_rule("/returns/<int:return_id>/inspect", "inspect_return", pages.inspect, methods=["POST"])
    crm.add_url_rule("/returns/<int:return_id>/withdraw", "withdraw_return", pages.withdraw, methods=["POST"])
    crm.add_url_rule("/returns/<int:return_id>/reverse", "reverse_return", pages.reverse, methods=["POST"])
    crm.add_url_rule("/units/<int:unit_id>", "unit", units.show)
    crm.add_url_rule("/units/<int:unit_id>/repair", "register_repair", units.register, methods=["POST"])
