"""What pages tell of an approval, as plain texts in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonLine:
    """One line of "why did this come to me"; `icon` is a Tabler name, `details` are shown when they are opened."""

    text: str
    note: str = ""
    icon: str = "arrow-right"
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordLine:
    """One decision. `note` is the point it was taken at."""

    name: str
    position: str
    verb: str
    tone: str
    at: datetime
    opinion: str
    on_behalf: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PointLine:
    """A point of a running or ended approval; `pred`: entered if nothing changes."""

    number: int
    name: str
    state: Literal["done", "now", "pred", "skipped"]
    note: str = ""
