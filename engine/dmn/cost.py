"""What the evaluation of a boxed expression counts, in steps."""

from __future__ import annotations

from dataclasses import fields

from engine.dmn.model import Element

LETTERS_PER_STEP = 16


def cost_of(boxed: object) -> int:
    """The steps that one evaluation counts for where it is repeated: by its parts and the length of its texts."""
    if isinstance(boxed, str):
        return len(boxed) // LETTERS_PER_STEP
    if isinstance(boxed, tuple):
        return sum(map(cost_of, boxed))
    if not isinstance(boxed, Element):
        return 0
    return 1 + sum(cost_of(getattr(boxed, each.name)) for each in fields(boxed))
