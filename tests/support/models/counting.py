"""Tokens counted where they move, and held against what each element may do with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from engine.kernel.program import Node, NodeKind, Program
from engine.kernel.run import Run
from engine.testing import Playground

_JOINS = {NodeKind.PARALLEL, NodeKind.INCLUSIVE}


class Taken:
    """Counts every token that takes a sequence flow, by instance and flow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.flows: dict[int, Counter[str]] = {}
        arrive = Run.arrive

        def counted(run: Run, node: Node, scope: object, flow: str | None = None) -> None:
            if flow is not None:
                self.flows.setdefault(scope.instance_id, Counter())[flow] += 1  # type: ignore[attr-defined]
            arrive(run, node, scope, flow)  # type: ignore[arg-type]

        monkeypatch.setattr(Run, "arrive", counted)


def broken_rules(
    playground: Playground, instance: int, program: Program, taken: Counter[str]
) -> Iterator[str]:
    """What an element did that its token rule does not allow."""
    trace = Counter(playground.trace(instance))
    standing = Counter(element for _, element, _ in playground.tokens(instance))
    disturbed = any(what in ("interrupted", "thrown") for _, what in trace) or any(
        node.kind is NodeKind.END and trace[node.id, "completed"] and node.event is not None
        for node in program.nodes
    )
    for node in program.nodes:
        counts = _Counts(program, node, trace, standing, taken)
        yield from (f"{node.id}: {broken}" for broken in counts.broken(disturbed))


class _Counts:
    """One element: tokens that came, stand, went on and were taken away."""

    def __init__(
        self,
        program: Program,
        node: Node,
        trace: Counter[tuple[str, str]],
        standing: Counter[str],
        taken: Counter[str],
    ) -> None:
        self.node = node
        self.into = [taken[program.flows[index].id] for index in node.incoming]
        self.out = [taken[program.flows[index].id] for index in node.outgoing]
        self.plain_out = [
            taken[program.flows[index].id]
            for index in node.outgoing
            if program.flows[index].condition is None and index != node.default
        ]
        # Boundary events, and events behind an event-based gateway, are caught without a visit of their own.
        caught = trace[node.id, "caught"] if node.kind in (NodeKind.BOUNDARY, NodeKind.CATCH) else 0
        self.completed = max(trace[node.id, "completed"], caught)
        self.gone = trace[node.id, "interrupted"] + (
            trace[node.id, "thrown"] if node.kind is NodeKind.END else 0
        )
        self.standing = standing[node.id]
        self.after_events = any(
            program.nodes[program.flows[index].source].kind is NodeKind.EVENT_BASED for index in node.incoming
        )

    def broken(self, disturbed: bool) -> Iterator[str]:
        if self.node.loop is None and self.node.kind is not NodeKind.EVENT_BASED:
            yield from self._emitted()
        if self.node.loop is None and self.node.incoming and not self.after_events:
            yield from self._swallowed(disturbed)

    def _emitted(self) -> Iterator[str]:
        """What went out, by the number of times the element was done."""
        done, out = self.completed, self.out
        if self.node.kind is NodeKind.EXCLUSIVE and out and sum(out) != done:
            yield f"chose {sum(out)} flows in {done} visits"
        if self.node.kind is NodeKind.INCLUSIVE and out and not done <= sum(out) <= done * len(out):
            yield f"sent {out} in {done} visits"
        if self.node.kind not in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE) and any(
            n != done for n in self.plain_out
        ):
            yield f"sent {self.plain_out} in {done} visits"
        if self.node.kind is NodeKind.END and sum(out):
            yield "went on after the end"

    def _swallowed(self, disturbed: bool) -> Iterator[str]:
        """What came in is done, stands there, or was taken away."""
        came, known = sum(self.into), self.completed + self.gone + self.standing
        if self.node.kind in _JOINS and len(self.into) > 1:
            if self.node.kind is NodeKind.PARALLEL and any(n < self.completed for n in self.into):
                yield f"went on {self.completed} times with {self.into} tokens"
            if self.node.kind is NodeKind.PARALLEL and not disturbed:
                left = came - self.completed * len(self.into)
                if left != self.standing:
                    yield f"{left} tokens are left of {self.into}, {self.standing} stand there"
            return
        if came < known or (came > known and not disturbed):
            yield f"{came} tokens came, {self.completed} done, {self.gone} taken away, {self.standing} stand"
