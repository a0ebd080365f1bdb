"""A partner is recognised: several positions sign together, the general manager where there are reservations."""

from __future__ import annotations

from tests.integration.requests.conftest import PARTNER as KEY
from tests.integration.requests.conftest import RULES, open_office

PARTNER = {
    "kind": "supplier",
    "partner": "常州精密传感",
    "goods": "压力传感器",
    "yearly_amount": "80000",
    "survey_from": "2026-02-02",
    "survey_to": "2026-02-06",
    "judgement": "good",
    "result": "设备新，质量稳定",
    "reason": "原供应商停产",
}


def test_engineering_production_and_service_sign_together_before_the_market_side() -> None:
    office = open_office()
    asked = office.submit(PARTNER, key=KEY)
    office.decide(asked, "purchasing")
    assert sorted(map(str, office.asked(asked))) == ["production", "service_manager", "technical"]
    for login in ("technical", "service_manager"):
        office.decide(asked, login)
    assert office.asked(asked) == ["production"]
    office.decide(asked, "production")
    office.decide(asked, "director")
    assert office.row(asked).state == "approved"


def test_reservations_take_it_to_the_general_manager() -> None:
    office = open_office()
    asked = office.submit({**PARTNER, "judgement": "reserved"}, key=KEY)
    for login in ("purchasing", "technical", "service_manager", "production", "director"):
        office.decide(asked, login)
    assert office.asked(asked) == ["general"]


def test_rules_of_customer_management_are_decided_by_the_meeting_and_the_board() -> None:
    office = open_office()
    rules = {
        "subject": "客户池管理办法",
        "sort": "new",
        "effective": "2026-06-01",
        "content": "…",
        "reason": "…",
    }
    asked = office.submit(rules, by="marketing", key=RULES)
    assert sorted(map(str, office.asked(asked))) == ["director", "finance_manager", "legal"]
    for login in ("director", "finance_manager", "legal", "general"):
        office.decide(asked, login)
    assert office.row(asked).state == "approved"
