"""Hostile files through the real routes: refused with a sentence, nothing executed, nothing stored."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine.store.schema.definitions import definition, draft
from tests.support.designer import Site, package, zipped

DIAGRAM = package()["review.bpmn"]
TASK = b'<bpmn:userTask id="director"'


def stored(site: Site) -> int:
    with site.store.read() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (definition, draft)]
    return sum(counts)


def with_script(text: str) -> bytes:
    """The diagram with a script task in the director's place."""
    script = (
        '<bpmn:scriptTask id="director" name="x" scriptFormat="python"><bpmn:incoming>agreed</bpmn:incoming>'
        f"<bpmn:outgoing>done</bpmn:outgoing><bpmn:script><![CDATA[{text}]]></bpmn:script></bpmn:scriptTask>"
    )
    start = DIAGRAM.index(TASK)
    end = DIAGRAM.index(b"</bpmn:userTask>", start) + len(b"</bpmn:userTask>")
    return DIAGRAM[:start] + script.encode() + DIAGRAM[end:]


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "open('/etc/passwd').read()",
        "().__class__.__mro__[1].__subclasses__()",
        "eval('1')",
        "(lambda: 0).__globals__",
        "'{0.__class__}'.format(1)",
    ],
)
def test_a_script_in_another_language_is_refused_at_its_task(site: Site, text: str) -> None:
    answer = site.as_("designer").upload(
        {"review.zip": zipped(package(**{"review.bpmn": with_script(text)}))}
    )
    assert answer.status_code == 422
    assert "· director ·" in answer.text
    assert stored(site) == 0


@pytest.mark.parametrize("text", ["__import__('os')", "a.__class__", "${''.class.forName('x')}"])
def test_code_in_a_condition_is_refused_or_without_effect(site: Site, text: str) -> None:
    evil = DIAGRAM.replace(b'action = "agree"', text.encode())
    answer = site.as_("designer").upload({"review.zip": zipped(package(**{"review.bpmn": evil}))})
    assert answer.status_code in (200, 422)
    assert stored(site) == 0


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p"> %p;]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
    ],
)
def test_document_types_are_refused_before_parsing(site: Site, head: str) -> None:
    first, rest = DIAGRAM.split(b"\n", 1)
    answer = site.as_("designer").upload({"evil.bpmn": first + b"\n" + head.encode() + b"\n" + rest})
    assert answer.status_code == 422
    assert "XML_DOCTYPE_FORBIDDEN" in answer.text
    assert "root:" not in answer.text


def test_a_huge_diagram_is_too_large(site: Site) -> None:
    huge = DIAGRAM.replace(b'id="review_file"', b'id="review_file" name="' + b"x" * 2_000_000 + b'"')
    answer = site.as_("designer").upload({"huge.bpmn": huge})
    assert answer.status_code == 413
    assert "XML_TOO_LARGE" in answer.text
    assert stored(site) == 0


def test_a_deep_diagram_is_refused(site: Site) -> None:
    deep = b"<a>" * 5000 + b"</a>" * 5000
    assert site.as_("designer").upload({"deep.bpmn": deep}).status_code == 422


def test_a_form_that_posts_elsewhere_is_refused(site: Site) -> None:
    form = (
        b'{"type": "default", "id": "decision", "components": [{"type": "html", "id": "h",'
        b' "content": "<form action=\\"http://example.org\\"><input name=p></form>"}]}'
    )
    answer = site.as_("designer").upload({"review.zip": zipped(package(**{"forms/decision.form": form}))})
    assert answer.status_code == 422
    assert stored(site) == 0


def test_a_post_without_the_token_changes_nothing(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    before = stored(site)
    for url in ("review/design/save", "review/design/publish", "publish", "drafts", "new", "upload"):
        answer = browser.client.post(f"/definitions/{url}", data={"xml": "<x/>", "revision": "0.1"})
        assert answer.status_code in (400, 403), url
    assert stored(site) == before


def test_names_of_files_are_shown_as_text(site: Site) -> None:
    answer = site.as_("designer").upload({"<img src=x onerror=alert(1)>.bpmn": DIAGRAM})
    assert "<img src=x" not in answer.text


def test_the_search_box_finds_a_process_in_both_languages(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    for words in ("报价", "quote rev", "REVIEW"):
        assert 'href="/definitions/review"' in browser.get("/search", query_string={"q": words}).text
    assert (
        "/definitions/review" not in site.as_("warehouse").get("/search", query_string={"q": "review"}).text
    )
