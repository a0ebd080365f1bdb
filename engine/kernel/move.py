"""What stands on the agenda of a run."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kernel.program import Node
from engine.kernel.state import Scope


@dataclass(slots=True, eq=False)
class Move:
    """Control arrives at `node` in `scope`, by `flow` (None: it begins here)."""

    node: Node
    scope: Scope
    flow: str | None = None
    activity_id: int | None = None
    """Set when the visit has begun already: inside a local scope, or after a retry."""


@dataclass(slots=True, eq=False)
class Done:
    """The activity or event `node` has done its work in `scope`; its token has not left yet."""

    node: Node
    scope: Scope
    activity_id: int | None
    """The visit to close; None where the visit is recorded already."""


@dataclass(slots=True, eq=False)
class Ended:
    """The last token in `scope` is gone."""

    scope: Scope


Entry = Move | Done | Ended


class Halt(Exception):
    """The token cannot go on without an operator; becomes an incident at the node."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code, facts)
