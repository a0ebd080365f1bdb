"""S1, S2, S4–S6, S17: hostile files through the page and through the API; nothing of them is ever stored."""

from __future__ import annotations

import base64
import io
import re
import stat
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.store.schema.definitions import definition
from tests.support.application import Application

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test" id="defs">\n'
)
SCRIPTS = (
    "import os",
    "__import__('os').system('id')",
    "open('/etc/passwd').read()",
    "eval('1+1')",
    "exec('x = 1')",
    "().__class__.__bases__[0].__subclasses__()",
    "(x for x in [1]).gi_frame.f_back.f_globals",
    "'{0.__class__}'.format(1)",
    "(lambda: 0).__globals__",
    "match 1:\n  case object(__class__=c): x = c",
    "@print\ndef f(): pass",
    "globals()['__builtins__']",
    "getattr(1, '__class__')",
    "process.mainModule.require('child_process')",
    "this.constructor.constructor('return process')()",
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def diagram(body: str, before: str = "", process: str = "hostile", head: str = HEAD) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + before
        + head
        + f'<process id="{process}" isExecutable="true">\n{body}\n</process>\n</definitions>'
    ).encode()


def around(middle: str, flows: str = "") -> str:
    """A start, something with the id `hostile_element` on line 5, and an end."""
    return (
        '<startEvent id="start"/>\n'
        + middle
        + '\n<endEvent id="end"/>\n<sequenceFlow id="f1" sourceRef="start" targetRef="hostile_element"/>'
        + (flows or '\n<sequenceFlow id="f2" sourceRef="hostile_element" targetRef="end"/>')
    )


def script(text: str, language: str = "") -> bytes:
    marked = f' scriptFormat="{language}"' if language else ""
    inner = f'<scriptTask id="hostile_element"{marked}><script>{escaped(text)}</script></scriptTask>'
    return diagram(around(inner))


def findings(answer: TestResponse) -> list[dict[str, object]]:
    assert answer.status_code == 422, answer.text[:500]
    return [one for one in answer.json["findings"] if one["severity"] == "error"]


def refuse_everywhere(site: Application, files: Mapping[str, bytes]) -> list[dict[str, object]]:
    """The findings of the API, after the page said the same and neither stored anything."""
    before = site.fingerprint()
    page = site.as_("designer").upload(files)
    found = findings(site.api("designer").upload(files))
    assert page.status_code == 422
    for one in found:
        assert str(one["code"]) in page.text
        assert one["message"]
    assert site.fingerprint() == before
    assert found
    return found


@pytest.mark.parametrize("language", ["python", "javascript", "groovy", "application/x-python"])
def test_a_script_in_another_language_is_refused_with_task_and_line(site: Application, language: str) -> None:
    found = refuse_everywhere(site, {"hostile.bpmn": script("x = 1", language)})
    assert [(one["code"], one["element"], one["line"]) for one in found] == [
        ("LANGUAGE_REFUSED", "hostile_element", 5)
    ]
    assert "FEEL" in str(found[0]["message"])


@pytest.mark.parametrize("text", SCRIPTS)
def test_code_that_is_passed_off_as_an_expression_is_refused_with_task_and_line(
    site: Application, text: str
) -> None:
    found = refuse_everywhere(site, {"hostile.bpmn": script(text)})
    assert {one["element"] for one in found} == {"hostile_element"}
    assert all(isinstance(one["line"], int) and 5 <= one["line"] <= 7 for one in found)


