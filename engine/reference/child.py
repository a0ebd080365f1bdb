"""The child process: one question per line on stdin, one verdict per line on stdout.

`python -m engine.reference.child BYTES` runs until stdin ends, with that much memory. What goes wrong in here
costs the asker nothing: it kills the process and starts another one.
"""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import sys
from dataclasses import asdict
from typing import IO, Any

from engine.definition import read
from engine.errors import EngineError
from engine.ports import NOT_COMPARED, Verdict
from engine.reference.comparing import compare
from engine.reference.own import OwnEngine
from engine.reference.reducing import reduce
from engine.reference.side import Side
from engine.reference.skeleton import OutOfSubset, Skeleton
from engine.reference.spiff import SecondEngine
from engine.testing import Playground

KEPT = 25
"""Questions answered on one playground; then a new one keeps the store small."""


class Answering:
    """Answers questions one after the other."""

    def __init__(self) -> None:
        self._asked = 0
        self._playground = Playground()

    def answer(self, question: dict[str, Any]) -> Verdict:
        """The verdict on one process of a diagram: `{"xml", "process", "seed", "paths", "seconds"}`."""
        diagram = read(question["xml"].encode("latin-1"), file="diagram.bpmn")
        try:
            skeleton = reduce(diagram, question["process"])
        except OutOfSubset as reason:
            return Verdict(state=NOT_COMPARED, code=reason.code, element=reason.element)
        sides = self._sides(skeleton)
        return compare(
            skeleton, sides, seed=question["seed"], paths=question["paths"], seconds=question["seconds"]
        )

    def _sides(self, skeleton: Skeleton) -> Any:
        if self._asked % KEPT == KEPT - 1:
            self._playground = Playground()
        self._asked += 1
        playground = self._playground
        OwnEngine.publish(skeleton, playground)

        def sides() -> tuple[Side, Side]:
            return OwnEngine(skeleton, playground), SecondEngine(skeleton)

        return sides


def main(questions: IO[str], answers: IO[str], memory: int) -> None:
    """Answer until the questions end."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    answering = Answering()
    for line in questions:
        try:
            verdict = answering.answer(json.loads(line))
        except (EngineError, Exception) as error:
            verdict = Verdict(
                state=NOT_COMPARED, code="STOPPED", detail=f"{type(error).__name__}: {error}"[:500]
            )
        answers.write(json.dumps(asdict(verdict)) + "\n")
        answers.flush()


if __name__ == "__main__":
    # Whatever prints in here must not stand between the answers.
    with contextlib.redirect_stdout(sys.stderr):
        main(sys.stdin, sys.__stdout__ or sys.stdout, int(sys.argv[1]))
