"""The page of parameters: what administrators set holds for what opens from then on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm.parameters import parameter
from engine.ports import Actor
from engine.store.schema.runtime import work_item
from tests.support.application import Application

PAGE = "/crm/settings/parameters"
REVISE = "quote_approval.revise_within"


def typed(amount: str, unit: str = "days", was: str = "P5D") -> dict[str, str]:
    return {REVISE: amount, f"{REVISE}.unit": unit, f"{REVISE}.was": was}


def stored(site: Application, key: str = REVISE) -> Any:
    with site.store.read() as connection:
        return parameter(connection, key)


def test_what_was_set_holds_for_the_next_task(site: Application) -> None:
    detail = "payment_out.detail_within"
    fields = {detail: "3", f"{detail}.unit": "hours", f"{detail}.was": "P2D"}
    assert site.as_("admin").post(PAGE, fields).status_code == 303
    assert stored(site, detail) == "PT3H"
    page = site.as_("admin").get(PAGE + "?process=payment_out").text
    assert "Gao Xiang" in page
    assert 'href="/definitions/payment_out?element=detail"' in page
    engine = site.platform.engine
    values = {"kind": "expense", "amount": 10, "payee": "x"}
    root = engine.start("payment_out", variables=values, by=Actor("finance"))
    with site.store.read() as connection:
        item = connection.execute(select(work_item).where(work_item.c.root_id == root)).one()
    assert item.bases is not None
    assert "PT3H" in item.bases


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("soon", "days"),
        ("0", "days"),
        ("-1", "hours"),
        ("1.5", "days"),
        ("9999", "days"),
        ("P0D", "iso"),
        ("x", "iso"),
    ],
)
def test_what_is_no_duration_is_refused_beside_its_field_and_nothing_is_saved(
    site: Application, amount: str, unit: str
) -> None:
    other = {"quote.remind_days": "4", "quote.remind_days.was": "3"}
    answer = site.as_("admin").post(PAGE, {**typed(amount, unit), **other})
    assert answer.status_code == 422
    assert f'value="{amount}"' in answer.text, "what was typed comes back"
    assert stored(site) is None
    assert stored(site, "quote.remind_days") != 4


def test_a_value_of_several_units_is_kept_as_it_is_written(site: Application) -> None:
    assert site.as_("admin").post(PAGE, typed("P1DT4H", "iso")).status_code == 303
    assert stored(site) == "P1DT4H"
    assert 'value="P1DT4H"' in site.as_("admin").get(PAGE).text


def test_the_second_of_two_people_sees_what_the_first_has_set(site: Application) -> None:
    assert site.as_("admin").post(PAGE, typed("7")).status_code == 303
    answer = site.as_("admin").post(PAGE, typed("9"))
    assert answer.status_code == 422
    assert "P7D" in answer.text
    assert stored(site) == "P7D"


def test_the_default_typed_again_is_the_default_again(site: Application) -> None:
    site.as_("admin").post(PAGE, typed("7"))
    site.as_("admin").post(PAGE, typed("5", was="P7D"))
    assert stored(site) is None
    assert "7 days" in site.as_("admin").get(PAGE).text, "the history knows both"


def test_one_of_several_values_is_set_and_the_others_stay(site: Application) -> None:
    levels = {"pool.idle_days-A": "80", "pool.idle_days-A.was": "90"}
    assert site.as_("admin").post(PAGE, levels).status_code == 303
    assert stored(site, "pool.idle_days") == {"A": 80, "B": 60, "C": 45, "": 45}


def test_only_administrators_set_parameters(site: Application) -> None:
    assert site.as_("manager").get(PAGE).status_code == 403
    assert site.as_("manager").post(PAGE, typed("7")).status_code == 403


def test_when_a_release_needs_a_second_person_is_chosen_from_a_list(site: Application) -> None:
    key = "release.second_person"
    page = site.as_("admin").get(PAGE + "?process=approval").text
    assert '<option value="lowered" selected>' in page
    assert site.as_("admin").post(PAGE, {key: "never", f"{key}.was": "lowered"}).status_code == 422
    assert stored(site, key) is None
    assert site.as_("admin").post(PAGE, {key: "always", f"{key}.was": "lowered"}).status_code == 303
    assert stored(site, key) == "always"


def test_an_amount_may_be_larger_than_a_number_of_days(site: Application) -> None:
    key = "release.unasked_amount"
    assert site.as_("admin").post(PAGE, {key: "250000", f"{key}.was": "100000"}).status_code == 303
    assert stored(site, key) == 250_000
