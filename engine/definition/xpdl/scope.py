"""A scope under conversion: a process or the contents of a block, with its nodes and flows."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.definition.xpdl.source import Source


@dataclass(slots=True, eq=False)
class Node:
    """What an activity became. Flows arrive at `into` and leave from `out`: gateways may stand around it."""

    id: str
    kind: str
    element: etree._Element
    source: Source | None
    into: str = ""
    out: str = ""
    split: str | None = None
    join: str | None = None
    order: tuple[str, ...] = ()
    """Transition ids in the order of the split."""
    exceptions: dict[str, str] = field(default_factory=dict)
    """Exception name → the boundary event that catches it; "" catches any."""

    def __post_init__(self) -> None:
        self.into = self.into or self.id
        self.out = self.out or self.id


@dataclass(slots=True, eq=False)
class Flow:
    """A transition on its way to a sequence flow."""

    source: Source
    begin: Node
    end: Node
    kind: str = ""
    """CONDITION | OTHERWISE | EXCEPTION | DEFAULTEXCEPTION | nothing."""
    text: str = ""
    language: str | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """`unit` is the process' unit of time, `sets` its activity sets by id, `within` the sets around this."""

    id: str
    element: etree._Element
    process: Source
    unit: str | None
    sets: dict[str, Source]
    within: tuple[str, ...] = ()
    nodes: dict[str, Node] = field(default_factory=dict)
    """By XPDL id."""
    flows: list[Flow] = field(default_factory=list)


KINDS = {
    "XOR": "exclusive",
    "EXCLUSIVE": "exclusive",
    "AND": "parallel",
    "PARALLEL": "parallel",
    "OR": "inclusive",
    "INCLUSIVE": "inclusive",
    "COMPLEX": "complex",
}


def gateway_kind(text: str | None) -> str | None:
    """exclusive, parallel, inclusive or complex, whatever the version calls it."""
    return KINDS.get((text or "").strip().upper())
