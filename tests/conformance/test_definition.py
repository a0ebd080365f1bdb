"""A sample of the public diagrams in every test run; `make conformance` reads them all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.definition import check, read
from engine.definition.reading import binding
from tests.conformance import definition
from tests.conformance.sensitivity import unnoticed

CORPORA = Path(os.environ.get("CORPORA") or Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="skipped: corpora not found"),
]


def test_every_diagram_that_breaks_a_rule_is_refused() -> None:
    result = definition.must_be_refused(CORPORA / "betsy" / "must_be_refused")
    assert result["passed"] == result["of"] > 0


def test_a_sample_of_the_vendors_diagrams_loses_nothing() -> None:
    result = definition.score(CORPORA, every=25)
    for family in ("camunda", "flowable"):
        assert result[family]["files"] > 0
        assert {result[family][key] for key in ("crashed", "hung", "silently_lost")} == {0}
    assert result["miwg"]["passed"] == result["miwg"]["of"] > 0


ASSIGNED = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"'
    b' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><process id="p"><userTask id="u"'
    b' camunda:assignee="li"/></process></definitions>'
)


def forget_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader as it would be without the handler of assignments."""
    monkeypatch.setattr(binding, "read_people", lambda ledger, source: binding.People())


def test_what_the_reader_forgets_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "camunda:assignee" not in {f.args.get("what") for f in check([read(ASSIGNED)])}
    forget_people(monkeypatch)
    assert "camunda:assignee" in {f.args.get("what") for f in check([read(ASSIGNED)])}


def test_the_score_notices_what_is_neither_read_nor_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(definition.lost_parts(ASSIGNED)) == []
    forget_people(monkeypatch)
    monkeypatch.setattr(definition, "check", lambda diagrams: [])
    assert list(definition.lost_parts(ASSIGNED)) == ["camunda:assignee of u"]


def test_nothing_can_be_taken_out_of_a_sample_of_the_vendors_diagrams_unnoticed() -> None:
    for family in ("camunda", "flowable"):
        files = definition._files(CORPORA / "diagrams" / family, 40, ".bpmn", ".xml")
        found = {path.name: list(unnoticed(path.read_bytes())) for path in files}
        assert {name: parts for name, parts in found.items() if parts} == {}
