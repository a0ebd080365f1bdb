"""XPDL out: what comes back is the same program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.definition import check, read
from engine.definition.layout import is_complete
from engine.definition.layout.complete import drawn
from engine.definition.xpdl import convert, export
from engine.definition.xpdl.exporting.writer import XPDL
from tests.support.diagrams import diagram
from tests.support.programs import meaning
from tests.support.random_models import random_graph

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted((ROOT / "bpmn").rglob("*.bpmn"))
CORPORA = Path(os.environ.get("CORPORA") or ROOT / ".." / "shared" / "corpora")
EVERYTHING = diagram(
    """
    start s message=order
    user u name='Look at it' candidateGroups=clerk,manager form=decision due=P2D
    service m adapter=mail input='to=customer.mail'
    script c do='1 + amount' result=total
    on u late after=PT2H keeps
    xor g
    and f
    and j
    sub block {
    start bs
    user bu assignee=li each=items as=item
    end be
    bs -> bu -> be
    }
    call k calls=approval in='document=quote' out='outcome=result'
    receive r message=paid
    rule d
    end e
    end failed error=refused
    end stop terminate
    s -> u -> g
    g -> f [total > 100]
    g -> failed [default]
    f -> m -> j
    f -> c -> j
    j -> block -> k -> r -> d -> e
    late -> stop
    """
)[1]


def again(data: bytes) -> bytes:
    made = convert(export(data))
    assert [one.code for one in made.findings if one.severity != "info"] == []
    assert made.bpmn is not None
    return made.bpmn


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_package_comes_back_as_the_same_program(path: Path) -> None:
    data = path.read_bytes()
    assert meaning(read(again(data))) == meaning(read(data))


def test_every_kind_of_element_comes_back_as_the_same_program() -> None:
    assert meaning(read(again(EVERYTHING))) == meaning(read(EVERYTHING))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 25), st.integers(0, 3))
def test_random_models_come_back_as_the_same_program(seed: int, size: int, lanes: int) -> None:
    data = random_graph(seed, size, lanes=lanes)
    assert meaning(read(again(data))) == meaning(read(data))


@pytest.mark.corpus
@pytest.mark.skipif(not (CORPORA / "betsy").is_dir(), reason="skipped: corpora not found")
def test_the_public_execution_tests_come_back_as_the_same_programs() -> None:
    for path in sorted((CORPORA / "betsy" / "tests").rglob("*.bpmn")):
        data = path.read_bytes()
        made = convert(export(data))
        assert made.bpmn is not None
        known = {one.code for one in check([read(data)])}
        assert {one.code for one in check([read(made.bpmn)])} - known <= {"PROCESS_NOT_EXECUTABLE"}, path.name


def test_the_drawing_comes_back() -> None:
    data = SHIPPED[0].read_bytes()
    before, after = read(data), read(again(data))
    assert is_complete(after)
    for key, shape in drawn(before)[0].items():
        element = before.elements[key]
        if element.name not in {"lane", "participant"}:
            assert drawn(after)[0][key].child("dc:Bounds").attributes == shape.child("dc:Bounds").attributes


def test_other_tools_find_the_words_of_xpdl() -> None:
    root = etree.fromstring(export(EVERYTHING))
    found = {str(each.tag).rpartition("}")[2] for each in root.iter(f"{{{XPDL}}}*")}
    assert {
        "TaskUser",
        "TaskApplication",
        "TaskScript",
        "BlockActivity",
        "SubFlow",
        "Route",
        "Split",
    } <= found
    assert {
        "StartEvent",
        "IntermediateEvent",
        "EndEvent",
        "TriggerTimer",
        "ResultError",
        "Performer",
    } <= found
    assert root.findtext(f".//{{{XPDL}}}XPDLVersion") == "2.2"


def test_what_another_tool_changed_wins_over_what_travelled_beside() -> None:
    changed = (
        export(EVERYTHING).replace(b">PT2H<", b">PT9H<").replace(b">total &gt; 100<", b">total &gt; 900<")
    )
    made = read(convert(changed).bpmn or b"")
    nodes = {node.id: node for node in made.processes[0].body.nodes}
    assert nodes["late"].events[0].timer[0][1].text == "PT9H"
    texts = [flow.condition.text for flow in made.processes[0].body.flows if flow.condition is not None]
    assert texts == ["total > 900"]


def test_the_same_diagram_gives_the_same_file() -> None:
    assert export(EVERYTHING) == export(EVERYTHING)
