"""Reading and checking: 2 MB and 20,000 elements in 5 s and 300 MB, an ordinary diagram in 50 ms.

The bars are for a quiet machine; here they have twice the time (CPU time of the process, not of the clock).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.performance.reading import SHAPES, errors, large

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_diagram_is_read_in_seconds(shape: str) -> None:
    command = [sys.executable, "-m", "tests.performance.reading", shape, "19900"]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, check=True
    )
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert found["elements"] > 19_000
    assert found["bytes"] > 1_500_000
    assert found["seconds"] < 10
    assert found["megabytes"] < 300


def test_an_ordinary_diagram_is_read_at_once() -> None:
    data, _ = large("diamonds", 150)
    spent = []
    for _ in range(5):
        began = time.process_time()
        assert errors(data) == []
        spent.append(time.process_time() - began)
    assert min(spent) < 0.1
