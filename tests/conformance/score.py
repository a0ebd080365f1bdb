"""`make conformance`: the scores of the public test material, one JSON object as the last line.

Each part runs in a process of its own with a limit, so that a part that hangs or dies costs only itself: it is
`null`, and the reason stands on stderr. `CORPORA` names the folder of the material.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance import betsy, definition, dmn_tck, xpdl

PART_SECONDS = 900

Scores = dict[str, Any]


def _betsy(corpora: Path) -> Scores:
    return betsy.score(corpora) if (corpora / "betsy" / "expected.json").is_file() else {}


def _decisions(corpora: Path) -> Scores:
    return dmn_tck.score(corpora) if (corpora / "dmn-tck").is_dir() else {}


PARTS: dict[str, Callable[[Path], Scores]] = {
    "betsy": _betsy,
    "decisions": _decisions,
    "definitions": definition.score,
    "xpdl": xpdl.score,
}
NAMES = ("betsy", "must_be_refused", "dmn_level_2", "dmn_level_3", "camunda", "flowable", "miwg", "xpdl")


def score(corpora: Path, *, seconds: float = PART_SECONDS) -> Scores:
    """All scores by name; None where the corpus is absent or the part did not come to its end."""
    found: Scores = dict.fromkeys(NAMES)
    for part in PARTS:
        found |= _in_own_process(part, corpora, seconds)
    for name in (name for name in NAMES if found[name] is None):
        _explain(name, corpora)
    return found


def _in_own_process(part: str, corpora: Path, seconds: float) -> Scores:
    command = [sys.executable, "-m", "tests.conformance.score", part, str(corpora)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        print(f"{part}: stopped after {seconds:.0f} s", file=sys.stderr)
        return {}
    if done.returncode != 0:
        print(f"{part}: ended with {done.returncode}", file=sys.stderr)
        return {}
    scores: Scores = json.loads(done.stdout.splitlines()[-1])
    return scores


def _explain(name: str, corpora: Path) -> None:
    print(f"{name}: null (no result from {corpora})", file=sys.stderr)


def _corpora() -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared" / "corpora"
    return Path(os.environ.get("CORPORA") or beside)


def main(arguments: list[str]) -> None:
    """Without arguments everything; with `PART FOLDER` that part alone."""
    if arguments:
        print(json.dumps(PARTS[arguments[0]](Path(arguments[1]))))
    else:
        print(json.dumps(score(_corpora().resolve())))


if __name__ == "__main__":
    main(sys.argv[1:])
