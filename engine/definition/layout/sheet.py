"""One scope as a graph: items in layers from left to right, joined by chains of rows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Item:
    """Something with a place: a node with its label and boundary events, or a row kept free for a line."""

    key: str
    width: float = 0
    height: float = 0
    span: float = 0
    """Width of what hangs on it, if that is more."""
    above: float = 0
    """What must stay free above and below the centre, labels and boundary events included."""
    below: float = 0
    lane: int = 0
    is_row: bool = False
    host: Item | None = None
    """A row that stays right beneath this node: the line leaves or enters the node there."""
    layer: int = 0
    place: int = 0
    """From the top of the layer."""
    x: float = 0
    """Centre."""
    y: float = 0
    """Centre."""
    plain_bottom: bool = True
    """Nothing is attached to the lower border, so lines may begin and end there."""
    is_pointed: bool = False
    """A gateway: lines may turn at its corners."""
    is_round: bool = False

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Link:
    """A connection to draw. `port`: how far from the host's centre the boundary event stands it leaves from."""

    key: str
    source: Item
    target: Item
    port: float | None = None
    port_drop: float = 0
    """How far below the host's border the boundary event ends."""
    label: float = 0
    """Width of its name."""


@dataclass(slots=True, eq=False)
class Chain:
    """A link with its rows: every two neighbours stand in neighbouring layers, or in the same one."""

    link: Link
    items: list[Item]
    backward: bool = False
    outside: bool = False
    """Led round beneath everything: too long for a row in each layer."""


@dataclass(slots=True)
class Sheet:
    """Everything that is placed together."""

    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lanes: int = 1
    layers: list[list[Item]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    loose: list[Item] = field(default_factory=list)
    """Items without any link: they stand beneath the others of their lane."""
    lane_tops: list[float] = field(default_factory=list)
    lane_bottoms: list[float] = field(default_factory=list)
    width: float = 0
    height: float = 0
