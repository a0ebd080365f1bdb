"""Asks the child process, and ends it when it takes too long."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import engine
from engine.ports import NOT_COMPARED, Verdict

SECONDS: Final = 20.0
"""Of the clock, less than the lease of a job; after half of them no new path is begun."""
MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space of the child."""
PATHS: Final = 12


class Reference:
    """A second engine in a process group of its own; started when first asked, killed when it hangs."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def compare(self, diagram: bytes, process_id: str, *, seed: int = 0, paths: int = PATHS) -> Verdict:
        """What walking a process in both engines came to. Never raises for what is in the diagram."""
        question = {
            "xml": diagram.decode("latin-1"),  # byte by byte: the file says its own encoding
            "process": process_id,
            "seed": seed,
            "paths": paths,
            "seconds": self._seconds / 2,
        }
        try:
            line = self._ask(json.dumps(question).encode() + b"\n")
        except TimeoutError:
            self.close()
            return Verdict(state=NOT_COMPARED, code="NO_END")
        except (OSError, EOFError):
            self.close()
            return Verdict(state=NOT_COMPARED, code="STOPPED")
        return Verdict(**json.loads(line))

    def close(self) -> None:
        """End the child and everything it started."""
        if self._child is None:
            return
        child, self._child, self._rest = self._child, None, b""
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()

    def __enter__(self) -> Reference:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, question: bytes) -> bytes:
        child = self._child = self._child or self._start()
        deadline = time.monotonic() + self._seconds
        if child.stdin is None or child.stdout is None:
            raise AssertionError("the child has no pipes")
        os.set_blocking(child.stdin.fileno(), False)
        while question:
            _wait(deadline, writing=child.stdin)
            question = question[os.write(child.stdin.fileno(), question[:65536]) :]
        while b"\n" not in self._rest:
            _wait(deadline, reading=child.stdout)
            piece = os.read(child.stdout.fileno(), 65536)
            if not piece:
                raise EOFError
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _start(self) -> subprocess.Popen[bytes]:
        # Nothing of the server's environment goes along: no secret, no database.
        return subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", "engine.reference.child", str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PYTHONPATH": str(Path(engine.__file__).parents[1]), "PYTHONHASHSEED": "0"},
        )


class SecondEngines:
    """A second opinion for the service: each question gets a process of its own."""

    def compare(self, diagram: bytes, process_id: str) -> Verdict:
        """The verdict, within `SECONDS`."""
        with Reference() as reference:
            return reference.compare(diagram, process_id)


def _wait(deadline: float, *, reading: Any = None, writing: Any = None) -> None:
    """Until the pipe is ready. Raises TimeoutError."""
    left = deadline - time.monotonic()
    ready = select.select([reading] if reading else [], [writing] if writing else [], [], max(left, 0))
    if not (ready[0] or ready[1]):
        raise TimeoutError
