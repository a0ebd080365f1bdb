"""How long a large and an ordinary diagram take to be read and checked.

`python -m tests.performance.reading SHAPE ELEMENTS` prints `{"seconds", "megabytes", "bytes", "elements"}` of a
process of its own: CPU time, and the most memory it had.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from processes.check import check_files

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
    '<process id="p" isExecutable="true"><startEvent id="start"/><endEvent id="end"/>'
)
PADDING = "说明" * 8
"""Names that make the elements as large as real ones."""


class Drawing:
    """Elements one after the other, counted."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.elements = 5

    def node(self, tag: str, name: str, inside: str = "") -> str:
        self.elements += 1 + inside.count("</") + inside.count("/>")
        self.parts.append(f'<{tag} id="{name}" name="{name} {PADDING}">{inside}</{tag}>')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> None:
        self.elements += 2 if condition else 1
        when = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        name = f"f{len(self.parts)}"
        self.parts.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{when}</sequenceFlow>'
        )


def diamonds(drawing: Drawing, elements: int) -> str:
    """Choices in a row, each with conditions of its own."""
    last, number = "start", 0
    while drawing.elements < elements - 12:
        number += 1
        split, join = (drawing.node("exclusiveGateway", f"{side}{number}") for side in ("split", "join"))
        drawing.flow(last, split)
        for way, condition in (("a", f"v{number} &gt; 1"), ("b", f"v{number} &lt;= 1")):
            step = drawing.node("task", f"{way}{number}")
            drawing.flow(split, step, condition)
            drawing.flow(step, join)
        last = join
    return last


def nested(drawing: Drawing, elements: int) -> str:
    """Parallel splits within each other."""
    last, depth = "start", (elements - 10) // 7
    for number in range(depth):
        drawing.flow(last, drawing.node("parallelGateway", f"split{number}"))
        last = f"split{number}"
    for number in reversed(range(depth)):
        drawing.flow(last, drawing.node("parallelGateway", f"join{number}"))
        drawing.flow(f"split{number}", drawing.node("task", f"step{number}"))
        drawing.flow(f"step{number}", f"join{number}")
        last = f"join{number}"
    return last


def inside(drawing: Drawing, elements: int) -> str:
    """Sub-processes in a row."""
    last, number = "start", 0
    while drawing.elements < elements - 10:
        number += 1
        names = [f"{kind}{number}" for kind in ("begin", "step", "done")]
        tags = ("startEvent", "task", "endEvent")
        body = "".join(
            f'<{tag} id="{name}" name="{name} {PADDING}"/>' for tag, name in zip(tags, names, strict=True)
        )
        for source, target in pairwise(names):
            body += f'<sequenceFlow id="{source}to" sourceRef="{source}" targetRef="{target}"/>'
        drawing.flow(last, drawing.node("subProcess", f"inside{number}", body))
        last = f"inside{number}"
    return last


SHAPES = {"diamonds": diamonds, "nested": nested, "inside": inside}


def large(shape: str, elements: int) -> tuple[bytes, int]:
    """A diagram of about so many elements, and their exact number."""
    drawing = Drawing()
    last = SHAPES[shape](drawing, elements)
    drawing.flow(last, "end")
    return f"{HEAD}{''.join(drawing.parts)}</process></definitions>".encode(), drawing.elements


def errors(data: bytes) -> list[str]:
    """Codes of what keeps it from being published."""
    return sorted({one.code for one in check_files({"large.bpmn": data}) if one.severity == "error"})


def measured(shape: str, elements: int) -> Iterator[tuple[str, object]]:
    data, number = large(shape, elements)
    began = time.process_time()
    yield "errors", errors(data)
    yield "seconds", time.process_time() - began
    yield "megabytes", _most_memory()
    yield "bytes", len(data)
    yield "elements", number


def _most_memory() -> float:
    """Megabytes. Not `ru_maxrss`: that keeps what the parent had before this program was loaded."""
    status = Path("/proc/self/status").read_text()
    [line] = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(dict(measured(sys.argv[1], int(sys.argv[2])))))
