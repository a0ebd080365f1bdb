"""What the kernel runs: an immutable program, compiled once per definition version.

Nodes, flows and scopes refer to each other by index into the program's tuples; rows in the store refer to
nodes by their BPMN id, so that they stay readable and survive a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol


class NodeKind(Enum):
    """The flow nodes of BPMN 2.0; the value is the local name in the XML."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    MANUAL = "manualTask"
    USER = "userTask"
    SERVICE = "serviceTask"
    SEND = "sendTask"
    RECEIVE = "receiveTask"
    SCRIPT = "scriptTask"
    BUSINESS_RULE = "businessRuleTask"
    CALL = "callActivity"
    SUB_PROCESS = "subProcess"
    EVENT_SUB_PROCESS = "eventSubProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"
    COMPLEX = "complexGateway"


class EventKind(Enum):
    """Event definitions of BPMN 2.0; NONE stands for an event without one."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    ERROR = "error"
    TERMINATE = "terminate"
    SIGNAL = "signal"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    LINK = "link"
    COMPENSATION = "compensation"
    CANCEL = "cancel"
    MULTIPLE = "multiple"
    PARALLEL_MULTIPLE = "parallelMultiple"


class TimerKind(Enum):
    """The three timer definitions."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


class LoopKind(Enum):
    """How an activity repeats."""

    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"
    STANDARD = "standard"


