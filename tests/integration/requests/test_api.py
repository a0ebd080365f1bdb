"""/api/v1/requests: a leave slip from its fields to its record, files, and kinds that are set up by a program."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.store.schema.runtime import work_item
from tests.support.application import Application, multipart

SLIP = {"kind": "annual", "period_from": "2026-03-09", "period_to": "2026-03-11", "reason": "探亲"}


def call(demo: Application, who: str, method: str, url: str = "", body: Any = None) -> TestResponse:
    program = demo.api(who)
    headers = {**program.headers, "Accept-Language": "en"}
    return program.client.open(f"/api/v1/requests{url}", method=method, headers=headers, json=body)


def draft(demo: Application, **values: Any) -> dict[str, Any]:
    answer = call(demo, "salesperson", "POST", "", {"kind": "request_leave", "values": {**SLIP, **values}})
    assert answer.status_code == 201, answer.text
    return answer.json or {}


def submit(demo: Application, one: dict[str, Any], **values: Any) -> TestResponse:
    body = {"revision": one["revision"], **values}
    return call(demo, "salesperson", "POST", f"/{one['id']}/submit", body)


def decide(demo: Application, no: str, action: str, opinion: str = "") -> None:
    item = demo.one(
        select(work_item.c.id).where(work_item.c.title.contains(no), work_item.c.closed_at.is_(None))
    )
    program = demo.api("manager")
    headers = {
        **program.headers,
        "If-Match": str(demo.item_row(item)["revision"]),
        "Submission-Id": no + action,
    }
    answer = program.client.post(
        f"/api/v1/work-items/{item}/complete",
        json={"variables": {"action": action, "opinion": opinion}},
        headers=headers,
    )
    assert answer.status_code == 200, answer.text


def test_kinds_tell_their_fields_with_words_and_choices(demo: Application) -> None:
    kinds = {one["key"]: one for one in call(demo, "salesperson", "GET", "/kinds").json["items"]}
    assert kinds["request_leave"]["may_start"] is True
    leave = call(demo, "salesperson", "GET", "/kinds/request_leave").json
    fields = {one["name"]: one for one in leave["fields"]}
    assert fields["kind"]["choices"]["annual"] == "Annual leave"
    assert (fields["period_from"]["kind"], fields["days"]["computed"]) == ("date", True)
    expense = call(demo, "salesperson", "GET", "/kinds/request_expense").json
    lines = next(one for one in expense["fields"] if one["kind"] == "lines")
    assert {"money", "date"} <= {one["kind"] for one in lines["columns"]}
    assert call(demo, "salesperson", "GET", "/kinds/request_moon").json["code"] == "KindUnknown"


def test_a_slip_is_drafted_changed_submitted_returned_corrected_and_its_record_read(
    demo: Application,
) -> None:
    ahead = call(demo, "salesperson", "POST", "/route", {"kind": "request_leave", "values": SLIP}).json
    assert ahead["values"]["days"] == "3"
    assert ahead["steps"][0]["people"] == ["manager"]
    one = draft(demo)
    url = f"/{one['id']}"
    changed = call(
        demo, "salesperson", "PUT", url, {"values": {**SLIP, "reason": "x"}, "revision": one["revision"]}
    )
    stale = call(demo, "salesperson", "PUT", url, {"values": SLIP, "revision": one["revision"]})
    assert (changed.status_code, stale.json["code"]) == (200, "SavedMeanwhile")
    sent = submit(demo, changed.json).json
    assert (sent["state"], sent["values"]["reason"], sent["values"]["days"]) == ("in_approval", "x", "3")
    again = submit(demo, changed.json)
    assert (again.status_code, again.json["no"]) == (200, sent["no"]), "sent twice it is one request"
    decide(demo, sent["no"], "return", "which days?")
    returned = call(demo, "salesperson", "GET", url).json
    assert (returned["state"], returned["note"]) == ("returned", "which days?")
    corrected = submit(demo, returned, values={**SLIP, "reason": "明确"}).json
    decide(demo, sent["no"], "agree")
    done = call(demo, "salesperson", "GET", url).json
    assert [line["opinion"] for line in done["record"]] == ["which days?", ""]
    assert corrected["values"]["reason"] == "明确"
    assert done["points"][0]["state"] == "done"
    assert call(demo, "service", "GET", url).status_code == 404


def test_what_is_wrong_is_told_by_field_and_nothing_is_submitted(demo: Application) -> None:
    one = draft(demo, period_to="2026-03-01", kind="moon")
    refused = submit(demo, one)
    assert (refused.status_code, set(refused.json["errors"])) == (422, {"kind", "period_to"})
    assert call(demo, "salesperson", "GET", f"/{one['id']}").json["state"] == "draft"
    deep: Any = []
    for _ in range(30):
        deep = [deep]
    for body in ({"kind": "request_leave", "values": {"a": deep}}, {"kind": "request_leave", "colour": 1}):
        assert call(demo, "salesperson", "POST", "", body).status_code == 422
    assert call(demo, "salesperson", "DELETE", f"/{one['id']}").status_code == 204
    assert call(demo, "salesperson", "GET", f"/{one['id']}").status_code == 404


def test_a_request_is_withdrawn_while_nobody_has_decided(demo: Application) -> None:
    sent = submit(demo, draft(demo)).json
    assert sent["may_withdraw"] is True
    assert call(demo, "manager", "POST", f"/{sent['id']}/withdraw").status_code == 404
    assert call(demo, "salesperson", "POST", f"/{sent['id']}/withdraw").json["state"] == "withdrawn"
    assert call(demo, "salesperson", "POST", f"/{sent['id']}/withdraw").status_code == 409


def test_requests_are_listed_by_page_own_or_all_that_one_sees(demo: Application) -> None:
    first, second = draft(demo)["id"], draft(demo)["id"]
    page = call(demo, "salesperson", "GET", "?limit=1&state=draft").json
    assert [one["id"] for one in page["items"]] == [second]
    following = call(demo, "salesperson", "GET", f"?limit=1&state=draft&cursor={page['next']}").json
    assert [one["id"] for one in following["items"]] == [first]
    seen = call(demo, "supervisor", "GET", "?whose=all&kind=request_leave").json["items"]
    assert first not in {one["id"] for one in seen}, "a draft is its applicant's alone"
    assert call(demo, "salesperson", "GET", "?limit=0").status_code == 422


def test_where_the_flow_is_self_defined_the_applicant_sends_the_steps(demo: Application) -> None:
    values = {"subject": "x", "urgency": "usual", "report": "y"}
    kind = call(demo, "salesperson", "GET", "/kinds/request_report").json
    names = {one["name"] for one in kind["fields"] if one["required"]}
    body = {"kind": "request_report", "values": {name: values.get(name, "z") for name in names}}
    wrong = call(
        demo, "salesperson", "POST", "", {**body, "route": {"steps": [{"peple": []}], "mode": "any"}}
    )
    assert wrong.json["errors"] == {
        "route/mode": "There is no such field",
        "route/steps/0/peple": "There is no such field",
    }
    begun = call(demo, "salesperson", "POST", "", {**body, "route": {"steps": [{"people": ["nobody"]}]}}).json
    refused = submit(demo, begun)
    assert (refused.status_code, refused.json["code"]) == (422, "RouteRefused")
    assert refused.json["errors"]
    route = {"steps": [{"people": ["manager"], "mode": "any"}, {"people": ["director"], "mode": "any"}]}
    sent = submit(demo, begun, route=route)
    assert sent.status_code == 200, sent.text
    assert sent.json["route"] == route
    assert [one["state"] for one in sent.json["points"]][:2] == ["now", "pred"]


def test_files_are_kept_with_a_draft_and_read_by_whoever_sees_it(demo: Application) -> None:
    begun = call(demo, "salesperson", "POST", "", {"kind": "request_expense", "submission": "mine"}).json
    same = call(demo, "salesperson", "POST", "", {"kind": "request_expense", "submission": "mine"}).json
    assert begun["id"] == same["id"]
    body, kind = multipart({"bill.txt": b"12.50"}, {})
    program = demo.api("salesperson")
    url = f"/api/v1/requests/{begun['id']}/files"
    kept = program.client.post(url, data=body, content_type=kind, headers=program.headers)
    assert kept.status_code == 201, kept.text
    [file] = kept.json["items"]
    assert (file["name"], call(demo, "salesperson", "GET", f"/files/{file['id']}").data) == (
        "bill.txt",
        b"12.50",
    )
    assert call(demo, "service", "GET", f"/files/{file['id']}").status_code == 404


DESIGN = {
    "zh": "用车申请",
    "en": "Car",
    "group": "office",
    "number": "YC",
    "filing": ["assistant"],
    "fields": [
        {
            "kind": "choice",
            "zh": "车型",
            "en": "Car type",
            "choices": [{"zh": "轿车", "en": "Saloon"}, {"zh": "货车"}],
        },
        {"kind": "money", "zh": "费用", "en": "Cost of it", "required": True},
        {
            "kind": "lines",
            "zh": "行程",
            "en": "Trips",
            "columns": [
                {"zh": "日期", "en": "Day", "kind": "date", "required": True},
                {"zh": "里程", "kind": "number"},
            ],
        },
    ],
    "points": [{"zh": "上级", "en": "Superior", "who": "superior:1", "days": "1"}],
}


def test_a_kind_is_set_up_and_published_by_a_program(demo: Application) -> None:
    begun = call(demo, "admin", "POST", "/kinds", {"zh": "用车", "en": "Car"}).json
    assert (begun["key"], begun["version"], begun["design"]["fields"]) == ("request_car", 0, [])
    url = "/kinds/request_car"
    saved = call(demo, "admin", "PUT", f"{url}/design", {"revision": begun["revision"], "design": DESIGN})
    assert saved.status_code == 200, saved.text
    fields = saved.json["design"]["fields"]
    assert [one["key"] for one in fields] == ["car_type", "cost_of_it", "trips"]
    assert [one["kind"] for one in fields[2]["columns"]] == ["date", "number"]
    again = call(demo, "admin", "PUT", f"{url}/design", {**saved.json, "design": saved.json["design"]} | {})
    assert again.status_code == 422, "what is told besides is no part of what is sent"
    same = {"revision": saved.json["revision"], "design": saved.json["design"]}
    kept = call(demo, "admin", "PUT", f"{url}/design", same)
    assert kept.json["design"] == saved.json["design"], "what comes out goes in"
    assert call(demo, "admin", "PUT", f"{url}/design", same).status_code == 409
    done = call(demo, "admin", "POST", f"{url}/publish", {"revision": kept.json["revision"], "note": "first"})
    assert (done.status_code, done.json["version"], done.json["has_flow"]) == (200, 1, True)
    assert done.json["design"]["points"] is None, "they are set at Rules from now on"
    assert call(demo, "salesperson", "GET", url).json["title"] == "Car"


def test_a_design_with_faults_is_refused_at_their_places(demo: Application) -> None:
    begun = call(demo, "admin", "POST", "/kinds", {"zh": "坏", "en": "Bad one"}).json
    design = {
        **DESIGN,
        "fields": [
            {"kind": "choice", "zh": "一", "choices": []},
            {"kind": "computed", "zh": "二", "formula": "1 +"},
        ],
        "points": [{"zh": "上级", "who": "superior:1", "fact": "colour", "days": "99"}],
    }
    answer = call(
        demo,
        "admin",
        "PUT",
        "/kinds/request_bad_one/design",
        {"revision": begun["revision"], "design": design},
    )
    assert (answer.status_code, set(answer.json["errors"])) == (
        422,
        {"design/fields/0/detail", "design/fields/1/detail", "design/points/0/fact", "design/points/0/days"},
    )
    assert call(demo, "salesperson", "POST", "/kinds", {"zh": "a", "en": "b"}).status_code == 403
    unknown = {"revision": "", "design": {**DESIGN, "colour": 1}}
    assert call(demo, "admin", "PUT", "/kinds/request_bad_one/design", unknown).status_code == 422
