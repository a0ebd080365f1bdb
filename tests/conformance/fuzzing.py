"""Random expressions and decision models, many of them: what `make fuzz` runs.

Memory is limited, so that a value without bounds ends the run instead of the machine.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from typing import TypedDict

from tests.support.random_decisions import damaged, decides, random_model
from tests.support.random_feel import expression, scribble, survives

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space."""
PER_MODEL = 20
"""Expressions for each model."""


class Fuzzed(TypedDict):
    """What came out. `faults` are texts or models that raised something else or took too long."""

    expressions: int
    models: int
    faults: list[str]
    slowest_seconds: float
    slowest: str
    peak_mb: int


def fuzz(count: int, seed: int) -> Fuzzed:
    """Runs `count` expressions, every fifth of them a scribble, and models, every third of them damaged."""
    chance = random.Random(seed)
    result = Fuzzed(
        expressions=count, models=count // PER_MODEL, faults=[], slowest_seconds=0.0, slowest="", peak_mb=0
    )
    for number in range(count):
        _expression(scribble(chance) if number % 5 == 4 else expression(chance, chance.randint(2, 5)), result)
    for number in range(count // PER_MODEL):
        data, imported = random_model(chance), random_model(chance, "urn:imp")
        _model(damaged(chance, data) if number % 3 == 2 else data, imported, result)
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def _expression(text: str, result: Fuzzed) -> None:
    try:
        seconds = survives(text)
    except Exception as error:
        result["faults"].append(f"{type(error).__name__}: {text}")
        return
    if seconds > result["slowest_seconds"]:
        result["slowest_seconds"], result["slowest"] = round(seconds, 3), text


def _model(data: bytes, imported: bytes, result: Fuzzed) -> None:
    try:
        decides(data, imported)
    except Exception as error:
        result["faults"].append(f"{type(error).__name__}: {data!r} with {imported!r}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    arguments = [int(each) for each in sys.argv[1:]]
    print(json.dumps(fuzz(*(arguments + [100_000, 1][len(arguments) :])), ensure_ascii=False))
