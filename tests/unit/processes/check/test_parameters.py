"""Deadlines of the shipped packages are parameters: declared, used, and written into no diagram."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.crm import pipeline
from engine.definition import read
from engine.definition.expressions import Interpreter
from engine.definition.parameters import asked_by
from engine.definition.rules.parameters import texts_in
from engine.definition.rules.registry import RULES
from engine.definition.rules.view import Surroundings, view_of
from engine.store.uow import Store
from processes.check import check_paths
from processes.package import Package, read_files, read_folder

BPMN = Path(__file__).parents[4] / "bpmn"
PACKAGES = sorted(path.parent.name for path in BPMN.glob("*/package.toml"))
#: A time in the text of a diagram; the clock of a start timer (06:00 every day) is none.
LITERAL = re.compile(r'(?:gx:due|gx:followUp)="[+-]?P|<bpmn:time(?:Duration|Cycle)[^>]*>\s*R?\d*/?P')


@pytest.mark.parametrize("name", PACKAGES)
def test_no_diagram_says_how_long_something_may_take(name: str):
    assert LITERAL.findall((BPMN / name / f"{name}.bpmn").read_text("utf-8")) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_every_parameter_is_read(name: str):
    package = read_folder(BPMN / name)
    assert package.findings == ()
    assert {asked for asked in _asked(package) if asked} == set(package.parameters)


def _asked(package: Package) -> set[str]:
    found: set[str] = set()
    for path, data in package.resources(".bpmn").items():
        view = view_of(read(data, file=path), Surroundings(), RULES)
        for _, text in texts_in(view):
            found.update(asked_by(Interpreter().compile(text)))
    return found


def test_a_folder_with_an_unknown_parameter_is_told(tmp_path: Path):
    for path, data in read_folder(BPMN / "pool_claim").files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data.replace(b"parameters.approve_within", b"parameters.aprove_within"))
    found = [one for one in check_paths([tmp_path]) if one.code == "PARAMETER_UNKNOWN"]
    assert [one.element for one in found] == ["approve"]
    assert "approve_within" in found[0].suggestion("zh")


@pytest.mark.parametrize(
    "entry",
    [
        '{ zh = "时限", en = "Time" }',
        '{ zh = "时限", en = "Time", default = "two days" }',
        '{ zh = "时限", en = "Time", default = "-P1D" }',
        '{ zh = "时限", en = "Time", default = 3 }',
        '{ zh = "时限", en = "Time", default = "P1D", kind = "colour" }',
        '{ zh = "时限", en = "Time", default = -1, kind = "days" }',
        '{ zh = "时限", default = "P1D" }',
        '"P1D"',
    ],
)
def test_a_declaration_that_does_not_fit_is_told(entry: str):
    head = f'key = "x"\n[parameters]\nwithin = {entry}\n'.encode()
    found = read_files({"package.toml": head}).findings
    assert [one.args["field"] for one in found if one.code == "PKG_TOML_FIELD"] == ["parameters.within"]


def test_applications_have_the_defaults_of_the_packages(sqlite_store: Store):
    declared = read_folder(BPMN / "lead_to_order").parameters
    with sqlite_store.read() as connection:
        assert declared["idle_within"].default == f"P{pipeline.idle_days(connection)}D"
