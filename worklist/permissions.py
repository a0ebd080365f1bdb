"""What a task permits besides being done: the approval point says so, or what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from processes.approval.operations import OPERATIONS
from worklist.decisions import Decision

ANY_TASK: Final = frozenset({"transfer", "delegate", "remove_signer", "copy", "urge"})
"""What makes sense where nothing is decided."""


def permitted(values: Mapping[str, Any], decision: Decision) -> frozenset[str]:
    """Operations that are permitted at a task, by the variables it sees."""
    if not decision:
        return ANY_TASK
    point = values.get("point")
    said = point.get("operations") if isinstance(point, dict) else None
    return frozenset(OPERATIONS if not isinstance(said, list) else (str(one) for one in said))
