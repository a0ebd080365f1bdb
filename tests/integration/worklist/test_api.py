"""/api/v1 through real routes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from engine.store.definitions import Opinion, record_opinion

HERE = Path(__file__).parent


def test_work_goes_from_login_to_completion(site):
    root = site.start()
    manager = site.api("manager")
    listed = manager.get("/work-items?box=claim").json["items"]
    assert [(one["root"], one["name"]) for one in listed] == [(str(root), "销售经理审批")]
    item = listed[0]["id"]
    assert manager.post(f"/work-items/{item}/claim").json == {"revision": 1}
    one = manager.get(f"/work-items/{item}")
    assert one.headers["ETag"] == '"1"'
    bringing_in = ["delegate", "add_before", "add_parallel", "add_after"]
    assert one.json["actions"] == ["release", "complete", "transfer", *bringing_in]
    done = manager.post(
        f"/work-items/{item}/complete",
        {"variables": {"action": "agree"}},
        If_Match='"1"',
        Submission_Id="one",
    )
    assert done.status_code == 200
    assert done.json["state"] == "running"
    assert site.api("director").get("/work-items").json["items"][0]["id"] == done.json["next_items"][0]


def test_the_same_submission_gets_the_same_answer(site):
    item = site.item(site.start())
    manager = site.api("manager")
    body = {"variables": {"action": "agree"}}
    first = manager.post(f"/work-items/{item}/complete", body, Submission_Id="twice")
    second = manager.post(f"/work-items/{item}/complete", body, Submission_Id="twice")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json


def test_a_stale_revision_is_a_conflict_that_gives_back_what_was_sent(site):
    item = site.item(site.start())
    manager = site.api("manager")
    manager.post(f"/work-items/{item}/claim")
    answer = manager.post(
        f"/work-items/{item}/complete", {"variables": {"action": "agree", "opinion": "ok"}}, If_Match="0"
    )
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json["submitted"] == {"variables": {"action": "agree", "opinion": "ok"}}


def test_what_is_not_seen_looks_like_what_does_not_exist(site):
    item = site.item(site.start())
    stranger = site.api("warehouse")
    hidden, missing = stranger.get(f"/work-items/{item}"), stranger.get("/work-items/1")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json["message"].replace(str(item), "X") == missing.json["message"].replace(" 1 ", " X ")
    for act in ("claim", "release", "complete"):
        assert stranger.post(f"/work-items/{item}/{act}").status_code == 404
    assert stranger.get(f"/instances/{site.row(item)['root_id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"variables": {"action": "agree", "assignee": "me"}},
        {"variables": {"action": "agree"}, "status": "COMPLETED"},
        {"variables": {"action": "agree"}, "_instance_id": 3, "version": 1},
        {"variables": {"action": "steal"}},
        {"variables": {"action": "agree", "limit": "viel"}},
        {"variables": {"action": "agree", "limit": 99}},
        {"variables": {"action": "agree", "opinion": "\ud800"}},
        {"variables": {"action": "agree", **{f"x{n}": n for n in range(10_000)}}},
        {"variables": ["action"]},
        {"variables": {"action": {"deep": {"er": 1}}}},
    ],
)
def test_fields_that_do_not_belong_are_refused_by_name(site, body):
    item = site.item(site.start())
    answer = site.api("manager").post(f"/work-items/{item}/complete", body)
    assert answer.status_code == 422
    assert answer.json["errors"]
    assert site.row(item)["state"] == "offered"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e400", "[" * 3000 + "]" * 3000])
def test_numbers_that_are_none_and_bottomless_nesting_are_refused(site, text):
    item = site.item(site.start())
    client = site.api("manager")
    answer = client.client.post(
        f"/api/v1/work-items/{item}/complete",
        data=f'{{"variables": {{"action": "agree", "limit": {text}}}}}',
        headers=client.headers | {"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"
    assert site.row(item)["state"] == "offered"


def test_returning_without_an_opinion_is_refused_in_the_callers_language(site):
    item = site.item(site.start())
    answer = site.api("other_manager").post(
        f"/work-items/{item}/complete", {"variables": {"action": "return"}}
    )
    assert answer.status_code == 422
    assert answer.json["field"] == "opinion"
    assert "必须填写意见" in answer.json["message"]


def test_lists_are_bounded(site):
    client = site.api("manager")
    for query in ("limit=1000000000", "limit=0", "limit=x", "box=everything", "cursor=zzz", "sort=id"):
        assert client.get(f"/work-items?{query}").status_code == 422, query
    assert client.get("/instances?limit=201").status_code == 422
    assert client.get("/instances?limit=200").status_code == 200


def test_pages_of_a_box_meet_without_gap_or_overlap(site):
    started = [site.item(site.start(f"Q-{n}")) for n in range(7)]
    client = site.api("manager")
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/work-items?box=claim&limit=3&cursor={cursor}").json
        seen += [int(one["id"]) for one in page["items"]]
        cursor = page["next"]
    assert seen == started


def test_an_instance_is_started_read_suspended_resumed_and_cancelled(site):
    seller, supervisor = site.api("salesperson"), site.api("supervisor")
    started = seller.post(
        "/instances",
        {
            "definition": "review",
            "variables": {"title": "Q-9", "applicant": "salesperson"},
            "business_key": "Q-9",
        },
    )
    assert started.status_code == 201
    root = started.json["id"]
    assert supervisor.get(f"/instances/{root}").json["variables"]["title"] == "Q-9"
    assert supervisor.post(f"/instances/{root}/suspend", {"reason": "audit"}).json["state"] == "suspended"
    item = site.item(int(root))
    held = site.api("manager").post(f"/work-items/{item}/complete", {"variables": {"action": "agree"}})
    assert held.status_code == 423
    assert supervisor.post(f"/instances/{root}/resume").json["state"] == "running"
    refused = site.api("colleague").post(f"/instances/{root}/cancel", {"reason": "mine now"})
    assert refused.status_code == 404
    assert supervisor.post(f"/instances/{root}/cancel", {"reason": "withdrawn"}).json["state"] == "terminated"
    texts = [one["code"] for one in supervisor.get(f"/instances/{root}/events").json["items"]]
    assert texts[0] == 1
    assert texts.count(3) == 3


def test_a_definition_is_uploaded_and_a_broken_one_refused_with_findings(site):
    designer = site.api("designer")
    data = (HERE / "review.bpmn").read_bytes()

    def upload(client, name, content):
        return client.client.post(
            "/api/v1/definitions", data={"files": (BytesIO(content), name)}, headers=client.headers
        )

    assert upload(designer, "review.bpmn", data).json["items"][0]["version"] == 2
    broken = upload(designer, "review.bpmn", data.replace(b'targetRef="approved"', b'targetRef="nowhere"'))
    assert broken.status_code == 422
    assert broken.json["findings"][0]["element"]
    assert broken.json["findings"][0]["line"]
    assert upload(site.api("manager"), "review.bpmn", data).status_code == 403


def test_a_definition_is_given_out_as_xpdl(site):
    answer = site.api("designer").get("/definitions/review/xpdl")
    assert answer.status_code == 200
    assert b"XPDL2.2" in answer.data
    assert site.api("designer").get("/definitions/nothing/xpdl").status_code == 404


def test_a_definition_carries_what_the_second_engine_said(site):
    designer = site.api("designer")
    [one] = [each for each in designer.get("/definitions").json["items"] if each["key"] == "review"]
    assert one["second_opinion"] is None
    with site.store.begin(by=None, action="test") as tx:
        record_opinion(
            tx,
            Opinion(
                definition_id=int(one["id"]),
                state="not_compared",
                paths=0,
                element="decide",
                code="COMPENSATION",
                detail="",
                at=tx.now,
            ),
        )
    [one] = [each for each in designer.get("/definitions").json["items"] if each["key"] == "review"]
    said = one["second_opinion"]
    assert (said["state"], said["element"], said["code"]) == ("not_compared", "decide", "COMPENSATION")
    assert "compensation" in said["reason"] or "补偿" in said["reason"]


def test_messages_need_a_right_and_wait_if_asked_to(site):
    body = {"name": "nobody listens", "ttl": 60, "dedupe": "one"}
    assert site.api("warehouse").post("/messages", body).status_code == 403
    seller = site.api("salesperson")
    assert seller.post("/messages", body).json == {"instance": None, "repeated": False}
    assert seller.post("/messages", body).json["repeated"] is True


def test_without_a_token_there_is_nothing(site):
    client = site.app.test_client()
    assert client.get("/api/v1/work-items").status_code == 401
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    assert "guanxi_open_work_items" in client.get("/metrics").text


def test_the_description_names_every_route(site):
    spec = site.app.test_client().get("/api/v1/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    described = set(spec["paths"])
    routes = {
        str(rule).replace("<int:", "<").replace("<", "{").replace(">", "}")
        for rule in site.app.url_map.iter_rules()
        if rule.endpoint.startswith("api_")
    }
    assert routes == described
