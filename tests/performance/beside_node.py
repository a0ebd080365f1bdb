"""The same request in npm's bpmn-engine: its state is read, resumed and written as JSON per step.

The package is installed into a temporary folder by the bench alone; nothing of the product needs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.performance.rounds import WARM_UP, percentile
from tests.performance.subject import APPROVAL5

PROJECT = Path(__file__).with_name("bpmn_engine")
SECONDS = 300


def per_request(folder: Path, *, rounds: int) -> float:
    """CPU seconds of a request. Raises OSError or CalledProcessError where npm, node or the registry is missing."""
    place = folder / "bpmn_engine"
    shutil.copytree(PROJECT, place)
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], place)
    said = _run(["node", "steps.mjs", str(APPROVAL5), str(place), str(WARM_UP + rounds)], place)
    taken: list[float] = json.loads(said.splitlines()[-1])
    return percentile(taken[WARM_UP:])


def _run(command: list[str], place: Path) -> str:
    found = shutil.which(command[0], path=_path())
    if found is None:
        raise FileNotFoundError(f"{command[0]} is not installed")
    done = subprocess.run(
        [found, *command[1:]],
        cwd=place,
        env=os.environ | {"PATH": _path()},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout


def _path() -> str:
    """Where the Makefile puts node if the machine has none, before everything else."""
    return f"{Path(sys.prefix) / 'bin' / 'node-bin'}:{os.environ.get('PATH', '')}"
