"""A scope as a graph of splits and joins, reduced block by block: what does not match is told on the way.

Each node becomes a join and a split with one edge between them. Three rules shrink the graph: a node with one way
in and one way out disappears; several edges from a split to the same join become one; an edge from a split back
to the join before it goes away. The last two are where split and join meet, so that is where they are compared.
What is left at the end is no nest of blocks; about that nothing is said here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Gate = Literal["xor", "and", "or", "?"]
"""How many ways a split takes or a join waits for: one, all, some; ?: cannot be said."""
Part = tuple[str, str]
"""(which part, node id)"""
SINK: Part = ("end", "")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A split and a join that met. `certain`: every way between them is taken to its end."""

    split: str
    join: str
    split_gate: Gate
    join_gate: Gate
    ways: int
    is_loop: bool
    certain: bool


@dataclass(slots=True)
class Reduction:
    """The graph, and its reduction."""

    gates: dict[Part, Gate] = field(default_factory=dict)
    after: dict[Part, dict[Part, int]] = field(default_factory=dict)
    before: dict[Part, dict[Part, int]] = field(default_factory=dict)
    _leaks: set[Part] = field(default_factory=set)
    """Splits of which a way ends before any join."""
    _unsure: set[tuple[Part, Part]] = field(default_factory=set)
    """Edges on which a token may get lost."""

    def add_part(self, part: Part, gate: Gate) -> None:
        self.gates[part] = gate
        self.after.setdefault(part, {})
        self.before.setdefault(part, {})

    def connect(self, one: Part, other: Part) -> None:
        self.after[one][other] = self.after[one].get(other, 0) + 1
        self.before[other][one] = self.before[other].get(one, 0) + 1

    def reduce(self) -> Iterator[Meeting]:
        """Shrink the graph as far as it goes."""
        self.add_part(SINK, "?")
        for part in [p for p in self.gates if not self.after[p] and p != SINK]:
            self.connect(part, SINK)
        waiting = deque(self.gates)
        queued = set(waiting)
        while waiting:
            part = waiting.popleft()
            queued.discard(part)
            if part not in self.gates or part == SINK:
                continue
            touched: set[Part] = set()
            yield from self._several(part, touched)
            yield from self._back(part, touched)
            self._dead_end(part, touched)
            self._straight(part, touched)
            again = sorted(each for each in touched if each in self.gates and each not in queued)
            waiting.extend(again)
            queued.update(again)

    def _several(self, split: Part, touched: set[Part]) -> Iterator[Meeting]:
        for join, ways in list(self.after[split].items()):
            if ways > 1 and join != split:
                self._set(split, join, 1)
                touched |= {split, join}
                if join != SINK:
                    yield self._meeting(split, join, ways, is_loop=False)

    def _back(self, join: Part, touched: set[Part]) -> Iterator[Meeting]:
        """The join leads straight to a split that leads back to it."""
        if len(self.after[join]) != 1:
            return
        split = next(iter(self.after[join]))
        if split == join:
            self._set(join, join, 0)  # a round without a way out has a finding of its own
            touched.add(join)
        elif join in self.after[split] and len(self.before[split]) == 1:
            ways = self.after[split][join]
            self._set(split, join, 0)
            touched |= {split, join}
            if self.before[join]:
                yield self._meeting(split, join, ways, is_loop=True)

    def _dead_end(self, part: Part, touched: set[Part]) -> None:
        if SINK in self.after[part] and len(self.after[part]) > 1:
            self._set(part, SINK, 0)
            self._leaks.add(part)
            touched |= {part, *self.after[part]}

    def _straight(self, part: Part, touched: set[Part]) -> None:
        into, out = self.before[part], self.after[part]
        if sum(into.values()) != 1 or sum(out.values()) != 1:
            return
        (one,), (other,) = into, out
        if part in {one, other}:
            return
        unsure = part in self._leaks or {(one, part), (part, other)} & self._unsure
        self._set(one, part, 0)
        self._set(part, other, 0)
        del self.gates[part], self.after[part], self.before[part]
        self.connect(one, other)
        if unsure:
            self._unsure.add((one, other))
        touched |= {one, other}

    def _set(self, one: Part, other: Part, ways: int) -> None:
        if ways:
            self.after[one][other] = self.before[other][one] = ways
        else:
            del self.after[one][other], self.before[other][one]

    def _meeting(self, split: Part, join: Part, ways: int, *, is_loop: bool) -> Meeting:
        certain = (split, join) not in self._unsure
        return Meeting(split[1], join[1], self.gates[split], self.gates[join], ways, is_loop, certain)


def graph(parts: Iterable[tuple[str, Gate, Gate]], edges: Iterable[tuple[str, str]]) -> Reduction:
    """`parts`: (node, how it joins, how it splits)."""
    made = Reduction()
    for node, join, split in parts:
        made.add_part(("in", node), join)
        made.add_part(("out", node), split)
        made.connect(("in", node), ("out", node))
    for begin, end in edges:
        made.connect(("out", begin), ("in", end))
    return made
