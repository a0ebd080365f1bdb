"""Regular expressions as XPath defines them, with a machine whose work is bounded by text × pattern.

Python's `re` cannot be interrupted and needs exponential time for some patterns; a pattern typed into a rule
must not stop the server.
"""

from __future__ import annotations

from functools import lru_cache

from engine.feel.regex.machine import Match, Program
from engine.feel.regex.syntax import Flags, parse

__all__ = ["Match", "Program", "compiled"]


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Program:
    """The pattern ready for use. Raises ValueError if it or a flag is wrong, LimitExceeded if it is huge."""
    wanted = Flags(flags)
    tree, groups = parse(pattern, wanted)
    return Program(tree, groups, multiline=wanted.multiline)