class Expr(Protocol):
    """A compiled expression; `names` are the variables it can read."""

    @property
    def text(self) -> str: ...

    @property
    def names(self) -> frozenset[str]: ...

    def evaluate(self, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        """The value; `now` is what now() and today() answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DataMapping:
    """One input or output mapping: `target` receives the value of `source`."""

    target: str
    source: Expr


@dataclass(frozen=True, kw_only=True, slots=True)
class Working:
    """A deadline counts in working time. `calendar`: its code; None: by department, else the default one."""

    calendar: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Timer:
    """A timer; `value` gives ISO 8601 text, a date, a duration, a cycle such as `R3/PT10M`, or a cron text."""

    kind: TimerKind
    value: Expr
    working: Working | None = None
    is_optional: bool = False
    """At a boundary: not set where the value is null."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An event definition. `name`: message or signal name, error or escalation code, or link name."""

    kind: EventKind
    name: str | None = None
    interrupting: bool = True
    timer: Timer | None = None
    condition: Expr | None = None
    correlation: tuple[DataMapping, ...] = ()
    """Key name -> expression over the waiting instance; empty means: by business key or name alone."""
    keys: tuple[DataMapping, ...] = ()
    """Key name -> expression over what the message carries."""
    payload: tuple[DataMapping, ...] = ()
    """What a thrown message carries, or what a caught one writes (`source` reads the message's variables)."""
    code_variable: str | None = None
    message_variable: str | None = None
    forgets_message: bool = False
    activity: str | None = None
    """Compensation: the id of the activity to compensate; None means the whole scope."""
    waits: bool = True
    """Compensation: whether the thrower waits until all is undone."""
    parts: tuple[Event, ...] = ()
    """The definitions of a multiple or parallel multiple event."""
    everything: bool = False
    """A terminate end event that ends the callers as well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """Multi-instance and standard loop characteristics."""

    kind: LoopKind
    cardinality: Expr | None = None
    collection: Expr | None = None
    element_variable: str | None = None
    output_collection: str | None = None
    output_element: Expr | None = None
    completion: Expr | None = None
    condition: Expr | None = None
    """Standard loop: repeat while true."""
    test_before: bool = False
    maximum: int | None = None
    behavior: str = "All"
    """None | One | All | Complex: when the activity throws an event for its finished items."""
    none_event: Event | None = None
    one_event: Event | None = None
    complex_behaviors: tuple[tuple[Expr | None, Event | None], ...] = ()
    """(condition, event to throw) looked at after each item."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Who gets the work item of a user task, and what it says: expressions over the instance."""

    assignee: Expr | None = None
    candidate_users: Expr | None = None
    candidate_groups: Expr | None = None
    title: Expr | None = None
    due: Expr | None = None
    """An ISO duration from now, or a date."""
    follow_up: Expr | None = None
    working: Working | None = None
    """Whether `due` and `follow_up` count in working time; None: around the clock."""
    priority: Expr | None = None
    form: str | None = None
    field_rights: tuple[tuple[str, str], ...] = ()
    """(field, hidden | read | write | required)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What a call activity calls. `binding` is latest, deployment, version or versionTag."""

    key: str
    binding: str = "latest"
    version: str | None = None
    business_key: Expr | None = None
    policy: str | None = None
    """Approval flow key (`gx:policy`), handed to the called process as variable `policy`."""
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    all_inputs: bool = False
    all_outputs: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """A service, send or business rule task's application or decision."""

    adapter: str | None = None
    decision: str | None = None
    script: Expr | None = None
    inputs: tuple[DataMapping, ...] = ()
    result: str | None = None
    """Variable that receives the whole answer; None spreads a dict's entries as variables."""
    retries: int = 5
    idempotent: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A sequence flow."""

    index: int
    id: str
    name: str | None
    source: int
    target: int
    condition: Expr | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A flow node with all that its kind needs; parts that do not apply are None or empty."""

    index: int
    id: str
    kind: NodeKind
    name: str | None
    scope: int
    line: int
    incoming: tuple[int, ...] = ()
    outgoing: tuple[int, ...] = ()
    default: int | None = None
    event: Event | None = None
    attached_to: int | None = None
    handler: int | None = None
    """Compensation boundary events: the activity that undoes."""
    boundaries: tuple[int, ...] = ()
    body: int | None = None
    """Index of the scope a sub-process opens."""
    loop: Loop | None = None
    assignment: Assignment | None = None
    invocation: Invocation | None = None
    call: Call | None = None
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    own: tuple[str, ...] = ()
    """Properties: variables of the activity alone."""
    is_for_compensation: bool = False
    lane: str | None = None
    instantiate: bool = False
    start_quantity: int = 1
    completion_quantity: int = 1
    activation: Expr | None = None
    """Complex gateway: when it fires."""
    gateway_parallel: bool = False
    """Event-based gateway that waits for all of its events."""
    completion: Expr | None = None
    """Ad-hoc sub-process: when it is done."""
    ordering: str = "Parallel"
    cancel_remaining: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeDef:
    """The process itself (index 0) or the body of a sub-process."""

    index: int
    node: int | None
    """The sub-process node; None for the process."""
    parent: int | None
    starts: tuple[int, ...]
    """Nodes where control begins: the none start event, else nodes without incoming flow."""
    event_sub_processes: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    variables: tuple[tuple[str, Expr | None], ...] = ()
    """Data objects and properties with their initial values."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Program:
    """An executable process."""

    key: str
    name: str | None
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    scopes: tuple[ScopeDef, ...]
    start_events: tuple[int, ...] = ()
    """What an event may start the process at: start events, receive tasks, targets of event-based gateways."""
    node_by_id: Mapping[str, Node] = field(default_factory=dict)
    touches: tuple[frozenset[str], ...] = ()
    """Per node: the variables that may be read from there (a user task: once done) until the next wait."""
    reaches: tuple[frozenset[int], ...] = ()
    """Per node: the nodes of the same scope that flow leads to; asked by inclusive joins."""
    version_tag: str | None = None
    initiators: tuple[str, ...] = ()
    """Variables that receive who started the instance."""
    starters: tuple[tuple[str, str], ...] = ()
    """Who may start it by hand: ("user" | "group", name); empty: whoever may start anything."""

    def names_after(self, element: str) -> frozenset[str]:
        """The variables that may be read once this element is done, until the next wait."""
        index = self.node_by_id[element].index
        return self.touches[index] if self.touches else frozenset()

    def node(self, element: str) -> Node:
        """The node of this BPMN id; KeyError names an element of another version."""
        return self.node_by_id[element]
