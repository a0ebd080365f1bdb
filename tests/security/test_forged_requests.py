"""S10: no POST of the application is taken from another site, whoever is logged in."""

from __future__ import annotations

import pytest

from tests.security.test_who_may_what import address, sent
from tests.support.application import Application

#: Who may do what a route does; everybody may do the rest.
BY = {"definitions": "designer", "rules": "admin", "monitor": "supervisor", "worklist": "manager"}


def who(endpoint: str) -> str:
    return BY.get(endpoint.partition(".")[0], "salesperson")


def unsafe(site: Application) -> list[str]:
    return sorted(
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    )


def test_without_the_token_of_the_page_every_post_is_refused_and_changes_nothing(site: Application) -> None:
    before, endpoints = site.fingerprint(), unsafe(site)
    assert len(endpoints) > 45
    for token in ("", "forged", site.as_("finance").token):
        answers = {}
        for endpoint in endpoints:
            browser = site.as_(who(endpoint))
            browser.token = token
            method = "DELETE" if endpoint == "api_session.close" else "POST"
            form = {"csrf_token": token, **sent(site, endpoint)}
            answers[endpoint] = browser.client.open(
                address(site, endpoint), method=method, data=form
            ).status_code
        assert answers == dict.fromkeys(endpoints, 403), f"with the token {token!r}"
    assert site.fingerprint() == before


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://"]
)
def test_from_another_origin_even_the_right_token_does_not_help(site: Application, origin: str) -> None:
    before, endpoints = site.fingerprint(), unsafe(site)
    answers = {
        endpoint: site.as_(who(endpoint))
        .post(address(site, endpoint), sent(site, endpoint), Origin=origin)
        .status_code
        for endpoint in endpoints
        if endpoint != "api_session.close"
    }
    assert set(answers.values()) == {403}, answers
    assert site.fingerprint() == before


def test_from_our_own_origin_the_right_token_is_taken(site: Application) -> None:
    answer = site.as_("manager").post("/theme", {"value": "dark"}, Origin="http://localhost")
    assert answer.status_code == 303


def test_the_login_itself_cannot_be_forged(site: Application) -> None:
    """Otherwise a victim could be logged in as the attacker and type secrets into his account."""
    browser = site.stranger()
    browser.token = "forged"
    assert browser.post("/login", {"login": "admin", "password": "guanxi-demo"}).status_code == 403


def test_no_page_changes_anything_when_it_is_only_looked_at(site: Application) -> None:
    endpoints = sorted(
        rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or set())
    )
    before = site.fingerprint()
    for endpoint in endpoints:
        site.as_("admin").get(address(site, endpoint)).close()
    assert site.fingerprint() == before


def test_an_api_call_with_its_own_token_needs_no_other(site: Application) -> None:
    assert site.api("manager").post(f"/work-items/{site.item()}/claim").status_code == 200
