"""Flows as files: taken out on a page, by a program or at the terminal, looked at, taken in as drafts only."""

from __future__ import annotations

import html
import io
import json
import re

import pytest

from processes.approval import drafting, policies
from processes.approval.backtest.kept import digest
from processes.approval.model import Flow
from tests.support.rule_programs import program, with_api

EXPORT, IMPORT = "/rules/quote/export", "/rules/import"


@pytest.fixture
def exported(site):
    """The file of the quote flow, as parsed JSON."""
    return json.loads(site.client().get(EXPORT).text)


def stricter(exported):
    """The same file in which the director decides from 8 %."""
    test = exported["flows"][0]["content"]["points"][1]["condition"][0][0]
    test["value"] = {"number": "0.08"}
    return json.dumps(exported, ensure_ascii=False, indent=1)


def look(site, client, text, **fields):
    return site.post(client, IMPORT, {"text": text, "action": "look", **fields})


def stamp(page):
    return re.search(r'name="stamp" value="(\w+)"', page.text)[1]


def take(site, client, text, **fields):
    page = look(site, client, text, **fields)
    return site.post(client, IMPORT, {"text": text, "action": "take", "stamp": stamp(page), **fields})


def versions(site, key="quote"):
    with site.store.read() as connection:
        return policies.draft(connection, key), policies.released(connection, key, site.store.clock.now())


def test_a_flow_comes_back_as_it_went(site, exported):
    client = site.client("admin", "en")
    page = look(site, client, json.dumps(exported))
    assert "the same as here" in page.text
    assert exported["flows"][0]["version"] == {"number": 1, "state": "in_force"}
    assert exported["exported"]["from"] == "http://localhost"
    answer = take(site, client, json.dumps(exported), **{"into-0": "+new"})
    assert answer.headers["Location"] == "/rules/quote_2"
    draft, _released = versions(site, "quote_2")
    _draft, original = versions(site)
    assert digest(draft.flow) == digest(original.flow)


def test_a_preview_tells_the_differences_in_words_and_keeps_nothing(site, exported):
    client = site.client("admin", "en")
    page = html.unescape(look(site, client, stricter(exported)).text)
    assert "1 difference" in page
    assert "<del>Largest line discount is greater than 10%</del>" in page
    assert "<ins>Largest line discount is greater than 8%</ins>" in page
    assert "Compared with version 1." in page
    assert versions(site)[0] is None
    answer = take(site, client, stricter(exported))
    assert answer.headers["Location"] == "/rules/quote"
    draft, released = versions(site)
    assert (draft.version, released.version) == (2, 1), "a draft, nothing in force"
    assert "与第 1 版比较" not in look(site, site.client(), stricter(exported)).text
    assert "与现有相同" in look(site, site.client(), stricter(exported)).text


def test_an_uploaded_file_is_looked_at_and_its_text_comes_along(site, exported):
    client = site.client("admin", "en")
    file = (io.BytesIO(b"\xef\xbb\xbf" + stricter(exported).encode()), "quote.flows.json")
    page = site.post(client, IMPORT, {"file": file, "action": "look"})
    assert page.status_code == 200
    assert stamp(page)
    assert "&#34;guanxi&#34;: &#34;approval flows&#34;" in page.text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "第 4 行 flows/0/content/points/0/nmae：没有此字段"),
        ("en", "line 4 flows/0/content/points/0/nmae: "),
    ],
)
def test_a_bad_file_is_refused_with_line_and_place_and_what_was_pasted_comes_back(site, lang, said):
    text = (
        '{"guanxi": "approval flows", "format": 1, "flows": [{"key": "quote",\r\n'
        '"document_type": "quote", "name": {"zh": "甲", "en": "B"}, "content": {"points": [\r\n'
        '{"number": 1, "name": {"zh": "a", "en": "b"}, "condition": [], "positions": [], "mode": "any",\r\n'
        '"deadline": null, "nmae": 1, "actions": ["agree"]}]}}]}'
    )
    answer = look(site, site.client("admin", lang), text)
    assert answer.status_code == 422
    assert said in answer.text
    assert "&#34;nmae&#34;: 1" in answer.text


