"""/api/v1/rules: everything the pages do, by programs, with the same rights and refusals that name the place."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest

from processes.approval import policies
from tests.support.rule_programs import program, with_api
from tests.support.rule_site import rule_site


@pytest.fixture
def admin(site):
    return program(with_api(site))


def points(flow):
    return flow["content"]["points"]


def with_limit(flow, number, limit):
    """The content of a flow in which point `number` begins at another discount."""
    content = deepcopy(flow["content"])
    content["points"][number - 1]["condition"] = [
        [{"fact": "max_discount", "operator": "gt", "value": {"number": limit}}]
    ]
    return content


def test_types_name_their_facts_and_flows_in_order(admin):
    items = {one["key"]: one for one in admin.get("/types").json["items"]}
    quote = items["quote"]
    assert [one["key"] for one in quote["flows"]] == ["quote"]
    assert quote["without_flow"] == "refuse"
    fact = next(one for one in quote["facts"] if one["name"] == "max_discount")
    assert (fact["type"], fact["unit"], fact["label"]) == ("number", "percent", "Largest line discount")


def test_a_draft_is_saved_whole_compared_checked_released_and_restored(admin):
    flow = admin.get("/flows/quote").json
    assert (flow["in_force"]["version"], flow["draft"]) == (1, None)
    saved = admin.save(with_limit(flow, 2, "0.08"))
    assert saved.status_code == 200, saved.text
    assert saved.json["draft"]["version"] == 2
    [change] = admin.get("/flows/quote/differences").json["items"]
    assert (change["before"], change["after"]) == (
        "Largest line discount is greater than 10%",
        "Largest line discount is greater than 8%",
    )
    assert admin.get("/flows/quote/check").json["releasable"] is True
    done = admin.post("/flows/quote/release", seen=admin.seen(), reason="stricter from 8%")
    assert (done.status_code, done.json["in_force"]) == (200, 2)
    restored = admin.post("/flows/quote/restore", version=1)
    assert (restored.status_code, restored.json["draft"]["version"]) == (200, 3)
    gone = admin.send("DELETE", f"/flows/quote/draft?seen={admin.seen()}")
    assert gone.status_code == 204
    assert [one["version"] for one in admin.get("/flows/quote").json["versions"]] == [2, 1]
    old = admin.get("/flows/quote/versions/1").json
    assert old["content"] == flow["content"]


def test_a_draft_that_was_saved_meanwhile_is_a_conflict(admin):
    flow = admin.get("/flows/quote").json
    admin.save(flow["content"])
    late = admin.send("PUT", "/flows/quote/draft", {"content": flow["content"], "seen": None})
    assert (late.status_code, late.json["code"]) == (409, "DraftChanged")
    assert late.json["submitted"]["content"] == flow["content"]


def test_a_version_that_lowers_control_waits_for_somebody_else(site, admin):
    admin.save(with_limit(admin.get("/flows/quote").json, 2, "0.12"))
    done = admin.post("/flows/quote/release", seen=admin.seen(), reason="looser")
    assert (done.status_code, done.json["in_force"]) == (200, None)
    assert done.json["submitted"]["lowered"][0]["point"] == 2
    supervisor = program(site, "supervisor")
    assert supervisor.post("/flows/quote/send-back", opinion="").status_code == 422
    back = supervisor.post("/flows/quote/send-back", opinion="why?")
    assert (back.status_code, back.json["submitted"]["opinion"]) == (200, "why?")
    admin.post("/flows/quote/release", seen=admin.seen(), reason="looser, as agreed in the meeting")
    assert admin.post("/flows/quote/withdraw").json["submitted"]["state"] == "withdrawn"
    admin.post("/flows/quote/release", seen=admin.seen(), reason="looser, as agreed in the meeting")
    agreed = supervisor.post("/flows/quote/agree")
    assert (agreed.status_code, agreed.json["in_force"]) == (200, 2)


TEST = {"fact": "max_discount", "operator": "gt", "value": {"number": "0.1"}}
POINT = {
    "number": 1,
    "name": {"zh": "经理", "en": "Manager"},
    "condition": [[TEST]],
    "positions": ["manager"],
    "mode": "any",
    "deadline": "PT8H",
    "actions": ["agree", "return"],
}


def test_what_is_no_flow_is_refused_at_its_place_and_nothing_is_kept(admin):
    answer = admin.save({"points": [{**POINT, "nmae": 1}, {**POINT, "number": 3}]})
    assert answer.status_code == 422
    assert answer.json["errors"] == {
        "content/points/0/nmae": "There is no such field",
        "content/points/1/number": "2 is expected",
    }
    assert answer.json["field"] == "content/points/1/number"
    assert admin.get("/flows/quote").json["draft"] is None


def test_refusals_speak_the_callers_language(site, admin):
    answer = program(site, "admin", "zh").save({"points": [{**POINT, "nmae": 1}]})
    assert answer.json["errors"] == {"content/points/0/nmae": "没有此字段"}


def test_unknown_facts_positions_people_and_departments_are_told_with_their_place_in_both_languages(admin):
    content = {
        "points": [
            {
                **POINT,
                "condition": [[{**TEST, "fact": "colour"}]],
                "positions": ["king"],
                "rules": [{"kind": "person", "person": "nobody"}],
            }
        ],
        "departments": ["moon"],
    }
    saved = admin.save(content)
    assert saved.status_code == 200, "a draft may be unfinished"
    for found in (
        admin.get("/flows/quote/check").json,
        admin.post("/check", document_type="quote", content=content).json,
    ):
        assert found["releasable"] is False
        said = {one["place"]: (one["en"], one["zh"]) for one in found["items"]}
        assert said["points/0/condition/0/0/fact"] == ("There is no field “colour”", "没有字段“colour”")
        assert set(said) == {
            "departments",
            "points/0/condition/0/0/fact",
            "points/0/positions",
            "points/0/rules/0/person",
        }
    refused = admin.post("/flows/quote/release", seen=admin.seen(), reason="does not fit")
    assert (refused.status_code, refused.json["code"]) == (422, "FlowRefused")
    assert "points/0/condition/0/0/fact" in refused.json["errors"]


def test_flows_are_added_copied_renamed_moved_switched_off_and_deleted(admin):
    added = admin.post("/flows", document_type="quote", name="小额", name_en="Small")
    assert (added.status_code, added.json["key"], added.json["content"]) == (201, "quote_2", {"points": []})
    copied = admin.post("/flows", copy_of="quote", name="副本", name_en="Copy").json
    assert points(copied) == points(admin.get("/flows/quote").json)
    changed = admin.send(
        "PATCH", "/flows/quote_3", {"name_en": "Copy!", "enabled": False, "move": "earlier"}
    ).json
    assert (changed["name"], changed["name_en"], changed["enabled"]) == ("副本", "Copy!", False)
    quote = next(one for one in admin.get("/types").json["items"] if one["key"] == "quote")
    assert [one["key"] for one in quote["flows"]] == ["quote", "quote_3", "quote_2"]
    assert admin.send("DELETE", "/flows/quote_2").status_code == 204
    assert admin.send("DELETE", "/flows/quote").json["code"] == "FlowInUse"
    kept = admin.send("PUT", "/types/quote", {"without_flow": "approve"})
    assert kept.json["without_flow"] == "approve"
    for body in ({"name": "x", "name_en": "y"}, {"name": "x"}, {"name": "x", "name_en": "y", "colour": 1}):
        assert admin.post("/flows", **body).status_code == 422


def test_trying_facts_says_which_flow_which_points_and_who(admin):
    facts = {"max_discount": 0.12, "total": "100000", "overdue": 0}
    tried = admin.post("/try", document_type="quote", facts=facts, applicant="salesperson").json
    assert (tried["flow"], tried["version"]) == ("quote", 1)
    said = [(one["number"], one["entered"], one["fault"]) for one in tried["points"]]
    assert (2, True, "") in said
    manager = tried["points"][0]["approvers"][0]
    assert (manager["login"], manager["position"]) == ("manager", "sales_manager")
    assert "actually: largest line discount 12%" in tried["points"][1]["why"]
    wrong = admin.post("/try", document_type="quote", facts={"colour": 1, "max_discount": "much"})
    assert wrong.json["errors"] == {
        "facts/colour": "there is no such field",
        "facts/max_discount": "a number is expected",
    }
    admin.save(with_limit(admin.get("/flows/quote").json, 2, "0.2"))
    drafted = admin.post("/try", document_type="quote", key="quote", facts=facts, applicant="salesperson")
    assert [one["entered"] for one in drafted.json["points"]][1] is False


def test_a_backtest_is_run_kept_and_read_again(admin):
    admin.save(with_limit(admin.get("/flows/quote").json, 2, "0.08"))
    made = admin.post("/flows/quote/backtests", days=90)
    assert made.status_code == 201, made.text
    assert (made.json["version"], made.json["fits"], made.json["runs"]) == (2, True, 0)
    [listed] = admin.get("/flows/quote/backtests").json["items"]
    again = admin.get(f"/flows/quote/backtests/{listed['id']}").json
    assert again == made.json
    assert admin.get("/flows/quote/backtests/77").status_code == 404
    for body, field in (
        ({"days": 5}, "days"),
        ({"department": "moon"}, "department"),
        ({"facts": {"colour": "red"}}, "facts/colour"),
    ):
        assert field in admin.post("/flows/quote/backtests", **body).json["errors"]


def test_rights_are_those_of_the_pages(site, admin):
    for login, look, change in (("manager", 200, 403), ("salesperson", 403, 403), ("designer", 200, 403)):
        person = program(site, login)
        assert person.get("/flows/quote").status_code == look
        assert person.send("PUT", "/flows/quote/draft", {"content": {"points": []}}).status_code == change
        assert person.post("/flows/quote/release", seen="1.1", reason="why not").status_code == 403
    assert admin.post("/flows/quote/agree").status_code == 403


def test_a_document_that_one_does_not_see_is_not_there(admin):
    answer = admin.get("/evaluations?document_type=quote&document_id=77")
    assert (answer.status_code, answer.json["code"]) == (404, "NotFound")
    assert admin.get("/route?document_type=moon&document_id=1").status_code == 404


def test_what_was_asked_about_a_document_is_told_with_facts_and_persons(quick_office):
    quote = quick_office.quote("0.12")
    quick_office.submit(quote)
    site = with_api(rule_site(quick_office.store))
    manager = program(site, "manager")
    found = manager.get(f"/evaluations?document_type=quote&document_id={quote}").json["items"]
    assert [(one["point"], one["outcome"]) for one in found][:1] == [(1, "entered")]
    assert Decimal(found[0]["facts"]["max_discount"]) > Decimal("0.1")
    assert found[0]["approvers"][0]["login"] == "manager"
    ahead = manager.get(f"/route?document_type=quote&document_id={quote}").json["items"]
    assert len(ahead) >= 2


def test_a_version_is_found_by_its_number_only(admin):
    assert admin.get("/flows/quote/versions/7").json["code"] == "VersionNotFound"
    assert admin.get("/flows/moon").status_code == 404
    with_hits = admin.get("/flows/quote/hits").json
    assert (with_hits["days"], with_hits["version"], with_hits["items"]) == (90, 1, [])


def test_the_store_says_what_the_api_said(site, admin):
    admin.save(with_limit(admin.get("/flows/quote").json, 2, "0.08"))
    with site.store.read() as connection:
        draft = policies.draft(connection, "quote")
    assert draft is not None
    assert draft.flow.points[1].condition.rows[0][0].value == Decimal("0.08")
