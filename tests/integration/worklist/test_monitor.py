"""The supervisor's pages through real routes."""

from __future__ import annotations

import re

import pytest

from engine.audit import CWAD

MISSING = "1234567890123456"


def test_the_list_shows_who_waits_for_whom(site):
    root = site.start()
    page = site.as_("supervisor").get("/monitor/").text
    for text in (
        "Q-2031 · 青屿精工",
        "Quote approval",
        "Running",
        "Manager approval",
        "Sales manager",
        "Li Wei",
    ):
        assert text in page, text
    assert f'href="/monitor/{root}"' in page


def test_everybody_sees_only_the_own_reach(site):
    site.start("Q-MINE")
    site.start("Q-OTHER", by="colleague")
    seller = site.as_("salesperson").get("/monitor/").text
    assert "Q-MINE" in seller
    assert "Q-OTHER" not in seller
    manager = site.as_("manager").get("/monitor/").text
    assert "Q-MINE" in manager
    assert "Q-OTHER" not in manager
    assert "Q-OTHER" in site.as_("supervisor").get("/monitor/").text
    assert site.as_("warehouse").get("/monitor/").status_code == 403


@pytest.mark.parametrize("tab", ["steps", "record", "variables", "events", "incidents", "children"])
@pytest.mark.parametrize("login", ["supervisor", "other_manager"])
def test_every_tab_opens_in_both_languages(site, tab, login):
    root = site.start(by="colleague")
    page = site.as_(login).get(f"/monitor/{root}?tab={tab}")
    assert page.status_code == 200
    assert ("终止" in page.text) == (login == "other_manager")


def test_the_tabs_tell_what_happened(site):
    root = site.start()
    site.engine.complete(site.item(root), {"action": "agree"}, by="manager")
    supervisor = site.as_("supervisor")
    steps = supervisor.get(f"/monitor/{root}").text
    assert steps.index("Director approval") < steps.index("Manager approval")
    assert "Sales manager Chen Qiang" in steps
    variables = supervisor.get(f"/monitor/{root}?tab=variables").text
    assert "applicant" in variables
    assert "text" in variables
    events = supervisor.get(f"/monitor/{root}?tab=events").text
    assert CWAD[18][1] in events
    assert CWAD[1][1] in events
    assert "applicant: salesperson" in events  # the value, not how the store writes it


def test_an_unknown_tab_is_refused(site):
    assert site.as_("supervisor").get(f"/monitor/{site.start()}?tab=secrets").status_code == 422


def _told(answer, number):
    """The page without its number and the token of the moment."""
    return re.sub(r'name="csrf[-_]token" (content|value)="[^"]+"', "", answer.text.replace(number, "ID"))


