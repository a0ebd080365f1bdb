"""Where a page of the worklist goes on: a moment (or none) and an id, as opaque text."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Invalid
from engine.store.types import from_micros, to_micros

LIMIT = 50
LARGEST = 200
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row shown."""

    moment: datetime | None
    id: int

    def __str__(self) -> str:
        moment = "" if self.moment is None else str(to_micros(self.moment))
        return urlsafe_b64encode(f"{moment}.{self.id}".encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor of a text; None for none. Raises Invalid."""
    if not text:
        return None
    try:
        plain = urlsafe_b64decode((text[:200] + "=" * (-len(text) % 4)).encode()).decode()
        moment, _, identity = plain.partition(".")
        found = Cursor(from_micros(int(moment)) if moment else None, int(identity))
    except (ValueError, OverflowError) as error:
        raise _refused() from error
    if not 0 < found.id <= _MOST:
        raise _refused()
    return found


def _refused() -> Invalid:
    return Invalid(field="cursor", message="not a cursor of this list", message_zh="不是本列表的游标")


def read_limit(text: str | int | None, default: int = LIMIT) -> int:
    """How many rows, 1 to 200. Raises Invalid."""
    if text is None or text == "":
        return default
    plain = str(text)
    if plain.isascii() and plain.isdigit() and len(plain) < 10 and 1 <= int(plain) <= LARGEST:
        return int(plain)
    raise Invalid(field="limit", message=f"1 to {LARGEST}", message_zh=f"1 到 {LARGEST}")
