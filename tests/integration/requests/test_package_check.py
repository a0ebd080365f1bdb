"""A `[request]` section that is wrong is told by the check, with its line; what is uploaded gets its flow at once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from processes.approval import tables as approval
from processes.deploy import pack
from processes.package import read_folder
from processes.requests.package_check import line_of, request_findings
from tests.integration.requests.conftest import BPMN, LEAVE, open_office
from tests.support.application import Application

TOML = "package.toml"


def shipped() -> dict[str, bytes]:
    return dict(read_folder(BPMN / LEAVE).files)


def said(files: Mapping[str, bytes]) -> list[tuple[str, int | None, str]]:
    with open_office().store.read() as connection:
        return [(one.severity, one.line, one.message("en")) for one in request_findings(connection, files)]


def changed(old: str, new: str) -> dict[str, bytes]:
    files = shipped()
    text = files[TOML].decode()
    assert old in text
    return {**files, TOML: text.replace(old, new, 1).encode()}


def line(text: str, part: str) -> int:
    return next(at for at, one in enumerate(text.splitlines(), start=1) if part in one)


def test_shipped_kinds_have_nothing_wrong() -> None:
    for folder in sorted(BPMN.glob("request_*")):
        assert said(dict(read_folder(folder).files)) == [], folder.name
    assert said(dict(read_folder(BPMN / "quote_approval").files)) == [], "no kind of request"


@pytest.mark.parametrize(
    ("old", "new", "severity", "sentence"),
    [
        ('group = "people"', 'group = "moon"', "error", "request.group: no such value."),
        (
            'summary = ["',
            'summary = ["colour", "',
            "error",
            "request.summary: the form has no field “colour”.",
        ),
        (
            "starters = []",
            'starters = ["king"]',
            "warning",
            "request.starters: there is no position “king” here.",
        ),
        (
            'rules = [{ kind = "superior"',
            'rules = [{ kind = "uncle"',
            "error",
            "request.points.0.rules.0.kind: one of",
        ),
        ('fact = "days"', 'fact = "years"', "error", "fact: There is no field “years”."),
        ('key = "request_leave"', 'key = "leave"', "error", "begins with “request_”; this one is “leave”."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, severity: str, sentence: str) -> None:
    files = changed(old, new)
    [found] = said(files)
    assert found[0] == severity
    assert sentence in found[2]
    assert found[1] == line(files[TOML].decode(), new)


def test_unknown_fields_of_points_dates_and_forms_that_are_not_there_are_told() -> None:
    files = changed('deadline = "P1D"', "deadline = 2026-01-01\ncolour = 1")
    lines = {one[2]: one[1] for one in said(files)}
    text = files[TOML].decode()
    assert lines["request.points.0.deadline: a text is expected."] == line(text, "deadline = 2026")
    assert lines["request.points.0.colour: There is no such field."] == line(text, "colour = 1")
    missing = shipped()
    del missing["forms/request.form"]
    assert [one[2] for one in said(missing)] == ["request.form: there is no file forms/request.form."]


def test_a_place_is_found_in_its_own_point() -> None:
    points = "[[request.points]]\nname = 3\n[[request.points]]\nmode = 4\n"
    text = f"key = 1\n[request]\nform = 2\n{points}[other]\nicon = 5"
    places = ("form", "icon", "points/0/name", "points/1/mode", "points/1/name", "points/7/name", "request")
    assert [line_of(text, place) for place in places] == [3, 2, 5, 7, 6, 6, 2]


def test_a_package_that_is_wrong_is_refused_with_its_line_and_one_that_is_right_has_its_flow_at_once(
    demo: Application,
) -> None:
    wrong = changed('group = "people"', 'group = "moon"')
    designer = demo.api("designer")
    answer = designer.upload({"a.zip": pack(wrong)})
    assert answer.status_code == 422, answer.text
    [finding] = [one for one in answer.json["findings"] if one["code"] == "REQUEST_SECTION"]
    assert (finding["file"], finding["line"]) == (TOML, line(wrong[TOML].decode(), "moon"))
    other = {
        path.replace("request_leave", "request_rest"): data.replace(b"request_leave", b"request_rest")
        for path, data in shipped().items()
    }
    assert designer.upload({"a.zip": pack(other)}).status_code == 201
    table = approval.policy
    assert demo.one(select(table.c.name_en).where(table.c.key == "request_rest")).startswith("Approval: ")
    assert demo.as_("admin").get("/rules/request_rest").status_code == 200
