"""S7: what people and diagrams say is text on every page, wherever it comes from."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import text

from engine.organisation import snapshot
from engine.store.metadata import metadata
from tests.security.crawling import Page, crawl, taken_apart
from tests.support.application import LOGINS, Application

EVIL = """<evil-tag onclick=x></script><script>alert(7)</script><img src=x onerror=alert(7)>"'>{{71*83}}"""
#: Columns that people fill with words; codes, keys and states keep their meaning.
WORDS = {
    "crm_account": "name name_en short_name province city address phone email homepage tax_no introduction"
    " payment_terms",
    "crm_contact": "name name_en post post_en mobile phone email remark",
    "crm_discount_rule": "note note_en",
    "crm_product": "name name_en unit unit_en description",
    "crm_product_category": "name name_en",
    "crm_quote": "title remark payment_terms delivery_terms",
    "crm_quote_line": "reason",
    "engine_definition": "name title_zh title_en",
    "engine_department": "name name_en",
    "engine_deployment": "name reason",
    "engine_instance": "business_key held_reason",
    "engine_job": "error",
    "engine_person": "name name_en email mobile",
    "engine_plate": "name name_en",
    "engine_position": "name name_en short_name",
    "engine_work_item": "name title business_key",
    "forms_saved_view": "name query",
    "processes_decision": "opinion",
    "processes_policy": "name name_en",
    "processes_policy_version": "reason",
    "worklist_draft": "body",
}


def poison(site: Application) -> None:
    """Write the hostile text into every column of words there is."""
    with site.store.begin(by=None, action="test") as tx:
        for name, columns in WORDS.items():
            for column in columns.split():
                limit = getattr(metadata.tables[name].c[column].type, "length", None) or 1000
                tx.connection.execute(
                    text(f'UPDATE "{name}" SET "{column}" = :evil WHERE "{column}" IS NOT NULL'),
                    {"evil": EVIL[:limit]},
                )
    snapshot.forget(site.store.engine)


def harm(page: Page) -> list[str]:
    """Tags and attributes that only the hostile text could have made."""
    found = [f"<{tag}>" for tag, _ in page.tags if tag == "evil-tag"]
    found += [
        f"<{tag} {name}>"
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name.startswith("on") or (tag == "img" and value == "x")
    ]
    found += [f"<script>{attributes}" for tag, attributes in page.tags if tag == "script" and not attributes]
    if "5893" in page.texts:
        found.append("a template was run")
    return found


@pytest.mark.parametrize("login", LOGINS)
def test_hostile_words_in_every_column_stay_text_on_every_page(site: Application, login: str) -> None:
    poison(site)
    harmed, shown = {}, 0
    for page in crawl(site, site.as_(login)):
        assert page.answer.status_code < 500, page.url
        if page.is_html:
            shown += any("<evil-tag" in one for one in page.texts)
            if harm(page):
                harmed[page.url] = harm(page)
    assert harmed == {}
    assert shown > 5, "the words were not even shown"


def test_hostile_names_in_a_diagram_are_text_on_every_page_of_the_designer(site: Application) -> None:
    name = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    data = f"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
 targetNamespace="urn:test"><process id="evil" name="{name}" isExecutable="true">