@pytest.mark.parametrize("page", ["", "/states.json", "?tab=variables", "?tab=events"])
def test_an_instance_of_others_looks_like_one_that_does_not_exist(site, page):
    root = site.start()
    stranger = site.as_("colleague")
    hidden, missing = stranger.get(f"/monitor/{root}{page}"), stranger.get(f"/monitor/{MISSING}{page}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _told(hidden, str(root)) == _told(missing, MISSING)


def test_suspending_resuming_and_terminating_by_right_with_a_reason(site):
    root = site.start()
    supervisor = site.as_("supervisor")
    assert supervisor.post(f"/monitor/{root}/suspend", reason="").status_code == 422
    assert supervisor.post(f"/monitor/{root}/suspend", reason="audit").status_code == 303
    assert "Process supervisor Zhao Gang suspended it" in supervisor.get(f"/monitor/{root}").text
    assert supervisor.post(f"/monitor/{root}/suspend", reason="again").status_code in (409, 423)
    assert supervisor.post(f"/monitor/{root}/resume").status_code == 303
    page = supervisor.get(f"/monitor/{root}").text
    assert "Open tasks that vanish from the lists of those who have them: 1" in page
    assert supervisor.post(f"/monitor/{root}/cancel", reason="withdrawn").status_code == 303
    assert "terminated it on" in supervisor.get(f"/monitor/{root}").text
    assert site.row(site_item(site, root))["state"] == "cancelled"
    reasons = [event.payload["reason"] for event in site.events(root, code=3)]
    assert reasons == ["audit", "", "withdrawn"]
    assert {event.by for event in site.events(root, code=3)} != {None}


@pytest.mark.parametrize("act", ["suspend", "resume", "cancel"])
def test_who_may_not_intervene_changes_nothing(site, act):
    root = site.start()
    director, stranger = site.as_("director"), site.as_("colleague")
    if act != "cancel":  # a director may end what the own people started
        assert director.post(f"/monitor/{root}/{act}", reason="because").status_code == 403
    assert stranger.post(f"/monitor/{root}/{act}", reason="because").status_code == 404
    assert site.row(site.item(root))["state"] == "offered"


def test_an_incident_is_listed_explained_and_repaired(site):
    root = site.engine.start("stuck", business_key="S-1", by="salesperson")
    supervisor = site.as_("supervisor")
    assert "S-1" in supervisor.get("/monitor/incidents").text
    page = supervisor.get(f"/monitor/{root}?tab=incidents").text
    assert "the price list is locked" in page
    assert "1 open incident: " in page
    states = supervisor.get(f"/monitor/{root}/states.json").json["elements"]
    assert states["price"]["state"] == "err"
    retry = page.split("/monitor/incidents/")[1].split("/retry")[0]
    url = f"/monitor/incidents/{retry}/retry"
    assert site.as_("salesperson").post(url).status_code == 403
    assert site.as_("colleague").post(url).status_code == 404
    again = supervisor.post(url)
    assert "it failed again" in supervisor.get(again.location).text
    site.unreliable.is_repaired = True
    latest = (
        supervisor.get(f"/monitor/{root}?tab=incidents")
        .text.split("/monitor/incidents/")[1]
        .split("/retry")[0]
    )
    done = supervisor.post(f"/monitor/incidents/{latest}/retry")
    assert "it goes on" in supervisor.get(done.location).text
    assert supervisor.post(f"/monitor/incidents/{latest}/retry").status_code == 409


def test_the_start_page_of_the_administrator_counts_what_is_there(site):
    site.start()
    page = site.as_("admin").get("/admin/").text
    for text in ("Positions and rights", "Quote approval", "Running instances"):
        assert text in page, text
    assert site.as_("salesperson").get("/admin/").status_code == 403


def site_item(site, root):
    """The only work item of an instance, open or not."""
    with site.store.read() as connection:
        return connection.exec_driver_sql(
            "SELECT id FROM engine_work_item WHERE root_id = ? ORDER BY id", (root,)
        ).scalar()


AD_HOC = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1" targetNamespace="urn:t">
  <process id="care" isExecutable="true">
    <startEvent id="s"/><endEvent id="e"/>
    <adHocSubProcess id="look_after">
      <userTask id="call" name="Call them" gx:assignee="salesperson"/>
      <userTask id="visit" name="Visit them" gx:assignee="salesperson"/>
    </adHocSubProcess>
    <sequenceFlow id="f" sourceRef="s" targetRef="look_after"/>
    <sequenceFlow id="g" sourceRef="look_after" targetRef="e"/>
  </process>
</definitions>"""


def test_activities_that_wait_for_a_choice_are_begun_and_skipped_by_right(site):
    site.engine.deploy({"care.bpmn": AD_HOC}, name="care")
    root = site.engine.start("care", by="salesperson")
    page = site.as_("supervisor").get(f"/monitor/{root}").text
    assert page.count("Call them") >= 1
    assert "Not needed" in page
    assert site.as_("colleague").post(f"/monitor/{root}/begin", element="call").status_code == 404
    assert site.as_("supervisor").post(f"/monitor/{root}/begin", element="call").status_code == 303
    assert site.as_("supervisor").post(f"/monitor/{root}/skip", element="visit").status_code == 303
    assert site.as_("supervisor").post(f"/monitor/{root}/skip", element="visit").status_code == 409
    page = site.as_("supervisor").get(f"/monitor/{root}").text
    assert "Begin again" in page
    assert "At work" in page
    assert site.as_("supervisor").post(f"/monitor/{root}/begin", element="call").status_code == 409
    assert site.engine.choices(root)[1].left is False
