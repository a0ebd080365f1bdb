"""Small diagrams for the tests of reading, checking and compiling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.definition import check, read
from engine.definition.findings import Finding

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">\n'
)


def diagram(body: str, *, outside: str = "") -> bytes:
    """A file with one executable process `p`; its contents begin in line 4."""
    return f'{HEAD}<process id="p" isExecutable="true">\n{body}\n</process>{outside}</definitions>'.encode()


def straight(element: str, *, outside: str = "") -> bytes:
    """start → this element (whose id is `x`) → end."""
    return diagram(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>\n'
        f"{element}\n"
        '<sequenceFlow id="f2" sourceRef="x" targetRef="e"/><endEvent id="e"/>',
        outside=outside,
    )


@pytest.fixture
def findings() -> Callable[..., list[Finding]]:
    """The findings of a file, drawing and executability notes left out."""

    def find(data: bytes, **around: object) -> list[Finding]:
        quiet = {"DRAWING_MISSING", "PROCESS_NOT_EXECUTABLE"}
        return [f for f in check([read(data)], **around) if f.code not in quiet]  # type: ignore[arg-type]

    return find
