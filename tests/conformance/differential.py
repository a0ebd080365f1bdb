"""Random models in two engines: every difference is a bug of ours or a known fault of the other one.

`python -m tests.conformance.differential MODELS [FIRST]` prints one JSON object as its last line; a difference is
made as small as it gets and printed on stderr as the number of the model and its XML.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from engine.ports import AGREE, DIFFER, Verdict
from engine.reference.runner import Reference
from tests.support.models.blocks import Block, to_xml
from tests.support.models.growing import model

PATHS = 4
PATHS_AGAIN = 12
"""Of a smaller model: it may take another way to the same difference."""
PROCESS = "random"


@dataclass(frozen=True)
class Difference:
    """Where the engines differ, in the smallest model that was found."""

    seed: int
    verdict: Verdict
    xml: bytes


@dataclass
class Score:
    """What a number of models came to."""

    models: int = 0
    paths: int = 0
    agree: int = 0
    not_compared: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def add(self, found: Verdict | Difference) -> None:
        self.models += 1
        if isinstance(found, Difference):
            self.differences.append(found)
            return
        self.paths += found.paths
        if found.state == AGREE:
            self.agree += 1
        else:
            self.not_compared[found.code or ""] += 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "models": self.models,
            "paths": self.paths,
            "agree": self.agree,
            "differ": len(self.differences),
            "not_compared": dict(sorted(self.not_compared.items())),
        }


def compare(seeds: Iterable[int], *, workers: int = 1, seconds: float = 20.0) -> Score:
    """Compare the models of these numbers; each worker has a second engine of its own."""
    shares: list[list[int]] = [[] for _ in range(workers)]
    for number, seed in enumerate(seeds):
        shares[number % workers].append(seed)
    score = Score()
    with ThreadPoolExecutor(workers) as pool:
        for found in pool.map(lambda share: list(_share(share, seconds)), shares):
            for one in found:
                score.add(one)
    return score


def _share(seeds: list[int], seconds: float) -> Iterator[Verdict | Difference]:
    with Reference(seconds=seconds) as reference:
        for seed in seeds:
            block = model(seed)
            verdict = reference.compare(to_xml(block, PROCESS), PROCESS, seed=seed, paths=PATHS)
            yield verdict if verdict.state != DIFFER else _smallest(reference, seed, block, verdict)


def _smallest(reference: Reference, seed: int, block: Block, verdict: Verdict) -> Difference:
    """Leave things out as long as the engines still differ."""
    again = True
    while again:
        again = False
        for less in block.smaller():
            found = reference.compare(to_xml(less, PROCESS), PROCESS, seed=seed, paths=PATHS_AGAIN)
            if found.state == DIFFER:
                block, verdict, again = less, found, True
                break
    return Difference(seed, verdict, to_xml(block, PROCESS))


def main(arguments: list[str]) -> None:
    """`MODELS [FIRST]`"""
    number = int(arguments[0]) if arguments else 5000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    score = compare(range(first, first + number), workers=min(os.cpu_count() or 1, 4))
    for one in score.differences:
        print(one.seed, one.verdict.element, one.verdict.detail, one.xml.decode(), sep="\n", file=sys.stderr)
    print(json.dumps(score.as_dict()))


if __name__ == "__main__":
    main(sys.argv[1:])