GATEWAY_FLOWS = """
<sequenceFlow id="f2" sourceRef="hostile_element" targetRef="end">
<conditionExpression xsi:type="tFormalExpression"{marked}>{text}</conditionExpression></sequenceFlow>
<sequenceFlow id="f3" sourceRef="hostile_element" targetRef="end"/>"""
PLACES = {
    "condition": around('<exclusiveGateway id="hostile_element" default="f3"/>', GATEWAY_FLOWS),
    "timer": around(
        '<intermediateCatchEvent id="hostile_element"><timerEventDefinition id="t">'
        '<timeDuration xsi:type="tFormalExpression"{marked}>={text}</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    ),
    "how often": around(
        '<userTask id="hostile_element" gx:assignee="manager"><multiInstanceLoopCharacteristics>'
        '<loopCardinality xsi:type="tFormalExpression"{marked}>{text}</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    ),
    "completion": around(
        '<userTask id="hostile_element" gx:assignee="manager"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>2</loopCardinality>"
        '<completionCondition xsi:type="tFormalExpression"{marked}>{text}</completionCondition>'
        "</multiInstanceLoopCharacteristics></userTask>"
    ),
    "mapping": around(
        '<userTask id="hostile_element" gx:assignee="manager"><extensionElements>'
        '<gx:input target="x" expression="{text}"/></extensionElements></userTask>'
    ),
    "title": around('<userTask id="hostile_element" gx:assignee="manager" gx:title="={text}"/>'),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "text", ["__import__('os').system('id')", "().__class__.__bases__", "open('/etc/x')"]
)
def test_code_in_any_expression_is_refused(site: Application, place: str, text: str) -> None:
    body = PLACES[place].format(text=escaped(text), marked="")
    found = refuse_everywhere(site, {"hostile.bpmn": diagram(body)})
    assert {one["element"] for one in found} & {"hostile_element", "f2"}


@pytest.mark.parametrize("place", ["condition", "timer", "how often", "completion"])
def test_an_expression_that_names_another_language_is_refused(site: Application, place: str) -> None:
    body = PLACES[place].format(text="1", marked=' language="python"')
    found = refuse_everywhere(site, {"hostile.bpmn": diagram(body)})
    assert "LANGUAGE_REFUSED" in {one["code"] for one in found}


DOCTYPES = {
    "file": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "http": '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "parameter": '<!DOCTYPE d [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    "external": '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public": '<!DOCTYPE d PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">',
    "laughs": "<!DOCTYPE d ["
    '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>",
    "quadratic": f'<!DOCTYPE d [<!ENTITY a "{"A" * 50_000}">]>',
    "lower case": "<!doctype d>",
    "after a comment": "<!-- x -->\n<?x y?>\n<!DOCTYPE d>",
    "empty": "<!DOCTYPE d>",
}


@pytest.mark.parametrize("kind", DOCTYPES)
def test_any_document_type_is_refused_before_it_is_read(site: Application, kind: str) -> None:
    body = around('<task id="hostile_element" name="&x;"/>')
    began = time.process_time()
    found = refuse_everywhere(site, {"hostile.bpmn": diagram(body, before=DOCTYPES[kind])})
    assert {one["code"] for one in found} <= {"XML_DOCTYPE_FORBIDDEN", "XML_MALFORMED"}
    assert kind == "lower case" or found[0]["code"] == "XML_DOCTYPE_FORBIDDEN"
    assert "root:" not in repr(found)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_document_type_does_not_hide_behind_an_encoding(site: Application, encoding: str) -> None:
    text = diagram(around('<task id="hostile_element"/>'), before=DOCTYPES["file"]).decode()
    data = text.replace("UTF-8", encoding.upper()).encode(encoding)
    found = refuse_everywhere(site, {"hostile.bpmn": data})
    assert str(found[0]["code"]).startswith("XML_")


def test_a_diagram_of_more_than_two_megabytes_is_not_parsed(site: Application) -> None:
    padding = f"<documentation>{'x' * 2_100_000}</documentation>"
    data = diagram(around('<task id="hostile_element"/>') + padding)
    before = site.fingerprint()
    began = time.process_time()
    assert site.api("designer").upload({"hostile.bpmn": data}).status_code == 413
    page = site.as_("designer").upload({"hostile.bpmn": data})
    assert page.status_code in (413, 422)
    editor = site.as_("designer").post(
        "/definitions/quote_approval/design/save", {"xml": data.decode(), "revision": "0.1"}
    )
    assert editor.status_code == 413
    assert time.process_time() - began < 3
    assert site.fingerprint() == before


@pytest.mark.parametrize("path", ["/definitions/upload", "/definitions/publish", "/api/v1/definitions"])
def test_a_body_that_is_larger_than_anything_allowed_is_refused_unread(site: Application, path: str) -> None:
    browser = site.as_("designer")
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    if path.startswith("/api"):
        headers |= site.api("designer").headers
    claimed = {"CONTENT_LENGTH": str(60 * 1024 * 1024), "wsgi.input": io.BytesIO()}
    answer = browser.client.post(path, headers=headers, environ_overrides=claimed)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<subProcess id="s">' * 150 + "</subProcess>" * 150, "XML_TOO_DEEP"),
        ("<subProcess>" * 50_000 + "</subProcess>" * 50_000, "XML_MALFORMED"),  # the parser's own limit
        ("".join(f'<task id="t{number}"/>' for number in range(60_000)), "XML_TOO_MANY_ELEMENTS"),
        ("<task " + " ".join(f'a{number}="1"' for number in range(2_000)) + "/>", "XML_TOO_MANY_ATTRIBUTES"),
    ],
)
def test_too_deep_too_many_and_too_wide_are_refused_quickly(site: Application, body: str, code: str) -> None:
    began = time.process_time()
    found = refuse_everywhere(site, {"hostile.bpmn": diagram(body)})
    assert [one["code"] for one in found] == [code]
    assert time.process_time() - began < 5


SHAPE = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
 id="d"><bpmndi:BPMNPlane id="p" bpmnElement="hostile"><bpmndi:BPMNShape id="s" bpmnElement="{element}"
 {colour}><dc:Bounds x="{x}" y="1" width="{width}" height="80"/></bpmndi:BPMNShape>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""


@pytest.mark.parametrize(
    "changed",
    [
        {"x": "NaN"},
        {"x": "1e999"},
        {"x": "-Infinity"},
        {"x": "over there"},
        {"width": "-5"},
        {"width": "99999999999999"},
        {"element": "ghost"},
        {"colour": 'bioc:stroke="url(http://evil.example/x)" bioc:fill="red;background:url(//evil.example)"'},
        {"colour": 'bioc:stroke="&quot;/&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'},
    ],
)
def test_nonsense_in_the_layout_is_drawn_without_a_foreign_address(
    site: Application, changed: dict[str, str]
) -> None:
    values = {"x": "1", "width": "100", "element": "hostile_element", "colour": "", **changed}
    data = diagram(around('<userTask id="hostile_element" gx:assignee="manager"/>'))
    data = data.replace(b"</definitions>", (SHAPE.format(**values) + "</definitions>").encode())
    answer = site.as_("designer").upload({"hostile.bpmn": data})
    assert answer.status_code in (200, 422)
    shown = re.sub(r'name="carried" value="[^"]*"', "", answer.text)
    pictures = "".join(re.findall(r"<svg.*?</svg>", shown, re.DOTALL))
    assert "<svg" in pictures
    for trace in ("evil.example", "<script>alert", "NaN", "nan", "Infinity", "inf,"):
        assert trace not in pictures
    published = site.api("designer").upload({"hostile.bpmn": data})
    assert published.status_code in (201, 422)
    if published.status_code == 201:
        number = published.json["items"][0]["id"]
        for page in ("/definitions/hostile", "/definitions/", "/definitions/hostile/design"):
            assert site.as_("designer").get(page).status_code == 200
        assert "evil.example" not in site.as_("manager").get(f"/definitions/{number}/diagram.bpmn").text


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compress) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


