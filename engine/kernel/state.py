"""The rows the kernel works on, as plain objects.

An object knows whether it is new, changed or gone, so that a command writes only what it changed. All rows of
one run belong to the same root instance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any

from engine.calendar.basis import Basis


class Status(IntEnum):
    """What the store has to do with a row at the end of the run."""

    CLEAN = 0
    NEW = 1
    DIRTY = 2
    GONE = 3


class Wait(Enum):
    """Why a token stands still. Every open token has exactly one reason."""

    WORK_ITEM = "work_item"
    TIMER = "timer"
    SUBSCRIPTION = "subscription"
    EVENT_GATEWAY = "event_gateway"
    JOB = "job"
    JOIN = "join"
    CHILD_SCOPE = "child_scope"
    CHILD_INSTANCE = "child_instance"
    AD_HOC = "ad_hoc"
    INCIDENT = "incident"


class ScopeKind(Enum):
    """What a scope is the inside of."""

    PROCESS = "process"
    SUB_PROCESS = "sub_process"
    EVENT = "event"
    """A running event sub-process."""
    LOOP = "loop"
    """The body of a multi-instance or standard loop; counts its items."""
    ITEM = "item"
    """One item of a loop, with its element and counter as local variables."""
    COMPENSATION = "compensation"
    """Handlers that run one after the other while their thrower waits."""
    LOCAL = "local"
    """An activity with input mappings."""


class ActivityState(Enum):
    """The life of one visit of an element."""

    ACTIVE = "active"
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    COMPENSATED = "compensated"


class InstanceState(Enum):
    """The life of a process instance (WfMC: running, suspended, completed, terminated)."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True, eq=False)
class Instance:
    """One run of a definition. `parent_token` is the call activity's token, None for the root."""

    id: int
    definition_id: int
    parent_token: int | None = None
    depth: int = 0
    business_key: str | None = None
    state: InstanceState = InstanceState.RUNNING
    steps: int = 0
    ended_at: datetime | None = None
    status: Status = Status.NEW


@dataclass(slots=True, kw_only=True, eq=False)
class Scope:
    """A region with its own variables. `tokens` counts the tokens in it, standing or moving."""

    id: int
    instance_id: int
    parent_id: int | None
    kind: ScopeKind
    element: str
    """The sub-process or looping activity; empty for the process."""
    token_id: int | None = None
    """The token outside that waits for this scope to end."""
    activity_id: int | None = None
    open: bool = True
    tokens: int = 0
    index: int = 0
    """Items: position in the collection, from 0."""
    total: int = 0
    """Loops: number of items; -1 while unknown (standard loops)."""
    started: int = 0
    active: int = 0
    completed: int = 0
    local: dict[str, Any] = field(default_factory=dict)
    """Local values that come with the row: an item's element and counter, a loop's own names."""
    output: Any = None
    """Items: the value that goes into the output collection."""
    cleared: int = 0
    """How often this run has interrupted everything inside; not stored."""
    status: Status = Status.NEW

    def touch(self) -> None:
        """Note that the row changed."""
        if self.status is Status.CLEAN:
            self.status = Status.DIRTY


@dataclass(slots=True, kw_only=True, eq=False)
class Token:
    """A position of control. It exists only while it waits."""

    id: int
    instance_id: int
    scope_id: int
    element: str
    wait: Wait
    activity_id: int
    flow: str | None = None
    """Joins and continuations: the sequence flow it came by."""
    leaving: bool = False
    """Incidents: the activity's work is done, only leaving it failed."""
    status: Status = Status.NEW


@dataclass(slots=True, kw_only=True, eq=False)
class Activity:
    """One visit of an element; keys of work items, jobs and external calls hang on it."""

    id: int
    instance_id: int
    scope_id: int
    element: str
    state: ActivityState
    started_at: datetime
    ended_at: datetime | None = None
    status: Status = Status.NEW


@dataclass(slots=True, kw_only=True, eq=False)
class TimerRow:
    """An armed timer, owned by a token or (event sub-processes) a scope."""

    id: int
    instance_id: int
    element: str
    due_at: datetime
    token_id: int | None = None
    scope_id: int | None = None
    remaining: int | None = None
    """Firings still to come after this one; -1 for ever, None for a single shot."""
    interval: str | None = None
    basis: Basis | None = None
    """In working time: what `due_at` was reckoned from."""


@dataclass(slots=True, kw_only=True, eq=False)
class Subscription:
    """A place that waits for a message or signal, owned by a token or a scope."""

    id: int
    instance_id: int
    element: str
    kind: str
    """message | signal | conditional"""
    name: str
    correlation: str | None = None
    """Canonical text of the correlation keys; None accepts any."""
    token_id: int | None = None
    scope_id: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class JobRow:
    """Work after commit: a remote call, a retry or a continuation (one per visit), or a delivery (no token)."""

    id: int
    instance_id: int | None
    token_id: int | None
    activity_id: int | None
    kind: str
    """invoke | continue"""
    due_at: datetime
    adapter: str | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0
    retries: int = 5
    error: str | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class IncidentRow:
    """A token that needs an operator."""

    id: int
    instance_id: int
    token_id: int
    activity_id: int
    element: str
    code: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class WorkItemRow:
    """What a participant sees of a waiting user task."""

    id: int
    instance_id: int
    token_id: int
    activity_id: int
    element: str
    name: str | None
    title: str | None = None
    form: str | None = None
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    priority: int = 50
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    slot: int = 0
    bases: dict[str, Basis] = field(default_factory=dict)
    """In working time: what `due` and `follow_up` were reckoned from."""


@dataclass(slots=True, kw_only=True)
class Record:
    """An audit event in the making (codes: WfMC CWAD, see `engine.audit`)."""

    code: int | str
    instance_id: int
    activity_id: int | None = None
    element: str | None = None
    payload: dict[str, Any] | None = None
