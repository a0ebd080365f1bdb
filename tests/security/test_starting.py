"""S12 through the side door: a process is no way to a record that its starter may not touch."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.crm import tables as crm
from tests.support.application import COLLEAGUE, Application


def quote_state(site: Application, quote_id: int) -> str:
    return str(site.one(select(crm.quote.c.state).where(crm.quote.c.id == quote_id)))


@pytest.mark.parametrize("login", [COLLEAGUE, "service", "designer"])
def test_starting_its_process_does_not_submit_a_quote_of_somebody_else(site: Application, login: str) -> None:
    quote_id = site.quote("draft")
    body = {"definition": "quote_approval", "variables": {"quote_id": quote_id, "owner_login": login}}
    before = site.fingerprint()
    answer = site.api(login).post("/instances", body)
    assert (answer.status_code, answer.json["code"]) == (422, "StartRefused")
    assert "does not exist, or you may not see it" in answer.json["message"]
    assert answer.json["element"] == "evaluate"
    assert (site.fingerprint(), quote_state(site, quote_id)) == (before, "draft")


@pytest.mark.parametrize("variables", [{}, {"quote_id": "many"}, {"quote_id": 987654321}])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_start_without_a_quote_is_refused_in_words_and_leaves_no_instance(
    site: Application, variables: dict[str, object], language: str
) -> None:
    before = site.fingerprint()
    body = {"definition": "quote_approval", "variables": variables}
    answer = site.api("salesperson", language).post("/instances", body)
    assert (answer.status_code, answer.json["submitted"]) == (422, body)
    assert answer.json["message"].startswith({"en": "It was not started: ", "zh": "未能启动："}[language])
    assert not answer.json["message"].endswith(("..", "。。", ".。"))
    assert site.fingerprint() == before


def test_starting_its_process_submits_ones_own_quote(site: Application) -> None:
    quote_id = site.quote("draft")
    body = {"definition": "quote_approval", "variables": {"quote_id": quote_id}}
    assert site.api("salesperson").post("/instances", body).status_code == 201
    assert quote_state(site, quote_id) == "in_approval"


@pytest.mark.parametrize(
    ("login", "status"), [("finance", 403), ("supervisor", 403), ("admin", 403), ("", 401)]
)
def test_without_the_right_nobody_starts_anything(site: Application, login: str, status: int) -> None:
    before = site.fingerprint()
    answer = site.api(login).post("/instances", {"definition": "quote_approval", "variables": {}})
    assert answer.status_code == status
    assert site.fingerprint() == before


@pytest.mark.parametrize("more", [{}, {"ttl": 60}, {"ttl": 60, "dedupe": "guess-1"}])
@pytest.mark.parametrize("login", [COLLEAGUE, "service"])
def test_a_message_to_a_quote_of_somebody_else_is_as_if_nobody_waited(
    site: Application, login: str, more: dict[str, object]
) -> None:
    key = site.item_row(site.item())["business_key"]
    quote_id = site.quote("in_approval")
    real = {"name": "quote.withdraw", "correlation": {"business_key": key}, **more}
    free = {"name": "quote.withdraw", "correlation": {"business_key": "Q-0"}, **more}
    if "dedupe" in more:
        free["dedupe"] = "guess-2"
    answers = [[site.api(login).post("/messages", body) for _ in range(2)] for body in (real, free)]
    seen = [
        [(answer.status_code, answer.json, sorted(answer.headers)) for answer in pair] for pair in answers
    ]
    assert seen[0] == seen[1]
    assert seen[0][0][:2] == (200, {"instance": None, "repeated": False})
    site.platform.engine.run_due()  # nor does it get there later
    assert quote_state(site, quote_id) == "in_approval"


def test_a_message_without_a_key_wakes_nothing_beyond_the_senders_reach(site: Application) -> None:
    before = site.fingerprint()
    answer = site.api("service").post("/messages", {"name": "quote.withdraw"})
    assert (answer.status_code, answer.json["instance"]) == (200, None)
    assert site.fingerprint() == before


def test_the_consumer_of_anothers_message_is_not_told_to_who_repeats_it(site: Application) -> None:
    key = site.item_row(site.item())["business_key"]
    body = {"name": "quote.withdraw", "correlation": {"business_key": key}, "dedupe": "withdrawal-1"}
    root = site.api("salesperson").post("/messages", body).json["instance"]
    assert root is not None
    assert site.api("salesperson").post("/messages", body).json == {"instance": root, "repeated": True}
    assert site.api(COLLEAGUE).post("/messages", body).json == {"instance": None, "repeated": True}


def test_a_message_that_nobody_waits_for_changes_nothing(site: Application) -> None:
    before = site.fingerprint()
    body = {"name": "quote.withdraw", "correlation": {"business_key": "Q-0"}}
    answer = site.api(COLLEAGUE).post("/messages", body)
    assert (answer.status_code, answer.json["instance"]) == (200, None)
    assert site.fingerprint() == before
