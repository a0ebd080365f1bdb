"""A small company with two branches: a chain of three in sales, finance beside it, another plate."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.organisation import (
    add_department,
    add_person,
    add_plate,
    assign_position,
    standard,
)
from engine.store.uow import Store


@pytest.fixture
def cast(store: Store) -> SimpleNamespace:
    """Ids: director > manager > seller; finance; stranger (a seller of another plate)."""
    with store.begin(by=None, action="test.set_up") as tx:
        standard.install(tx)
        east = add_plate(tx, code="east", name="华东", name_en="East")
        west = add_plate(tx, code="west", name="西部", name_en="West")
        company = add_department(tx, code="co", name="公司", name_en="Company", plate_id=east)
        sales = add_department(tx, code="sales", name="销售部", name_en="Sales", parent_id=company)
        team = add_department(tx, code="team", name="一组", name_en="Team 1", parent_id=sales)
        money = add_department(tx, code="fin", name="财务部", name_en="Finance", parent_id=company)
        far = add_department(tx, code="far", name="西部销售", name_en="Western sales", plate_id=west)

        def hire(login: str, position: str, department: int, superior: int | None = None) -> int:
            person_id = add_person(
                tx,
                code=login,
                login=login,
                name=login,
                name_en=login,
                department_id=department,
                superior_id=superior,
            )
            assign_position(tx, person_id, position)
            return person_id

        director = hire("director", "sales_director", sales)
        manager = hire("manager", "sales_manager", team, director)
        seller = hire("seller", "salesperson", team, manager)
        return SimpleNamespace(
            director=director,
            manager=manager,
            seller=seller,
            colleague=hire("colleague", "salesperson", team, manager),
            finance=hire("finance", "finance", money, director),
            stranger=hire("stranger", "salesperson", far),
            sales=sales,
            team=team,
        )
