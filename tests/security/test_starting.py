"""S12 through the side door: a process is no way to a record that its starter may not touch."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.crm import tables as crm
from engine.store.schema.runtime import incident, instance
from tests.support.application import COLLEAGUE, Application


def quote_state(site: Application, quote_id: int) -> str:
    return str(site.one(select(crm.quote.c.state).where(crm.quote.c.id == quote_id)))


@pytest.mark.parametrize("login", [COLLEAGUE, "service", "designer"])
def test_starting_its_process_does_not_submit_a_quote_of_somebody_else(site: Application, login: str) -> None:
    quote_id = site.quote("draft")
    body = {"definition": "quote_approval", "variables": {"quote_id": quote_id, "owner_login": login}}
    answer = site.api(login).post("/instances", body)
    assert answer.status_code == 201
    assert quote_state(site, quote_id) == "draft"
    own = instance.c.id == int(answer.json["id"])
    assert site.one(select(instance.c.state).where(own)) == "running"
    assert site.one(select(incident.c.code).where(incident.c.root_id == int(answer.json["id"])))


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


@pytest.mark.parametrize("correlation", [True, False])
@pytest.mark.parametrize("login", [COLLEAGUE, "service"])
def test_a_message_does_not_withdraw_a_quote_of_somebody_else(
    site: Application, login: str, correlation: bool
) -> None:
    before = site.fingerprint()
    key = site.item_row(site.item())["business_key"]
    body = {"name": "quote.withdraw", "correlation": {"business_key": key} if correlation else {}}
    assert site.api(login).post("/messages", body).status_code == 404
    assert site.fingerprint() == before


def test_a_message_that_nobody_waits_for_changes_nothing(site: Application) -> None:
    before = site.fingerprint()
    body = {"name": "quote.withdraw", "correlation": {"business_key": "Q-0"}}
    answer = site.api(COLLEAGUE).post("/messages", body)
    assert (answer.status_code, answer.json["instance"]) == (200, None)
    assert site.fingerprint() == before
