"""The page of the dunning schedule: set as a whole, by class of customer, and followed by the chain."""

from __future__ import annotations

from adapters.crm import dunning
from tests.support.application import Application

PAGE = "/crm/settings/dunning"


def _days(site: Application, level: str) -> list[int]:
    with site.store.read() as connection:
        return list(dunning.days_of(connection, level).values())


def test_a_class_has_its_own_days_and_follows_all_customers_elsewhere(site: Application) -> None:
    admin = site.as_("admin")
    assert admin.post(PAGE, {"-level1": "10", "A-level3": "45", "A-remind": "-14"}).status_code == 303
    assert _days(site, "A") == [-14, 1, 10, 15, 45, 60]
    assert _days(site, "B") == [-7, 1, 10, 15, 30, 60]
    page = admin.get(PAGE).text
    assert 'value="45"' in page
    assert 'value="-14"' in page


def test_steps_out_of_order_or_no_numbers_come_back_at_their_fields(site: Application) -> None:
    admin, before = site.as_("admin"), _days(site, "A")
    late = admin.post(PAGE, {"A-level2": "5"})
    assert late.status_code == 422
    assert "later than “First letter”" in late.text
    for text in ("bald", "1.5", "400"):
        answer = admin.post(PAGE, {"-decide": text})
        assert answer.status_code == 422
        assert f'value="{text}"' in answer.text
    assert _days(site, "A") == before


def test_emptied_fields_follow_the_standard_again(site: Application) -> None:
    admin = site.as_("admin")
    assert admin.post(PAGE, {"-level1": "9"}).status_code == 303
    assert admin.post(PAGE, {}).status_code == 303
    assert _days(site, "") == list(dunning.DAYS.values())