def test_what_is_not_known_here_is_named_with_its_line_and_goes_into_the_draft(site, exported):
    exported["flows"][0]["content"]["points"][0]["positions"] = ["king"]
    text = json.dumps(exported, indent=1)
    line = next(at for at, one in enumerate(text.split("\n"), start=1) if '"positions"' in one)
    client = site.client("admin", "en")
    page = look(site, client, text)
    assert f"line {line} flows/0/content/points/0/positions: There is no position “king”" in page.text
    assert take(site, client, text).status_code == 303
    assert "There is no position “king”" in client.get("/rules/quote").text


def test_a_flow_of_documents_that_are_not_here_or_of_another_type_does_not_fit(site, exported):
    client = site.client("admin", "en")
    exported["flows"][0]["document_type"] = "moon"
    page = look(site, client, json.dumps(exported))
    assert "There are no documents of type “moon” here" in page.text
    assert "There is nothing to import." in page.text
    exported["flows"][0]["document_type"] = "order"
    page = look(site, client, json.dumps(exported))
    assert "The flow “quote” is for other documents" in page.text
    refused = site.post(
        client, IMPORT, {"text": json.dumps(exported), "action": "take", "stamp": stamp(page)}
    )
    assert (refused.status_code, versions(site)[0]) == (409, None)


def test_a_draft_that_was_saved_after_the_preview_is_not_replaced(site, exported):
    client, text = site.client("admin", "en"), stricter(exported)
    seen = stamp(look(site, client, text))
    with site.store.begin(by=None, action="test.save") as tx:
        drafting.save_draft(tx, "quote", Flow(points=()), seen=None)
    late = site.post(client, IMPORT, {"text": text, "action": "take", "stamp": seen})
    assert late.status_code == 409
    assert "A flow was changed after the preview." in late.text
    assert "Compared with the draft, version 2, which it replaces." in late.text
    again = site.post(client, IMPORT, {"text": text, "action": "take", "stamp": stamp(late)})
    assert again.status_code == 303


def test_all_flows_go_in_one_file_and_come_in_together_or_not_at_all(site):
    client = site.client("admin", "en")
    everything = json.loads(client.get("/rules/export").text)
    keys = [one["key"] for one in everything["flows"]]
    assert {"quote", "order", "contract"} <= set(keys)
    assert [one["key"] for one in json.loads(client.get("/rules/export?type=order").text)["flows"]] == [
        "order"
    ]
    for one in everything["flows"]:
        one["content"]["once"] = True
    text = json.dumps(everything)
    page = look(site, client, text)
    assert page.text.count("1 difference<") == len(keys)
    left = {f"into-{keys.index('order')}": "+none"}
    assert take(site, client, text, **left).headers["Location"] == "/rules/"
    assert versions(site, "quote")[0].flow.once
    assert versions(site, "order")[0] is None


def test_only_those_who_define_rules_import_them(site):
    for login, export, hand_over in (("manager", 200, 403), ("salesperson", 403, 403)):
        client = site.client(login)
        assert client.get(EXPORT).status_code == export
        assert client.get(IMPORT).status_code == hand_over
        assert site.post(client, IMPORT, {"text": "{}"}, page="/worklist").status_code == 403
    page = site.client("manager", "en").get("/rules/quote").text
    assert "Export this flow" in page
    assert "Import into its draft" not in page


def test_programs_move_flows_in_two_calls(site):
    admin = program(with_api(site))
    file = json.loads(admin.get("/file?key=quote").text)
    text = stricter(file)
    found = admin.client.post("/api/v1/rules/import/preview", data=text, headers=admin.headers).json
    [one] = found["items"]
    assert (one["what"], one["key"], one["compared_with"]) == ("changed", "quote", 1)
    assert one["changes"][0]["after"] == "Largest line discount is greater than 8%"

    def bring(query):
        return admin.client.post(f"/api/v1/rules/import?{query}", data=text, headers=admin.headers)

    assert bring("stamp=0123").json["code"] == "ChangedSincePreview"
    assert bring(f"stamp={found['stamp']}").json == {"items": [{"key": "quote", "what": "changed"}]}
    assert bring("").json["code"] == "NothingToImport"
    assert bring("into=%2Bnew").json == {"items": [{"key": "quote_2", "what": "new"}]}
    broken = admin.client.post("/api/v1/rules/import", data=text[:-30], headers=admin.headers)
    assert (broken.status_code, broken.json["code"]) == (422, "FileRefused")
    assert "not JSON" in broken.json["errors"]["file"]
