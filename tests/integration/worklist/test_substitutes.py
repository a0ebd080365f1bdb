"""Substitutes: setting them, seeing and doing the tasks of those they stand in for, and what happens at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import organisation
from engine.organisation import Terms, substitution
from tests.integration.worklist.conftest import Site

CLAIM = "&box=claim"


@pytest.fixture
def item(site: Site) -> int:
    """A task that directors are offered."""
    root = site.start()
    answer = site.engine.complete(site.item(root), {"action": "agree"}, by="manager")
    return answer.next_items[0]


def set_substitute(site: Site, absent: str, substitute: str, **body: object) -> dict[str, object]:
    """Set by the absent person himself, from today on without an end."""
    answer = site.api(absent).post("/substitutions", {"substitute": substitute, **body})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def listed(site: Site, login: str, query: str = "") -> list[str]:
    return [one["id"] for one in site.api(login).get(f"/work-items?limit=200{query}").json["items"]]


def test_open_tasks_are_in_both_lists_from_the_first_moment_to_the_last(site, item):
    assert listed(site, "warehouse") == []
    rule = set_substitute(site, "director", "warehouse")
    assert listed(site, "warehouse") == listed(site, "director") == [str(item)]
    assert listed(site, "warehouse", "&whose=own") == []
    assert listed(site, "warehouse", "&whose=others") == [str(item)]
    site.engine.claim(item, by="director")
    assert listed(site, "warehouse") == listed(site, "director") == [str(item)]
    assert site.api("director").post(f"/substitutions/{rule['id']}/end").status_code == 204
    assert listed(site, "warehouse") == []


def test_both_names_are_in_the_record_and_in_the_api(site, item):
    set_substitute(site, "director", "warehouse")
    warehouse = site.api("warehouse")
    one = warehouse.get(f"/work-items/{item}").json
    assert one["stands_in"] == {"for": "director", "through": [], "until": None}
    assert "complete" in one["actions"]
    done = warehouse.post(f"/work-items/{item}/complete", {"variables": {"action": "agree"}})
    assert done.status_code == 200, done.json
    row = site.row(item)
    assert (row["closed_by"], row["behalf_of"]) == ("warehouse", "director")
    assert warehouse.get(f"/work-items/{item}").json["on_behalf_of"] == "director"
    assert listed(site, "warehouse", "&box=done&whose=others") == [str(item)]
    assert listed(site, "warehouse", "&box=done&whose=own") == []
    page = site.as_("director").get(f"/worklist/{item}").text
    assert "He Ping" in page
    assert "for Wang Fang" in page or "Sales director Wang Fang" in page
    assert "for Wang Fang" in site.as_("warehouse").get("/worklist/?box=done").text


def test_the_first_of_both_wins_and_the_other_is_told_kindly(site, item):
    set_substitute(site, "director", "warehouse")
    late = site.as_("warehouse")
    late.get(f"/worklist/{item}")
    site.engine.complete(item, {"action": "agree"}, by="director")
    answer = late.post(f"/worklist/{item}/complete", action="return", opinion="Please add the costs")
    assert answer.status_code == 409
    assert "Wang Fang" in answer.text
    assert "Please add the costs" in answer.text


def test_a_task_a_substitute_has_claimed_stays_his_when_the_rule_ends(site):
    root = site.start("Q-1")
    item = site.item(root)
    rule = set_substitute(site, "manager", "warehouse")
    warehouse = site.api("warehouse")
    assert listed(site, "warehouse", CLAIM) == [str(item)]
    assert warehouse.post(f"/work-items/{item}/claim").status_code == 200
    site.api("manager").post(f"/substitutions/{rule['id']}/end")
    assert listed(site, "warehouse") == [str(item)]
    done = warehouse.post(f"/work-items/{item}/complete", {"variables": {"action": "agree"}})
    assert done.status_code == 200
    assert site.row(item)["behalf_of"] == "manager"


def test_a_rule_that_ends_while_the_page_is_open_loses_nothing_that_was_typed(site, item):
    rule = set_substitute(site, "director", "warehouse")
    browser = site.as_("warehouse")
    assert "for Wang Fang" in browser.get(f"/worklist/{item}").text
    site.store.clock.advance(timedelta(minutes=5))
    site.api("director").post(f"/substitutions/{rule['id']}/end")
    answer = browser.post(f"/worklist/{item}/complete", action="reject", opinion="Far too cheap")
    assert answer.status_code == 409
    assert "You do not stand in for Wang Fang any more" in answer.text
    assert "Far too cheap" in answer.text
    assert site.row(item)["closed_at"] is None
    assert site.api("warehouse").post(f"/work-items/{item}/claim").status_code == 409


def test_what_came_after_the_end_is_not_seen(site):
    rule = set_substitute(site, "manager", "warehouse")
    site.store.clock.advance(timedelta(hours=1))
    site.api("manager").post(f"/substitutions/{rule['id']}/end")
    later = site.item(site.start("Q-2"))
    assert site.api("warehouse").get(f"/work-items/{later}").status_code == 404


def test_a_chain_reaches_the_substitute_of_a_substitute(site, item):
    set_substitute(site, "director", "warehouse")
    set_substitute(site, "warehouse", "colleague", until="2026-03-31")
    one = site.api("colleague").get(f"/work-items/{item}").json["stands_in"]
    assert (one["for"], one["through"]) == ("director", ["warehouse"])
    assert one["until"].startswith("2026-03-31T16:00")
    assert "until 31 Mar 2026" in site.as_("colleague").get("/worklist/").text


def test_a_rule_for_one_process_shows_no_other(site, item):
    set_substitute(site, "director", "warehouse", kinds=["process:stuck"])
    assert listed(site, "warehouse") == []
    assert site.api("warehouse").get(f"/work-items/{item}").status_code == 404
    set_substitute(site, "director", "warehouse", kinds=["process:review"])
    assert listed(site, "warehouse") == [str(item)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"substitute": "nobody"}, "substitute"),
        ({"substitute": "manager"}, "substitute"),
        ({"until": "2026-03-01"}, "until"),
        ({"until": "soon"}, "until"),
        ({"from": "2026-02-01"}, "from"),
        ({"up_to": "a lot"}, "up_to"),
        ({"kinds": ["document:nothing"]}, "kinds"),
    ],
)
def test_it_refuses_what_is_wrong_at_its_field(site, body, field):
    answer = site.api("manager").post("/substitutions", {"substitute": "warehouse", **body})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert answer.json["submitted"]["substitute"] == body.get("substitute", "warehouse")


def test_others_are_set_by_right_with_a_reason_and_both_are_told(site):
    body = {"substitute": "warehouse", "person": "director", "reason": "Ill, called this morning"}
    refused = site.api("colleague").post("/substitutions", body)
    assert refused.status_code == 403
    assert "yourself only" in refused.json["message"]
    supervisor = site.api("supervisor")
    without = supervisor.post("/substitutions", {**body, "reason": ""})
    assert (without.status_code, list(without.json["errors"])) == (422, ["reason"])
    made = supervisor.post("/substitutions", body)
    assert made.status_code == 201
    assert [one["id"] for one in supervisor.get("/substitutions?of=others").json["items"]] == [
        made.json["id"]
    ]
    assert site.api("colleague").get("/substitutions?of=others").status_code == 403
    with site.store.read() as connection:
        said = connection.exec_driver_sql("SELECT to_id, text FROM crm_message").all()
        told = {organisation.person(connection, row[0]).login for row in said}
    assert told == {"director", "warehouse"}


def test_a_rule_is_changed_once_and_whoever_comes_second_is_told(site):
    rule = set_substitute(site, "manager", "warehouse")
    manager = site.as_("manager")
    page = manager.get(f"/worklist/substitutes/{rule['id']}").text
    assert 'name="revision" value="1"' in page
    form = {"substitute": "colleague", "from": "2026-03-02", "until": "2026-03-05", "revision": "1"}
    assert manager.post(f"/worklist/substitutes/{rule['id']}", **form).status_code == 303
    again = manager.post(f"/worklist/substitutes/{rule['id']}", **{**form, "reason": "Holiday in Yunnan"})
    assert again.status_code == 409
    assert "Holiday in Yunnan" in again.text
    with site.store.read() as connection:
        [kept] = substitution.not_ended(connection, site.store.clock.now())
    assert kept.revision == 2


def test_the_page_of_substitutes_adds_refuses_and_ends(site):
    manager = site.as_("manager")
    assert "Nobody stands in for you" in manager.get("/worklist/substitutes/").text
    wrong = manager.post(
        "/worklist/substitutes/new", substitute="", **{"from": "2026-03-02", "reason": "Fair"}
    )
    assert wrong.status_code == 422
    assert "Fair" in wrong.text
    typed = {"substitute": "warehouse", "from": "2026-03-02", "until": "2026-03-06", "up_to": "50,000"}
    assert manager.post("/worklist/substitutes/new", **typed).status_code == 303
    page = manager.get("/worklist/substitutes/").text
    assert "He Ping" in page
    assert "up to ¥50,000" in page
    twice = manager.post("/worklist/substitutes/new", **typed)
    assert twice.status_code == 409
    circle = site.as_("warehouse").post(
        "/worklist/substitutes/new", substitute="manager", **{"from": "2026-03-02"}
    )
    assert circle.status_code == 422
    assert "He Ping → Chen Qiang → He Ping" in circle.text
    with site.store.read() as connection:
        [rule] = substitution.not_ended(connection, site.store.clock.now())
    assert manager.post(f"/worklist/substitutes/{rule.id}/end", revision="1").status_code == 303
    assert manager.post(f"/worklist/substitutes/{rule.id}/end").status_code == 303
    assert "Has ended" in manager.get("/worklist/substitutes/").text


def test_whoever_stands_in_may_stop_but_not_change_it(site):
    rule = set_substitute(site, "manager", "warehouse")
    warehouse = site.api("warehouse")
    assert warehouse.get(f"/substitutions/{rule['id']}").json["actions"] == ["end"]
    page = site.as_("warehouse").post(
        f"/worklist/substitutes/{rule['id']}", substitute="colleague", revision="1", reason="Rather not"
    )
    assert page.status_code == 403
    assert warehouse.post(f"/substitutions/{rule['id']}/end").status_code == 204
    assert site.api("colleague").get(f"/substitutions/{rule['id']}").status_code == 404


def test_the_overview_is_for_those_who_may_set_them(site):
    set_substitute(site, "director", "warehouse")
    assert "Wang Fang" in site.as_("supervisor").get("/worklist/substitutes/all").text
    assert site.as_("colleague").get("/worklist/substitutes/all").status_code == 403


def test_two_at_once_do_not_close_a_circle_between_them(site):
    now = site.store.clock.now()
    people = {}
    with site.store.read() as connection:
        for login in ("manager", "warehouse"):
            people[login] = organisation.by_login(connection, login).id
    with site.store.begin(by=None, action="test") as tx:
        organisation.add_substitution(
            tx, people["manager"], Terms(substitute_id=people["warehouse"], valid_from=now)
        )
        with pytest.raises(organisation.SubstituteCircle):
            organisation.add_substitution(
                tx, people["warehouse"], Terms(substitute_id=people["manager"], valid_from=now)
            )