<documentation>{name}</documentation><laneSet id="l"><lane id="lane" name="{name}">
<flowNodeRef>task</flowNodeRef></lane></laneSet><startEvent id="start" name="{name}"/>
<userTask id="task" name="{name}" gx:assignee="manager"><documentation>{name}</documentation></userTask>
<endEvent id="end" name="{name}"/><sequenceFlow id="f1" name="{name}" sourceRef="start" targetRef="task"/>
<sequenceFlow id="f2" name="{name}" sourceRef="task" targetRef="end"/></process></definitions>""".encode()
    designer = site.as_("designer")
    checked = designer.upload({"evil.bpmn": data})
    assert checked.status_code == 200
    published = site.api("designer").upload({"evil.bpmn": data})
    assert published.status_code == 201
    number = published.json["items"][0]["id"]
    started = site.api("designer").post("/instances", {"definition": "evil", "business_key": EVIL})
    assert started.status_code == 201
    pages = [
        "/definitions/",
        "/definitions/evil",
        "/definitions/evil/versions",
        "/definitions/evil/files",
        "/definitions/evil/design",
        f"/monitor/{started.json['id']}",
        f"/monitor/{started.json['id']}?tab=events",
        "/monitor/",
    ]
    read = [_page(site, "designer", url) for url in pages]
    read += [_page(site, "manager", "/worklist/"), _page(site, "manager", f"/worklist/{site.item()}")]
    assert {page.url: harm(page) for page in read if harm(page) or page.answer.status_code != 200} == {}
    assert sum(any("<evil-tag" in one for one in page.texts) for page in read) >= 6
    drawn = etree.fromstring(designer.get(f"/definitions/{number}/diagram.bpmn").data)
    assert not drawn.xpath("//*[local-name()='evil-tag' or local-name()='script' or local-name()='img']")


def _page(site: Application, login: str, url: str) -> Page:
    return taken_apart(url, site.as_(login).get(url))


@pytest.mark.parametrize("field", ["q", "sort", "view", "after", "page", "filter"])
def test_hostile_words_in_an_address_come_back_as_text(site: Application, field: str) -> None:
    for path in ("/crm/accounts/", "/crm/quotes/", "/monitor/", "/search", "/worklist/", "/rules/quote/try"):
        found = site.as_("director").client.get(path, query_string={field: EVIL}, follow_redirects=True)
        assert found.status_code in (200, 422)
        assert harm(taken_apart(path, found)) == []


def test_a_hostile_opinion_and_customer_are_text_in_the_record_and_in_the_mail(site: Application) -> None:
    with site.store.begin(by=None, action="test") as tx:
        for column in ("name", "short_name", "name_en"):
            tx.connection.execute(text(f"UPDATE crm_account SET {column} = :evil"), {"evil": EVIL[:80]})
    item = site.item()
    root = site.item_row(item)["root_id"]
    answer = site.as_("manager").post(f"/worklist/{item}/complete", {"action": "reject", "opinion": EVIL})
    assert answer.status_code == 303
    for _ in range(3):
        site.platform.engine.run_due()
    for url in (f"/monitor/{root}?tab=record", f"/crm/quotes/{site.quote('rejected')}"):
        page = _page(site, "salesperson", url)
        assert harm(page) == []
        assert any("<evil-tag" in one for one in page.texts), url
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in mail_files(site)]
    assert mails
    for mail in mails:
        assert "\n" not in str(mail["Subject"])
        assert [part.get_content_type() for part in parts(mail)] in (
            ["text/plain"],
            ["text/plain", "text/html"],
        )
        for part in parts(mail):
            if part.get_content_type() == "text/html":
                body = part.get_content()
                assert "<evil-tag" not in body
                assert "<script" not in body


def test_hostile_comments_copies_and_substitutions_are_text(site: Application) -> None:
    root = site.root()
    manager = site.as_("manager")
    f"{site.clock.now() + timedelta(days=1):%Y-%m-%d}"
    told = [
        manager.post(f"/worklist/cases/{root}/comment", {"text": f"@director {EVIL}", "mention": "director"}),
        manager.post(f"/worklist/cases/{root}/copy", {"people": "supervisor", "note": EVIL}),
        manager.post(
            "/worklist/substitutes/new",
            {
                "substitute": "director",
                "from": f"{site.clock.now() + timedelta(days=1):%Y-%m-%d}",
                "limited": "all",
                "reason": EVIL,
            },
        ),
    ]
    assert [answer.status_code for answer in told] == [303, 303, 303]
    read = [
        _page(site, "director", f"/worklist/cases/{root}"),
        _page(site, "director", "/crm/messages/"),
        _page(site, "supervisor", "/worklist/copies"),
        _page(site, "supervisor", "/worklist/substitutes/all"),
        _page(site, "manager", "/worklist/substitutes/"),
    ]
    assert {page.url: harm(page) for page in read if harm(page) or page.answer.status_code != 200} == {}
    assert [page.url for page in read if not any("<evil-tag" in one for one in page.texts)] == []


def parts(mail: Message) -> list[Message]:
    return [part for part in mail.walk() if not part.is_multipart()]


def mail_files(site: Application) -> list[Path]:
    return sorted(one for one in (site.folder / "mail").rglob("*") if one.is_file())
