"""Products: the list beside the tree of categories, and the page of one with everything around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from sqlalchemy import Connection, Row, func, select
from werkzeug.wrappers import Response

from adapters.crm import products, tables
from adapters.crm.catalogue.wares import PRODUCT
from adapters.crm.records import access
from adapters.crm.web.products.discount_grid import positions
from adapters.crm.web.products.product_around import around
from adapters.crm.web.records import page
from adapters.crm.web.records.reading import Reading
from adapters.crm.web.site import Site
from adapters.crm.words import DISCOUNTS, STATES, word
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import lang

product, category = tables.product, tables.category
DEEPEST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """One category of the tree; `count` is of products in it and below."""

    id: int
    name: str
    depth: int
    count: int


class ProductPages:
    """The views of /crm/products/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store
        self._reading = Reading(site)

    @require("product", "view")
    def index(self, category_id: int | None = None) -> Response:
        """All products, or those of a category and what lies within it."""
        with self._store.read() as connection:
            tree = _tree(connection)
            if category_id is not None and not any(one.id == category_id for one in tree):
                raise NotFound(what="category", what_zh="产品类别", id=category_id)
            below = products.categories_below(connection, category_id) if category_id is not None else None
        return self._reading.rows(
            PRODUCT,
            narrowed=None if below is None else product.c.category_id.in_(below),
            template="crm/products/products.html",
            tree=tree,
            chosen=category_id,
        )

    @require("product", "view")
    def show(self, product_id: int) -> Response:
        """One product."""
        person = signed_in()
        with self._store.read() as connection:
            row = access.find(connection, person, PRODUCT, product_id)
            html = render_template(
                "crm/products/product.html",
                page=page.gather(connection, self._site, person, PRODUCT, row),
                entity=PRODUCT,
                around=around(connection, person, product_id, self._today()),
                discount_word=lambda kind: word(DISCOUNTS, kind, lang()),
                quote_word=lambda state: word(STATES, state, lang()),
                position_word=dict(positions(connection)),
                today=self._today(),
            )
        return Response(html, mimetype="text/html")

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _tree(connection: Connection) -> Sequence[Branch]:
    """The categories as they lie within each other, by code."""
    rows = connection.execute(
        select(category).where(category.c.deleted_at.is_(None)).order_by(category.c.code)
    ).all()
    counted = select(product.c.category_id, func.count()).where(product.c.deleted_at.is_(None))
    found_counts = connection.execute(counted.group_by(product.c.category_id)).all()
    own: dict[int | None, int] = {row.category_id: row[1] for row in found_counts}
    known = {row.id for row in rows}
    found: list[Branch] = []

    def put(parent: int | None, depth: int) -> int:
        total = 0
        for row in rows:
            above = row.parent_id if row.parent_id in known else None
            if above != parent or depth > DEEPEST:
                continue
            place = len(found)
            found.append(Branch(id=row.id, name=_name(row), depth=depth, count=0))
            count = own.get(row.id, 0) + put(row.id, depth + 1)
            found[place] = Branch(id=row.id, name=_name(row), depth=depth, count=count)
            total += count
        return total

    put(None, 0)
    return found


def _name(row: Row[Any]) -> str:
    return str(row.name if lang() == "zh" else row.name_en)
