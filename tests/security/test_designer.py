"""A process designer sees definitions and diagrams, and the data of the instances he started himself only."""

from __future__ import annotations

import pytest

from tests.support.application import Application
from tests.support.diagrams import diagram


@pytest.mark.parametrize("path", ["", "/events"])
def test_the_variables_of_anothers_instance_are_not_there_for_him(site: Application, path: str) -> None:
    there = site.api("designer").get(f"/instances/{site.root()}{path}")
    nowhere = site.api("designer").get(f"/instances/5{path}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.json["message"].replace(str(site.root()), "5") == nowhere.json["message"]


@pytest.mark.parametrize("url", ["/monitor/", "/search?q=Q-"])
def test_lists_and_search_name_customers_and_amounts_to_a_supervisor_and_not_to_him(
    site: Application, url: str
) -> None:
    key = site.item_row(site.item())["business_key"]
    pages = {login: site.as_(login).get(url) for login in ("supervisor", "designer")}
    assert {page.status_code for page in pages.values()} == {200}
    assert (key in pages["supervisor"].text, key in pages["designer"].text) == (True, False)


def test_he_sees_and_reads_what_he_started_himself(site: Application) -> None:
    name, drawing = diagram(
        "start s\nuser review candidateGroups=sales_manager\nend e\ns -> review -> e", process="trial"
    )
    designer = site.api("designer")
    assert designer.upload({name: drawing}).status_code == 201
    started = designer.post("/instances", {"definition": "trial", "variables": {"amount": 7}}).json["id"]
    assert designer.get(f"/instances/{started}").json["variables"] == {"amount": 7}
    assert [one["id"] for one in designer.get("/instances").json["items"]] == [started]
    assert site.as_("designer").get(f"/monitor/{started}").status_code == 200


def test_definitions_and_their_diagrams_stay_open_to_him(site: Application) -> None:
    browser = site.as_("designer")
    for url in ("/definitions/", "/definitions/quote_approval", "/definitions/quote_approval/design"):
        assert browser.get(url).status_code == 200