def named(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("safe.bpmn")
    entry.filename = path
    return entry


def link(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


GOOD = script("1 + 1")
ZIPS = {
    "slip": (zipped((named("../../slip.bpmn"), GOOD)), "PKG_PATH"),
    "absolute": (zipped((named("/tmp/slip.bpmn"), GOOD)), "PKG_PATH"),
    "backslash": (zipped((named("..\\slip.bpmn"), GOOD)), "PKG_PATH"),
    "drive": (zipped((named("C:/slip.bpmn"), GOOD)), "PKG_PATH"),
    "link": (zipped((link("passwd.bpmn"), b"/etc/passwd")), "PKG_SYMLINK"),
    "bomb": (zipped(("zero.bpmn", b"\0" * 30_000_000)), "PKG_BOMB"),
    "many": (zipped(*((f"{i}.md", b"") for i in range(5_001))), "PKG_TOO_MANY"),
    "nested": (zipped(("inner.zip", zipped(("x.bpmn", GOOD)))), "PKG_NESTED"),
    "case": (zipped(("Quote.bpmn", GOOD), ("quote.bpmn", GOOD)), "PKG_CASE_CLASH"),
    "code": (zipped(("run.py", b"import os"), ("q.bpmn", GOOD)), "PKG_CODE"),
    "cut": (zipped(("q.bpmn", GOOD))[:-30], "PKG_CORRUPT"),
    "no zip": (b"PK\x03\x04 no zip at all", "PKG_CORRUPT"),
    "empty": (b"", "PKG_CORRUPT"),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_hostile_zip_is_refused_and_leaves_nothing_behind(
    site: Application, kind: str, tmp_path: Path
) -> None:
    data, code = ZIPS[kind]
    outside = [
        Path("/tmp/slip.bpmn"),
        site.folder.parent / "slip.bpmn",
        site.folder.parent.parent / "slip.bpmn",
    ]
    temporary = {one.name for one in Path(tempfile.gettempdir()).iterdir()}
    found = refuse_everywhere(site, {"hostile.zip": data})
    assert code in {one["code"] for one in found}
    assert not any(one.exists() for one in outside)
    left = {one.name for one in Path(tempfile.gettempdir()).iterdir()} - temporary
    assert not any(name.startswith("tmp") and "hostile" in name for name in left)


def test_names_of_uploads_do_not_lead_out_either(site: Application) -> None:
    answer = site.api("designer").upload({"../../../etc/cron.d/hostile.bpmn": GOOD})
    assert answer.status_code == 201
    assert site.one(select(definition.c.path).where(definition.c.key == "hostile")) == "hostile.bpmn"


def test_what_was_carried_by_the_page_is_checked_once_more(site: Application) -> None:
    """The hidden field with the packed files is in the hands of whoever posts it."""
    before = site.fingerprint()
    designer = site.as_("designer")
    for data in (script("import os", "python"), b"\0" * 100):
        carried = base64.b64encode(zipped(("hostile.bpmn", data))).decode()
        form = {"carried": carried, "complete": "1", "name": "hostile", "seen": "hostile:1", "reason": "so"}
        assert designer.post("/definitions/publish", form).status_code == 422
    for junk in ("", "%%%", base64.b64encode(ZIPS["bomb"][0]).decode()):
        form = {"carried": junk, "complete": "1", "seen": "hostile:1", "reason": "so"}
        assert designer.post("/definitions/publish", form).status_code == 422
        assert designer.post("/definitions/drafts", form).status_code == 422
    assert site.fingerprint() == before
