from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from engine.definition.findings import Finding
from processes.check import check_files, check_paths

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' id="d" targetNamespace="t">'
)
FORM = json.dumps(
    {"type": "default", "id": "quote", "components": [{"type": "textfield", "key": "a", "label": "A"}]}
).encode()
DMN = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="r" name="r" namespace="n">'
    b'<decision id="limit" name="Limit"><variable name="Limit"/><literalExpression><text>1 + 1</text>'
    b"</literalExpression></decision></definitions>"
)


def bpmn(task: str, process: str = "p") -> bytes:
    return (
        f'{HEAD}<process id="{process}" isExecutable="true"><startEvent id="s"/>'
        f'<sequenceFlow id="f" sourceRef="s" targetRef="x"/>{task}'
        '<sequenceFlow id="g" sourceRef="x" targetRef="e"/><endEvent id="e"/></process></definitions>'
    ).encode()


def errors(found: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [(f.file, f.code, f.element) for f in found if f.severity == "error"]


def test_a_set_of_files_refers_to_itself() -> None:
    files = {
        "a.bpmn": bpmn('<userTask id="x" gx:form="quote" gx:assignee="li"/>'),
        "b.bpmn": bpmn('<businessRuleTask id="x" gx:decision="Limit"/>', "q"),
        "c.bpmn": bpmn('<callActivity id="x" calledElement="q"/>', "r"),
        "forms/quote.form": FORM,
        "limit.dmn": DMN,
    }
    assert errors(check_files(files)) == []


def test_what_is_not_in_the_set_is_named() -> None:
    files = {
        "a.bpmn": bpmn('<userTask id="x" gx:form="quotes" gx:assignee="li"/>'),
        "b.bpmn": bpmn('<businessRuleTask id="x" gx:decision="Limits"/>', "q"),
        "c.bpmn": bpmn('<callActivity id="x" calledElement="qq"/>', "r"),
        "forms/quote.form": FORM,
        "limit.dmn": DMN,
    }
    found = check_files(files)
    assert errors(found) == [
        ("a.bpmn", "FORM_UNKNOWN", "x"),
        ("b.bpmn", "DECISION_UNKNOWN", "x"),
        ("c.bpmn", "CALLED_UNKNOWN", "x"),
    ]
    near = {f.code: f.suggestion("en") for f in found if f.severity == "error"}
    assert "“Limit”" in near["DECISION_UNKNOWN"]


def test_a_package_is_checked_as_a_set() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("package.toml", 'key = "q"')
        archive.writestr("q.bpmn", bpmn('<userTask id="x" gx:form="quote" gx:assignee="li"/>'))
        archive.writestr("forms/quote.form", FORM)
        archive.writestr("samples/one.json", "{}")
    assert errors(check_files({"q.zip": out.getvalue()})) == []


def test_unknown_applications_are_named_where_the_registry_is_given() -> None:
    files = {"a.bpmn": bpmn('<serviceTask id="x" gx:adapter="mail"/>')}
    assert errors(check_files(files)) == []
    assert errors(check_files(files, adapters=["crm"])) == [("a.bpmn", "ADAPTER_UNKNOWN", "x")]


def test_applications_that_a_package_needs_must_exist(tmp_path: Path) -> None:
    (tmp_path / "package.toml").write_text('key = "q"\napplications = ["crm.quote", "crm.qoute"]\n')
    (tmp_path / "a.bpmn").write_bytes(bpmn('<manualTask id="x"/>'))
    found = check_paths([tmp_path], adapters=["crm.quote"])
    assert [(f.code, f.suggestion("en")[-24:]) for f in found if f.severity == "error"] == [
        ("PKG_APPLICATION_UNKNOWN", "Did you mean “crm.quote”?"[-24:])
    ]
    assert errors(check_paths([tmp_path])) == []


def test_one_process_in_two_files_is_refused() -> None:
    task = '<manualTask id="x"/>'
    found = errors(check_files({"a.bpmn": bpmn(task), "b.bpmn": bpmn(task)}))
    assert found == [("b.bpmn", "PROCESS_TWICE", "p")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xpdl", b"<Package/>", "XPDL_NO_PROCESS"),
        ("a.docx", b"PK", "FILE_KIND"),
        ("a.bpmn", b"", "XML_EMPTY"),
        ("a.bpmn", b"\xff\xfe\x00", "XML_ENCODING"),
        ("a.bpmn", b"<x/>", "XML_NOT_BPMN"),
        ("a.zip", b"PK", "PKG_CORRUPT"),
        ("a.form", b"[", "FORM_JSON"),
    ],
)
def test_what_cannot_be_read_is_a_finding(name: str, data: bytes, code: str) -> None:
    assert code in {f.code for f in check_files({name: data})}


def test_paths_and_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "quote.form").write_bytes(FORM)
    (tmp_path / "a.bpmn").write_bytes(bpmn('<userTask id="x" gx:form="quote" gx:assignee="li"/>'))
    (tmp_path / "notes.txt").write_text("ignored in a folder")
    assert errors(check_paths([tmp_path])) == []
    missing = check_paths([tmp_path / "gone.bpmn"])
    assert [f.code for f in missing] == ["FILE_MISSING"]


def test_the_schema_of_bpmn_gives_warnings_only() -> None:
    data = bpmn('<manualTask id="x"/>').replace(b"</process>", b'<property id="late"/></process>')
    found = [f for f in check_files({"a.bpmn": data}) if f.code == "SCHEMA_DEVIATION"]
    assert found
    assert {f.severity for f in found} == {"warning"}
    assert found[0].line == 1


DMN_LITERAL = "<decision id='d' name='d'><literalExpression><text>1</text></literalExpression></decision>"


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_the_schema_of_each_version_of_dmn_gives_warnings_with_line_and_element(namespace: str) -> None:
    head = f"<definitions xmlns='{namespace}' id='m' name='m' namespace='urn:m'>"
    assert check_files({"a.dmn": f"{head}{DMN_LITERAL}</definitions>".encode()}) == []
    late = DMN_LITERAL.replace("</decision>", "\n<question>why?</question></decision>")
    [found] = check_files({"a.dmn": f"{head}{late}</definitions>".encode()})
    assert (found.code, found.severity, found.line, found.element) == ("SCHEMA_DEVIATION", "warning", 2, "d")
    assert "DMN" in found.message("zh")
    assert "question" in found.message("en")


def test_a_version_of_dmn_without_a_schema_is_not_objected_to() -> None:
    head = (
        "<definitions xmlns='http://www.omg.org/spec/DMN/20990101/MODEL/' id='m' name='m' namespace='urn:m'>"
    )
    assert check_files({"a.dmn": f"{head}{DMN_LITERAL}<odd/></definitions>".encode()}) == []
