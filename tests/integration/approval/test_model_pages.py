"""The page about the model of a flow, and what a point's page says applicants may change."""

from __future__ import annotations

import pytest

from processes.approval import policies
from tests.support.rule_site import FORM

SELF = {"model": "self", "steps": "2", "rank": "60", "positions": ["finance", "moon"], "departments": "sales"}


def keep(site, client, seen=None, **fields):
    token = site.seen(client) if seen is None else seen
    return site.post(client, "/rules/quote/model/draft", {"seen": token, **fields})


def draft(site):
    with site.store.read() as connection:
        found = policies.draft(connection, "quote")
    assert found is not None
    return found.flow


@pytest.mark.parametrize(("lang", "word"), [("zh", "固定：申请人不能改变路线"), ("en", "Fixed: applicants")])
def test_it_tells_the_model_in_the_readers_language(site, lang, word):
    assert word in site.client("supervisor", lang).get("/rules/quote/model").text


def test_an_administrator_lets_applicants_compose_the_route_within_limits(site):
    client = site.client(lang="en")
    assert keep(site, client, **SELF).status_code == 303
    flow = draft(site)
    assert (flow.model, flow.limits.steps, flow.limits.rank) == ("self", 2, 60)
    assert (flow.limits.positions, flow.limits.departments) == (("finance",), ("sales",))
    text = client.get("/rules/quote").text
    assert "Self-defined: applicants compose the route (at least 2 steps" in text
    assert "Nobody could meet these limits" in client.get("/rules/quote/model").text
    assert site.publish(client).status_code == 422


@pytest.mark.parametrize("wrong", [{"steps": "11"}, {"rank": "x"}])
def test_what_is_no_limit_is_said_at_its_input_and_comes_back(site, wrong):
    client = site.client()
    answer = keep(site, client, **{**SELF, **wrong})
    assert answer.status_code == 422
    assert "之间的整数" in answer.text
    assert f'value="{next(iter(wrong.values()))}"' in answer.text


def test_of_two_who_change_the_model_the_second_is_told(site):
    client = site.client()
    before = site.seen(client)
    assert keep(site, client, before, model="predefined").status_code == 303
    assert keep(site, client, before, model="self", steps="1").status_code == 409
    assert draft(site).model == "predefined"


def test_a_point_of_a_predefined_flow_says_what_the_applicant_may_change(site):
    client = site.client(lang="en")
    assert "What the applicant may change" not in client.get("/rules/quote?point=2").text
    keep(site, client, model="predefined")
    assert "What the applicant may change" in client.get("/rules/quote?point=2").text
    ticked = {"adjustable_asked": "1", "adjustable": ["skippable", "choose"]}
    assert site.save(client, **ticked).status_code == 303
    point = draft(site).points[1]
    assert (point.skippable, point.addable, point.choose) == (True, False, True)
    site.save(client, **{**FORM, "adjustable_asked": "1"})
    assert not draft(site).points[1].skippable
