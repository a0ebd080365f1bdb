"""`guanxi verify`: invariants that hold on every store at every moment, one file per story.

The checks read; they need one snapshot (`Store.snapshot`), else a step between two queries looks like a
breach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from engine import audit
from engine.store.breach import Breach
from engine.store.verify.definitions import verify_definitions
from engine.store.verify.files import verify_files
from engine.store.verify.resources import verify_resources
from engine.store.verify.runtime import verify_runtime

__all__ = ["ENGINE_CHECKS", "Breach", "Check", "verify"]

Check = Callable[[Connection], list[Breach]]

# Folders above the engine have their own; the composition root joins them.
ENGINE_CHECKS: dict[str, Check] = {
    "audit": audit.verify,
    "definitions": verify_definitions,
    "resources": verify_resources,
    "files": verify_files,
    "runtime": verify_runtime,
}


def verify(connection: Connection, checks: Mapping[str, Check] = ENGINE_CHECKS) -> list[Breach]:
    """All breaches all checks find; [] if the store is sound."""
    return [breach for check in checks.values() for breach in check(connection)]
