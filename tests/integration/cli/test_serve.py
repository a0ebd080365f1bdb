"""`guanxi serve` and `guanxi worker` as processes of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.support.small_platform", *arguments]
    environment = {**os.environ, "GUANXI_VAR": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_it_tells_its_address_answers_and_stops_when_asked(tmp_path: Path) -> None:
    with running("serve", "--port", "0", folder=tmp_path) as process:
        said = first_line(process)
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        with urllib.request.urlopen(found[0], timeout=10) as answer:
            assert answer.read() == b"hello"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with running("serve", "--port", "0", folder=tmp_path) as process:
        port = first_line(process).rsplit(":", 1)[1].strip()
        with running("serve", "--port", port, folder=tmp_path / "second") as second:
            assert second.wait(timeout=20) == 1
            assert second.stderr is not None
            assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr.read()


def test_a_worker_does_what_is_due_and_stops_when_asked(tmp_path: Path) -> None:
    with running("worker", folder=tmp_path) as process:
        assert "working" in first_line(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_worker_can_be_run_once(guanxi: Any) -> None:
    assert guanxi("worker", "--once").out == "0 timers and jobs done\n"
