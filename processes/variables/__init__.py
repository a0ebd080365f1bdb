"""Which variables the expressions of a diagram may read, with their kinds and where they come from.

Derived from what is drawn: forms, applications, decisions, mappings, data objects, loops, parameters, callers.
See `diagram.known_in`.
"""

from __future__ import annotations

from processes.variables.diagram import known_in
from processes.variables.known import Known

__all__ = ["Known", "known_in"]
