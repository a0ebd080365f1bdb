"""Scores the XPDL import: whole packages convert and start or are reported, parts of packages are reported."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.definition import check, read
from engine.definition.findings import Finding, has_errors
from engine.definition.model import Body, Diagram, FlowNode
from engine.definition.xpdl import Converted, convert
from engine.definition.xpdl.source import Source, parse
from engine.errors import EngineError
from engine.testing import Playground

HANG_SECONDS = 10.0
ELEMENTS = frozenset({"Activity", "Transition", "Lane", "MessageFlow", "Association", "Artifact"})
TEXTS = frozenset({"Performer", "Condition", "DeadlineDuration", "DeadlineCondition", "TimeDate", "Script"})


def score(corpora: Path) -> dict[str, Any]:
    """`passed` of `of` packages; `started` and `reported` say how, `fragments` are parts of packages."""
    folder = corpora / "xpdl"
    return {"xpdl": _score(sorted(folder.rglob("*.xpdl"))) if folder.is_dir() else None}


def _score(files: list[Path]) -> dict[str, int]:
    tally = dict.fromkeys(
        ("passed", "of", "started", "reported", "fragments", "crashed", "hung", "silently_lost"), 0
    )
    for path in files:
        began = time.monotonic()
        try:
            outcome, lost = judge(path.read_bytes())
        except Exception as error:
            print(f"{path}: {error!r}", file=sys.stderr)
            outcome, lost = "crashed", []
        tally["of"] += outcome != "fragments"
        tally[outcome] += 1
        tally["silently_lost"] += len(lost)
        tally["hung"] += time.monotonic() - began > HANG_SECONDS
        for each in lost:
            print(f"{path}: lost {each}", file=sys.stderr)
    tally["passed"] = tally["started"] + tally["reported"]
    return tally


def judge(data: bytes) -> tuple[str, list[str]]:
    """(started | reported | fragments, what is neither in the diagram nor in a finding)."""
    made = convert(data)
    codes = {one.code for one in made.findings}
    if made.bpmn is None:
        assert has_errors(list(made.findings))
        return ("fragments" if "XPDL_NOT_PACKAGE" in codes else "reported"), []
    diagram = read(made.bpmn)
    assert diagram.root is not None
    found = [*made.findings, *check([diagram])]
    lost = list(lost_parts(data, made, found))
    if has_errors(found):
        assert all(one.element for one in found if one.severity == "error")
        return "reported", lost
    _start(made.bpmn, diagram)
    return "started", lost


def _start(bpmn: bytes, diagram: Diagram) -> None:
    """Every process that begins by itself; applications answer nothing."""
    names = {node.binding.adapter for node in _nodes(diagram) if node.binding.adapter}
    playground = Playground(files=[("package.bpmn", bpmn)], adapters=dict.fromkeys(names, lambda _: {}))
    for process in diagram.processes:
        try:
            instance = playground.start(process.id)
        except EngineError as error:
            if type(error).__name__ not in {"NotOpen", "Invalid"}:
                raise
            continue  # begins by a message, signal or timer
        assert playground.state(instance) in {"running", "waiting", "completed", "failed"}
    assert playground.verify() == []


def lost_parts(data: bytes, made: Converted, found: list[Finding]) -> Iterator[str]:
    """Parts of the process that are neither in the diagram (by their line) nor named in a finding."""
    diagram = read(made.bpmn or b"")
    lines = {made.lines[key] for key in diagram.elements if key in made.lines}
    lines |= {one.line for one in made.findings if one.line is not None}
    said = " ".join([*_texts(diagram), *(one.message() for one in found)])
    waiting = [parse(data)]
    while waiting:
        source = waiting.pop()
        if source.name == "ActivitySet" and source.line in lines and not _is_used(source, lines):
            continue  # named as unused, with all that is in it
        waiting += source.children
        if source.name in ELEMENTS and source.line not in lines:
            yield f"<{source.name}> in line {source.line}"
        if source.name in TEXTS and _squeezed(source.text)[:60] not in _squeezed(said):
            yield f"{source.text[:60]!r} in line {source.line}"


def _is_used(activity_set: Source, lines: set[int]) -> bool:
    inner = [each for each in activity_set.walk() if each.name == "Activity"]
    return any(each.line in lines for each in inner)


def _texts(diagram: Diagram) -> Iterator[str]:
    assert diagram.root is not None
    for element in diagram.root.walk():
        yield element.text
        yield from element.attributes.values()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _nodes(diagram: Diagram) -> list[FlowNode]:
    found: list[FlowNode] = []
    waiting: list[Body] = [process.body for process in diagram.processes]
    while waiting:
        nodes = waiting.pop().nodes
        found += nodes
        waiting += [node.body for node in nodes if node.body is not None]
    return found


if __name__ == "__main__":
    print(json.dumps(score(Path(sys.argv[1]))))
