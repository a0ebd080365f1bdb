"""Automatic layout: nothing on top of each other, lines from border to border and through no node."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition import Diagram, read
from engine.definition.layout import Box, Drawing, draw_all, is_complete, with_drawing
from engine.definition.layout.drawing import Point
from engine.definition.model import Body
from tests.support.random_models import random_graph

graphs = st.builds(
    random_graph,
    st.integers(0, 10_000),
    st.integers(2, 40),
    lanes=st.integers(0, 3),
    extra=st.sampled_from([0.0, 0.3, 1.0]),
)


def bodies(diagram: Diagram) -> Iterator[Body]:
    waiting = [process.body for process in diagram.processes]
    while waiting:
        body = waiting.pop()
        yield body
        waiting += [node.body for node in body.nodes if node.body is not None]


def on_border(box: Box, point: Point) -> bool:
    x, y = point
    beside = min(abs(x - box.x), abs(x - box.right)) < 0.1 and box.y - 0.1 <= y <= box.bottom + 0.1
    above = min(abs(y - box.y), abs(y - box.bottom)) < 0.1 and box.x - 0.1 <= x <= box.right + 0.1
    return beside or above


def piece(begin: Point, end: Point) -> Box:
    x, y = min(begin[0], end[0]), min(begin[1], end[1])
    return Box(x, y, max(abs(end[0] - begin[0]), 0.1), max(abs(end[1] - begin[1]), 0.1))


def inside(box: Box) -> Box:
    return Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)


def assert_neat(diagram: Diagram, drawing: Drawing) -> None:
    for body in bodies(diagram):
        hosts = {node.id: node.attached_to for node in body.nodes}
        boxes = {node.id: drawing.boxes[node.id] for node in body.nodes}
        for (one, box), (other, second) in combinations(boxes.items(), 2):
            attached = hosts[one] == other or hosts[other] == one
            assert attached or not box.overlaps(second), (one, other)
        for flow in body.flows:
            points = drawing.lines[flow.id]
            assert len(points) >= 2
            assert on_border(boxes[flow.source_ref], points[0])
            assert on_border(boxes[flow.target_ref], points[-1])
            for begin, end in pairwise(points):
                assert begin[0] == end[0] or begin[1] == end[1], flow.id
                for key, box in boxes.items():
                    assert not piece(begin, end).overlaps(inside(box)), (flow.id, key)


@settings(max_examples=60, deadline=None)
@given(graphs)
def test_no_nodes_overlap_and_lines_join_their_borders(data: bytes) -> None:
    diagram = read(data)
    assert_neat(diagram, draw_all(diagram))


@settings(max_examples=15, deadline=None)
@given(graphs)
def test_the_same_file_is_drawn_the_same_way_and_drawing_it_again_changes_nothing(data: bytes) -> None:
    drawn = with_drawing(data)
    assert drawn == with_drawing(data)
    assert is_complete(read(drawn))
    assert with_drawing(drawn) == drawn


def test_inner_scopes_stand_within_their_sub_process() -> None:
    diagram = read(random_graph(7, 30))
    drawing = draw_all(diagram)
    for body in bodies(diagram):
        for node in body.nodes:
            for inner in node.body.nodes if node.body is not None else ():
                assert drawing.boxes[node.id].holds(drawing.boxes[inner.id])


def test_lanes_are_bands_that_hold_their_nodes() -> None:
    diagram = read(random_graph(3, 24, lanes=3))
    drawing = draw_all(diagram)
    lanes = diagram.processes[0].body.lanes
    for lane in lanes:
        assert all(drawing.boxes[lane.id].holds(drawing.boxes[node]) for node in lane.nodes)
    assert not any(drawing.boxes[a.id].overlaps(drawing.boxes[b.id]) for a, b in combinations(lanes, 2))


def test_the_first_way_out_of_a_split_goes_straight_on() -> None:
    diagram = read(
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        b'<process id="p"><startEvent id="s"/><exclusiveGateway id="g"/><task id="a"/><task id="b"/>'
        b'<sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="a"/>'
        b'<sequenceFlow id="f3" sourceRef="g" targetRef="b"/></process></definitions>'
    )
    boxes = draw_all(diagram).boxes
    assert boxes["s"].centre[1] == boxes["g"].centre[1] == boxes["a"].centre[1] < boxes["b"].y


def test_a_given_drawing_stays_and_gets_what_it_lacks() -> None:
    drawn = with_drawing(random_graph(11, 12))
    start = drawn.index(b'<bpmndi:BPMNShape id="n3_di"')
    end = drawn.index(b"</bpmndi:BPMNShape>", start) + len(b"</bpmndi:BPMNShape>")
    lacking = drawn[:start] + drawn[end:]
    assert not is_complete(read(lacking))
    again = with_drawing(lacking)
    assert is_complete(read(again))
    assert again.count(b"<bpmndi:BPMNShape ") == drawn.count(b"<bpmndi:BPMNShape ")


@pytest.mark.parametrize("extra", [0.2, 1.0])
def test_a_thousand_nodes_take_less_than_two_seconds(extra: float) -> None:
    diagram = read(random_graph(5, 1_000, extra=extra))
    began = time.process_time()
    draw_all(diagram)
    assert time.process_time() - began < 2


def test_what_cannot_be_read_comes_back_as_it_is() -> None:
    assert with_drawing(b"<a>") == b"<a>"
