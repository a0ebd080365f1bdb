"""What each function and construct of FEEL does, with examples: for completion, try-it boxes and the page."""

from __future__ import annotations

from engine.feel.handbook.entries import Call, Entry, Example, Parameter, entries, entry
from engine.feel.handbook.facts import FACTS_TEXT, NOW, example_facts

__all__ = [
    "FACTS_TEXT",
    "NOW",
    "Call",
    "Entry",
    "Example",
    "Parameter",
    "entries",
    "entry",
    "example_facts",
]
