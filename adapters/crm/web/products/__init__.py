"""Pages of products, prices and discounts."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.products.discount_pages import DiscountPages
from adapters.crm.web.products.product_pages import ProductPages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    wares, pages = ProductPages(site), DiscountPages(site)
    crm.add_url_rule("/products/", "products", wares.index)
    crm.add_url_rule("/products/in/<int:category_id>", "products_in", wares.index)
    crm.add_url_rule("/products/<int:product_id>", "product", wares.show)
    crm.add_url_rule("/discounts/", "discount_kinds", pages.index)
    crm.add_url_rule("/discounts/<kind>", "discounts", pages.show)
    crm.add_url_rule("/discounts/<kind>", "save_discounts", pages.save, methods=["POST"])
    crm.add_url_rule("/discounts/<kind>/try", "try_discounts", pages.live, methods=["POST"])
    crm.add_url_rule(
        "/discounts/<kind>/undo/<int:revision_id>", "undo_discounts", pages.undo, methods=["POST"]
    )
