from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import audit

if TYPE_CHECKING:
    from engine.store.uow import Store

ROOT = Path(__file__).resolve().parents[3]
COMMAND = """
import sys
from engine.store.uow import Store
store = Store(sys.argv[1])
for _ in range(3):
    with store.begin(by=None, action="test") as tx:
        tx.audit("crm.changed")
    print("confirmed", flush=True)
"""


def run(store: Store, failpoints: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, store.database],
        env=os.environ | {"GUANXI_TESTING": "1", "GUANXI_FAILPOINTS": failpoints},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit", 1), ("after_commit", 2)])
def test_a_killed_process_leaves_whole_commands(store: Store, failpoint: str, kept: int) -> None:
    killed = run(store, f"{failpoint}=crash@2")
    with store.snapshot() as connection:
        events = audit.read_stream(connection, audit.TOPICS["crm"])
        breaches = audit.verify(connection)
    assert (killed.returncode, killed.stdout.count("confirmed")) == (-9, 1)
    assert [event.seq for event in events] == list(range(1, kept + 1))
    assert breaches == []


def test_a_failure_before_the_commit_undoes_the_command(store: Store) -> None:
    failed = run(store, "before_commit=fail@2")
    with store.read() as connection:
        assert len(audit.read_stream(connection, audit.TOPICS["crm"])) == 1
    assert "FailpointError: before_commit" in failed.stderr


def test_processes_that_write_at_once_leave_one_gapless_chain(store: Store) -> None:
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: run(store, ""), range(3)))
    with store.snapshot() as connection:
        events = audit.read_stream(connection, audit.TOPICS["crm"])
        breaches = audit.verify(connection)
    assert [result.returncode for result in results] == [0, 0, 0]
    assert [event.seq for event in events] == list(range(1, 10))
    assert breaches == []
