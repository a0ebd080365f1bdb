"""`guanxi check` and `guanxi decide`: what other people's scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.designer import package, zipped

DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="limits" namespace="urn:x">
  <decision id="level" name="Approval level">
    <decisionTable hitPolicy="FIRST">
      <input id="i"><inputExpression typeRef="number"><text>discount</text></inputExpression></input>
      <output id="o" name="level" typeRef="string"/>
      <rule id="r1"><inputEntry><text>&gt; 0.10</text></inputEntry>
        <outputEntry><text>"director"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>"manager"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The review package on disk."""
    root = tmp_path / "review"
    for path, data in package().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_a_sound_set_is_an_empty_list_and_exit_0(guanxi: Any, folder: Path) -> None:
    answer = guanxi("check", folder, "--format", "json")
    assert answer.code == 0
    assert json.loads(answer.out) == []


def test_findings_have_the_promised_shape_and_exit_1(guanxi: Any, folder: Path) -> None:
    diagram = folder / "review.bpmn"
    diagram.write_bytes(diagram.read_bytes().replace(b'sourceRef="outcome"', b'sourceRef="revise"'))
    answer = guanxi("check", diagram, folder / "forms", "--format", "json")
    found = json.loads(answer.out)
    assert answer.code == 1
    assert set(found[0]) == {"file", "severity", "code", "element", "line", "message", "suggestion"}
    gateway = next(one for one in found if one["code"] == "GATEWAY_NO_EXIT")
    assert (gateway["element"], gateway["line"]) == ("outcome", 8)


def test_findings_speak_chinese_when_asked(guanxi: Any, folder: Path) -> None:
    (folder / "review.bpmn").write_text("", encoding="utf-8")
    assert "文件为空" in guanxi("check", folder, "--lang", "zh").out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.bpmn", b""),
        ("noise.bpmn", bytes(range(256)) * 40),
        ("bomb.bpmn", b'<!DOCTYPE x [<!ENTITY a "aa">]><definitions>&a;</definitions>'),
        ("noise.dmn", b"\xff\xfe<"),
        ("noise.form", b"{"),
        ("noise.zip", b"PK\x03\x04"),
        ("slip.zip", zipped({"../x.bpmn": b"<x/>"})),
        ("what.exe", b"MZ"),
        ("old.xpdl", b"<Package/>"),
    ],
)
def test_nothing_makes_it_crash(guanxi: Any, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    answer = guanxi("check", name, "--format", "json")
    assert answer.code == 1
    found = json.loads(answer.out)
    assert any(one["severity"] == "error" and one["file"].startswith(name) for one in found)
    assert "Traceback" not in answer.err


def test_a_missing_file_is_a_finding(guanxi: Any) -> None:
    answer = guanxi("check", "nowhere.bpmn", "--format", "json")
    assert (answer.code, json.loads(answer.out)[0]["code"]) == (1, "FILE_MISSING")


def test_checking_touches_no_database(guanxi: Any, folder: Path, tmp_path: Path) -> None:
    guanxi("check", folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review"]


def test_a_decision_answers_as_json(guanxi: Any, tmp_path: Path) -> None:
    (tmp_path / "limits.dmn").write_text(DECISION, encoding="utf-8")
    (tmp_path / "in.json").write_text('{"discount": 0.12}', encoding="utf-8")
    answer = guanxi("decide", "limits.dmn", "--decision", "Approval level", "--input", "in.json")
    assert (answer.code, answer.out) == (0, '"director"\n')


@pytest.mark.parametrize(
    ("decision", "content", "word"),
    [
        ("nothing", "{}", "Approval level"),
        ("level", "{", "not JSON"),
        ("level", "[]", "one JSON object"),
        ("level", '{"discount": NaN}', "not JSON"),
    ],
)
def test_a_wrong_question_gets_a_sentence(
    guanxi: Any, tmp_path: Path, decision: str, content: str, word: str
) -> None:
    (tmp_path / "limits.dmn").write_text(DECISION, encoding="utf-8")
    (tmp_path / "in.json").write_text(content, encoding="utf-8")
    answer = guanxi("decide", "limits.dmn", "--decision", decision, "--input", "in.json")
    assert answer.code == 1
    assert word in answer.err


def test_a_model_that_is_none_gets_a_sentence(guanxi: Any, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text("{}", encoding="utf-8")
    (tmp_path / "x.dmn").write_text("no xml", encoding="utf-8")
    assert guanxi("decide", "x.dmn", "--decision", "a", "--input", "in.json").code == 1
    assert "nowhere.dmn" in guanxi("decide", "nowhere.dmn", "--decision", "a", "--input", "in.json").err
