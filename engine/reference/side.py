"""What both engines show while one path is walked: what is open, what was done, where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, Protocol

Values = Mapping[str, object]
Label = tuple[str, tuple[int, ...]]
"""An element and, from the outside in, the numbers of the loop items it stands in."""

MAX_STEPS: Final = 300
"""Elements that may complete one after the other without a place that waits."""


class TooLong(Exception):
    """A path runs on and on without waiting."""


class Ambiguous(Exception):
    """A place where the engines are known to mean different things; `code` is a key of `texts.REASONS`."""

    def __init__(self, code: str, element: str | None) -> None:
        self.code = code
        self.element = element
        super().__init__(code)


class Side(Protocol):
    """One engine on one path."""

    def begin(self, values: Values) -> None:
        """Start, and run until everything waits. Raises TooLong."""
        ...

    def fire(self, label: Label, values: Values) -> None:
        """Let one open thing happen, with the values that come with it. Raises TooLong."""
        ...

    def open(self) -> Counter[Label]:
        """What waits for something from outside."""
        ...

    def done(self) -> Counter[str]:
        """Elements completed since the last call."""
        ...

    def joining(self) -> frozenset[str]:
        """Joins where a token waits for others."""
        ...

    def crowded(self) -> frozenset[str]:
        """Joins where a second token waits on one flow."""
        ...

    def stopped(self) -> frozenset[str]:
        """Elements where an operator is needed."""
        ...

    def ended(self) -> bool:
        """Whether nothing is open any more."""
        ...
