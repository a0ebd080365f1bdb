"""What was acknowledged: one line per answer, written after the answer came, in one append per line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["started", "completed", "answered", "wrong"]


@dataclass(frozen=True)
class Entry:
    """An acknowledged start, completion or message; or something a worker saw that must never be seen.

    Of a message (`answered`) `id` is the instance that took it and `what` the element where it leads.
    """

    kind: Kind
    id: int = 0
    what: str = ""


class Ledger:
    """A file that several processes append to. The kernel keeps what a killed process has written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(self, kind: Kind, id: int = 0, what: str = "") -> None:
        """Append one entry."""
        os.write(self._file, (json.dumps(asdict(Entry(kind, id, what))) + "\n").encode())

    def __iter__(self) -> Iterator[Entry]:
        return (Entry(**json.loads(line)) for line in self._path.read_text().splitlines())

    def close(self) -> None:
        os.close(self._file)
