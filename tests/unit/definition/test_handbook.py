"""The reference of BPMN elements says what the code does, and only what a test diagram shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.definition import read, supported
from engine.definition.handbook.page import page
from engine.definition.handbook.rows import EVENTS, FEATURES, NODES, PARTS
from engine.definition.model import Body, FlowNode
from engine.definition.reading.nodes import EVENTS as EVENT_NODES
from engine.definition.rules.registry import RULES
from engine.definition.rules.support import features
from engine.kernel.program import EventKind

ROOT = Path(__file__).resolve().parents[3]
ELEMENTS = ROOT / "tests" / "integration" / "engine" / "elements"
DIAGRAMS = sorted(ELEMENTS.glob("*.bpmn"))


def nodes_of(body: Body) -> Iterator[FlowNode]:
    for node in body.nodes:
        yield node
        if node.body is not None:
            yield from nodes_of(node.body)


def shown() -> list[FlowNode]:
    diagrams = [read(path.read_bytes()) for path in DIAGRAMS]
    return [node for diagram in diagrams for process in diagram.processes for node in nodes_of(process.body)]


def event_of(node: FlowNode) -> EventKind:
    if len(node.events) > 1:
        return EventKind.PARALLEL_MULTIPLE if node.parallel_multiple else EventKind.MULTIPLE
    return node.events[0].kind if node.events else EventKind.NONE


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "reference" / "bpmn.md").read_text(encoding="utf-8") == page()


def test_every_supported_line_is_described() -> None:
    assert set(NODES) == set(supported.NODES)
    assert set(EVENTS) == set(EventKind)
    assert set(FEATURES) == set(supported.FEATURES)


def test_every_supported_line_has_a_diagram() -> None:
    nodes = shown()
    events = {(node.kind, event_of(node)) for node in nodes if node.kind in EVENT_NODES}
    assert {kind.value for kind in supported.NODES - {node.kind for node in nodes}} == set()
    assert {f"{kind.value} {place.value}" for place, kind in supported.EVENTS - events} == set()
    assert supported.FEATURES - {what for node in nodes for what in features(node)} == set()


def test_every_part_that_is_described_has_a_diagram() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DIAGRAMS]
    assert [name for name in PARTS if not any(f"<{name}" in text for text in texts)] == []


def test_every_diagram_is_walked_through() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in ELEMENTS.glob("test_*.py"))
    assert [path.stem for path in DIAGRAMS if f'"{path.stem}"' not in tests] == []


def test_the_findings_named_exist() -> None:
    rows = [*NODES.values(), *EVENTS.values(), *FEATURES.values(), *PARTS.values()]
    assert sorted({code for row in rows for code in row.findings.split()} - set(RULES)) == []
