"""Random diagrams for property tests: any graph, sensible or not, as BPMN."""

from __future__ import annotations

import random

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">'
    '<process id="p" isExecutable="true">'
)
_KINDS = ("task", "userTask", "exclusiveGateway", "parallelGateway", "subProcess", "intermediateThrowEvent")
_HOSTS = frozenset({"task", "userTask", "subProcess"})


def random_graph(seed: int, size: int, *, lanes: int = 0, extra: float = 0.3) -> bytes:
    """`size` nodes joined at random, with rounds, boundary events, lanes and sub-processes."""
    chance = random.Random(seed)
    kinds = ["startEvent", *(chance.choice(_KINDS) for _ in range(size - 1))]
    parts = [_lanes(size, lanes), *(_node(chance, number, kind) for number, kind in enumerate(kinds))]
    ends = [(f"n{chance.randrange(max(0, i - 5), i)}", f"n{i}") for i in range(1, size)]
    ends += [(f"n{chance.randrange(size)}", f"n{chance.randrange(size)}") for _ in range(int(size * extra))]
    hosts = [f"n{number}" for number, kind in enumerate(kinds) if kind in _HOSTS]
    for number in range(size // 6 if hosts else 0):
        parts.append(f'<boundaryEvent id="b{number}" name="late" attachedToRef="{chance.choice(hosts)}"/>')
        ends.append((f"b{number}", f"n{chance.randrange(size)}"))
    parts += [
        f'<sequenceFlow id="f{number}" sourceRef="{begin}" targetRef="{end}"/>'
        for number, (begin, end) in enumerate(ends)
    ]
    return f"{_HEAD}{''.join(parts)}</process></definitions>".encode()


def _lanes(size: int, lanes: int) -> str:
    if not lanes:
        return ""
    members = (
        "".join(f"<flowNodeRef>n{i}</flowNodeRef>" for i in range(lane, size, lanes)) for lane in range(lanes)
    )
    each = "".join(
        f'<lane id="l{lane}" name="Lane {lane}">{refs}</lane>' for lane, refs in enumerate(members)
    )
    return f'<laneSet id="ls">{each}</laneSet>'


def _node(chance: random.Random, number: int, kind: str) -> str:
    inside = ""
    if kind == "subProcess" and chance.random() < 0.7:
        inside = "".join(f'<task id="n{number}_{i}"/>' for i in range(chance.randrange(1, 4)))
        inside += f'<sequenceFlow id="n{number}_f" sourceRef="n{number}_0" targetRef="n{number}_0"/>'
    return f'<{kind} id="n{number}" name="{kind} {number}">{inside}</{kind}>'
