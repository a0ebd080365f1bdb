"""Pictures, translated diagrams and differences: what a file may hold must not break a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definition import read
from processes.difference import difference
from processes.localised import as_utf8, localised
from processes.picture import draw, lay_out
from processes.picture.labels import measure, place_beside, wrap
from processes.picture.layout import Box
from tests.support.designer import package

DIAGRAM = package()["review.bpmn"]


def test_every_shape_and_arrow_is_drawn_once() -> None:
    picture = draw(read(DIAGRAM), title="t")
    assert picture is not None
    assert picture.count('class="df-node') == 7
    assert picture.count('class="df-edge') == 7
    assert picture.count("df-head") == 7


@pytest.mark.parametrize("number", ["NaN", "1e999", "-inf", "wide", "", "99999999"])
def test_impossible_coordinates_leave_the_shape_out(number: str) -> None:
    odd = DIAGRAM.replace(b'<dc:Bounds x="200"', f'<dc:Bounds x="{number}"'.encode())
    layout = lay_out(read(odd))
    assert layout is not None
    assert len(layout.shapes) == 6
    assert layout.extent().width < 1000


def test_a_shape_of_nothing_is_drawn_without_a_name() -> None:
    ghost = DIAGRAM.replace(b'bpmnElement="manager"', b'bpmnElement="ghost"')
    picture = draw(read(ghost), title="t")
    assert picture is not None
    assert "df-unknown" in picture


def test_a_file_without_a_drawing_is_laid_out() -> None:
    bare = DIAGRAM.partition(b"<bpmndi:BPMNDiagram")[0] + b"</bpmn:definitions>"
    picture = draw(read(bare), title="t")
    assert picture is not None
    assert "df-userTask" in picture


def test_a_file_without_a_process_has_no_picture() -> None:
    empty = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"/>'
    assert draw(read(empty), title="t") is None
    assert draw(read(b"no xml"), title="t") is None


def test_names_and_marks_cannot_break_out_of_the_picture() -> None:
    named = DIAGRAM.replace("修改报价".encode(), b"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")
    picture = draw(read(named), title='"><script>', marks={"revise": '"><b>'})
    assert picture is not None
    assert "<img" not in picture
    assert "<script" not in picture
    assert "<b>" not in picture


def test_long_texts_are_wrapped_and_cut() -> None:
    lines = wrap("销售经理审批" * 30, 92)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert all(measure(line) <= 92 + 12 for line in lines)
    assert wrap("Approve the quote now", 64) == ["Approve", "the quote", "now"]


def test_a_diagram_in_gbk_reaches_the_browser_as_utf_8() -> None:
    text = DIAGRAM.decode().replace('encoding="UTF-8"', 'encoding="GBK"')
    sent = as_utf8(text.encode("gbk"))
    assert b"GBK" not in sent
    assert "销售经理审批" in sent.decode("utf-8")
    assert "Manager" in localised(text.encode("gbk"), {"销售经理审批": "Manager"}).decode("utf-8")


def test_a_translated_diagram_is_the_same_process() -> None:
    before, after = read(DIAGRAM), read(localised(DIAGRAM, {"修改报价": "Revise"}))
    found = difference(before, after)
    assert [(one.element, one.details) for one in found] == [("revise", (("name", "修改报价", "Revise"),))]


def test_added_and_removed_elements_are_told() -> None:
    without = DIAGRAM.replace(b'<bpmn:endEvent id="refused"', b'<bpmn:endEvent id="turned_down"').replace(
        b'targetRef="refused"', b'targetRef="turned_down"'
    )
    found = {one.element: one for one in difference(read(DIAGRAM), read(without))}
    assert found["refused"].change == "removed"
    assert found["turned_down"].change == "added"
    assert found["rejected"].details == (("targetRef", "已驳回", "已驳回"),)


@pytest.mark.corpus
def test_no_public_diagram_breaks_the_picture(corpora: Path) -> None:
    files = sorted((corpora / "miwg").rglob("*.bpmn"))[::5]
    assert files
    for file in files:
        diagram = read(file.read_bytes(), file=file.name)
        picture = draw(diagram, title=file.name)
        assert (picture is None) == (lay_out(diagram) is None)
        localised(file.read_bytes(), {})


def test_a_label_beside_its_shape_grows_away_from_it():
    circle = Box(100, 100, 36, 36)
    right, left = Box(142, 111, 42, 14), Box(52, 111, 42, 14)
    assert place_beside("Withdrawn by sales", circle, right).x >= 136
    assert place_beside("Withdrawn by sales", circle, left).x < left.x
    below = Box(90, 140, 56, 14)
    assert place_beside("Withdrawn by sales", circle, below) == below
