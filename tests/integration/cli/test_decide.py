"""`guanxi decide`: inputs in every way they are given, several records and files, and why it answers so."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
TERMS = f"""<definitions xmlns="{MODEL}" id="m" name="terms" namespace="urn:terms">
  <itemDefinition name="customer"><itemComponent name="since"><typeRef>date</typeRef></itemComponent></itemDefinition>
  <inputData id="i1" name="due"><variable name="due" typeRef="date"/></inputData>
  <inputData id="i2" name="who"><variable name="who" typeRef="customer"/></inputData>
  <decision id="late" name="late"><variable name="late" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <decisionTable id="t" hitPolicy="FIRST"><input id="c1" label="到期日"><inputExpression><text>due</text>
      </inputExpression></input><output id="o1" name="late"/>
      <rule id="r1"><inputEntry><text>&lt; date("2026-01-01")</text></inputEntry>
        <outputEntry><text>true</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>false</text></outputEntry></rule>
    </decisionTable></decision>
  <decision id="terms" name="terms"><informationRequirement><requiredDecision href="#late"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <literalExpression><text>if late then "prepay" else string(who.since.year)</text></literalExpression></decision>
</definitions>"""
IMPORTING = f"""<definitions xmlns="{MODEL}" id="n" name="more" namespace="urn:more">
  <import name="base" namespace="urn:terms" importType="{MODEL}"/>
  <decision id="d" name="asked"><informationRequirement><requiredDecision href="urn:terms#late"/>
    </informationRequirement><literalExpression><text>not(base.late)</text></literalExpression></decision>
</definitions>"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "terms.dmn").write_text(TERMS, encoding="utf-8")
    return "terms.dmn"


def test_values_may_be_named_and_the_last_decision_is_meant(guanxi: Any, model: str) -> None:
    answer = guanxi("decide", model, 'due=date("2025-01-01")')
    assert (answer.code, answer.out) == (0, '"prepay"\n')


def test_dates_in_json_are_dates_where_the_model_says_so(guanxi: Any, model: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(
        '{"due": "2026-05-01", "who": {"since": "2019-03-01"}}', encoding="utf-8"
    )
    assert guanxi("decide", model, "--input", "in.json").out == '"2019"\n'


def test_a_text_that_is_no_date_gets_a_sentence_with_an_example(guanxi: Any, model: str) -> None:
    answer = guanxi("decide", model, 'who={since: "soon"}', 'due=@"2026-05-01"', "--lang", "zh")
    assert answer.code == 1
    assert "who.since" in answer.err
    assert "2026-01-31" in answer.err


@pytest.mark.parametrize(
    "text", ['[{"due": "2025-01-01"}, {"due": "2027-01-01"}]', '{"due": "2025-01-01"}\n{"due": null}\n']
)
def test_several_records_have_one_answer_a_line(
    guanxi: Any, model: str, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    answer = guanxi("decide", model, "--decision", "late", "--input", "-")
    assert (answer.code, answer.out) == (0, "true\nfalse\n")


def test_one_bad_record_is_named_and_the_others_are_answered(
    guanxi: Any, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('[{"due": "x"}, {"due": "2027-01-01"}]'))
    answer = guanxi("decide", model, "--decision", "late", "--input", "-")
    assert (answer.code, answer.out) == (1, "false\n")
    assert answer.err.startswith("[1]")


def test_it_explains_which_rows_matched_and_what_was_decided(guanxi: Any, model: str) -> None:
    answer = guanxi("decide", model, 'due=date("2025-01-01")', "--explain", "--lang", "zh")
    assert answer.out == '"prepay"\n'
    assert "late：第 1 行（FIRST）" in answer.err
    assert "late = true" in answer.err
    told = json.loads(guanxi("decide", model, 'due=date("2025-01-01")', "--format", "json").out)
    assert told["tables"] == [{"decision": "late", "hit_policy": "FIRST", "rows": [{"row": 1, "rule": "r1"}]}]
    assert told["value"] == "prepay"


def test_what_became_null_is_said_in_the_callers_language(guanxi: Any, model: str) -> None:
    answer = guanxi("decide", model, "due=5", "--decision", "late", "--lang", "zh")
    assert answer.code == 0
    assert any("\u4e00" <= each <= "\u9fff" for each in answer.err)


def test_several_files_are_one_model(guanxi: Any, model: str, tmp_path: Path) -> None:
    (tmp_path / "more.dmn").write_text(IMPORTING, encoding="utf-8")
    assert guanxi("decide", "more.dmn", model, 'due=date("2025-01-01")').out == "false\n"
    assert guanxi("decide", "more.dmn", model, 'due=date("2025-01-01")', "--decision", "late").out == "true\n"


def test_without_a_single_last_decision_the_names_are_told(guanxi: Any, tmp_path: Path) -> None:
    two = TERMS.replace('<requiredDecision href="#late"/>', '<requiredInput href="#i1"/>')
    (tmp_path / "two.dmn").write_text(two, encoding="utf-8")
    answer = guanxi("decide", "two.dmn")
    assert answer.code == 1
    assert "late, terms" in answer.err


@pytest.mark.parametrize("given", ["due=soon", "due=(", "due="])
def test_a_value_that_is_not_feel_gets_a_sentence(guanxi: Any, model: str, given: str) -> None:
    answer = guanxi("decide", model, given)
    assert answer.code == 1
    assert 'due="…"' in answer.err


def test_a_call_without_a_model_is_a_wrong_call(guanxi: Any) -> None:
    assert guanxi("decide", "due=1").code == 2


def test_findings_in_tables_name_row_and_column(guanxi: Any, tmp_path: Path) -> None:
    (tmp_path / "x.dmn").write_text(TERMS.replace('date("2026-01-01")', "((", 1), encoding="utf-8")
    answer = guanxi("check", "x.dmn", "--lang", "zh")
    assert "late，第 1 行，输入 1（到期日）" in answer.out
    [found, *_] = json.loads(guanxi("check", "x.dmn", "--format", "json").out)
    assert (found["cell"]["row"], found["cell"]["rule"], found["cell"]["column"]) == (1, "r1", 1)
    assert found["cell"]["name"] == "到期日"


def test_gaps_of_a_table_are_told_with_an_example(guanxi: Any, tmp_path: Path) -> None:
    rest = '<rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>false</text></outputEntry></rule>'
    (tmp_path / "x.dmn").write_text(TERMS.replace(rest, ""), encoding="utf-8")
    answer = guanxi("check", "x.dmn")
    assert answer.code == 0
    assert '到期日 = @"2026-01-01"' in answer.out
