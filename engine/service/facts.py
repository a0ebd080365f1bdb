"""What commands tell their listeners, inside the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.kernel.state import IncidentRow, InstanceState, WorkItemRow


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItemOffered:
    """A new work item waits for its participants."""

    item: WorkItemRow
    root_id: int
    definition_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItemClosed:
    """A work item was completed by a participant."""

    id: int
    root_id: int
    by: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItemSigned:
    """Somebody who shares the visit of a user task has done his part; the task goes on with the others."""

    id: int
    root_id: int
    kind: str
    """own | before | parallel | after"""
    by: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceStarted:
    """An instance began; `id` differs from `root_id` for called ones."""

    id: int
    root_id: int
    definition_id: int
    business_key: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Somebody's command that ends an instance: his login, and why."""

    by: str | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceEnded:
    """An instance came to an end.

    By itself (completed), by an error that nobody caught (failed), or from outside (terminated): by an `order`,
    or because its caller went on without it.
    """

    id: int
    root_id: int
    definition_id: int
    state: InstanceState
    callers: tuple[int, ...] = ()
    """Whoever called it, the nearest first, up to the first that goes on (or as far as the step knows)."""
    order: Order | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentRaised:
    """A token waits for an operator."""

    incident: IncidentRow
    root_id: int
