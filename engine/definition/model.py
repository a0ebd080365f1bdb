"""A diagram as typed, frozen values: what BPMN 2.0 can say, each part with its id and source line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.definition.element import Element
from engine.definition.findings import Finding
from engine.kernel.program import EventKind, LoopKind, NodeKind, TimerKind

Shape = Literal["expression", "name", "names", "moment", "script", "variable", "list", "map"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """An expression, a script or a plain value, as written in the file."""

    text: str
    line: int
    language: str | None = None
    """As the element says it (`language`, `scriptFormat`); None: unmarked."""
    shape: Shape = "expression"
    """name, names (comma separated), moment (ISO 8601): plain text unless marked by `=`, `${` or `#{`."""
    dialect: str | None = None
    """The vendor vocabulary it was written in (`camunda`, `zeebe`, …); None: ours or plain BPMN."""
    parts: tuple[tuple[str, Text], ...] = ()
    """The items of a list or the entries of a map, each with its key (in lists empty)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """A name that stands for a program of another engine: bound to an adapter, or reported."""

    kind: str
    """class | delegateExpression | expression | topic | type | connector | job | operator | script"""
    name: str
    dialect: str
    line: int

    @property
    def key(self) -> str:
        """How a mapping names it: `class:com.acme.Ship`."""
        return f"{self.kind}:{self.name}"

    @property
    def shown(self) -> str:
        """As the diagram says it, for findings."""
        return f"{self.dialect}:{self.kind}={self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hook:
    """A listener of another engine: something to be done when control comes by."""

    event: str
    """start | end | take, of a user task create | assignment | complete | …"""
    kind: str
    """execution | task"""
    line: int
    name: str
    """The element as written: `camunda:executionListener`."""
    foreign: Foreign | None = None
    result: str | None = None
    """The variable that receives the value of `value`."""
    value: Text | None = None
    inputs: tuple[MappingText, ...] = ()
    adapter: str | None = None
    """What `foreign` is bound to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldText:
    """One field of a form that is described within the diagram."""

    key: str
    label: str | None
    type: str
    default: str | None
    line: int
    required: bool = False
    readonly: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    """(value, label)"""
    limits: tuple[tuple[str, str], ...] = ()
    """(minlength | maxlength | min | max | pattern, value)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingText:
    """One mapping: `target` receives `source`."""

    target: str
    source: Text
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingText:
    """Whether a deadline counts in working time, as written: `gx:workingTime`, `gx:calendar`."""

    flag: str | None
    calendar: str | None

    @property
    def is_asked(self) -> bool:
        """A calendar alone asks for working time too."""
        return self.flag == "true" or (self.flag is None and self.calendar is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventDefinition:
    """One event definition of an event. `ref`: message, signal, error, escalation id as referred to."""

    kind: EventKind
    id: str | None
    line: int
    source: Element
    ref: str | None = None
    name: str | None = None
    """Link name; for the others see `ref`."""
    timer: tuple[tuple[TimerKind, Text], ...] = ()
    working: WorkingText | None = None
    is_optional: bool = False
    """A timer that is not set where its expression gives nothing: `gx:optional`."""
    condition: Text | None = None
    activity: str | None = None
    wait_for_completion: bool = True
    code_variable: str | None = None
    message_variable: str | None = None
    forgets_message: bool = False  # once the activity has succeeded
    terminates_all: bool = False
    """A terminate event that ends the callers as well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoopText:
    """Loop characteristics as written."""

    kind: LoopKind
    line: int
    source: Element
    cardinality: Text | None = None
    collection: Text | None = None
    element_variable: str | None = None
    output_collection: str | None = None
    output_element: Text | None = None
    completion: Text | None = None
    condition: Text | None = None
    test_before: bool = False
    maximum: int | None = None
    behavior: str = "All"
    """None | One | All | Complex: when the activity throws an event for its finished items."""
    none_event: EventDefinition | None = None
    one_event: EventDefinition | None = None
    complex_behaviors: tuple[tuple[Text | None, EventDefinition | None], ...] = ()
    """(condition, event to throw)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Binding:
    """What the element is bound to outside the diagram: people, forms, applications, decisions, data."""

    adapter: str | None = None
    decision: str | None = None
    form: str | None = None
    policy: str | None = None
    assignee: Text | None = None
    candidate_users: Text | None = None
    candidate_groups: Text | None = None
    title: Text | None = None
    due: Text | None = None
    follow_up: Text | None = None
    working: WorkingText | None = None
    """Of `due` and `follow_up`."""
    priority: Text | None = None
    result: str | None = None
    retries: int | None = None
    idempotent: bool = True
    version_binding: str = "latest"
    version: str | None = None
    business_key: Text | None = None
    call_in: tuple[MappingText, ...] = ()
    call_out: tuple[MappingText, ...] = ()
    all_in: bool = False
    all_out: bool = False
    inputs: tuple[MappingText, ...] = ()
    outputs: tuple[MappingText, ...] = ()
    field_rights: tuple[tuple[str, str], ...] = ()
    foreign: tuple[Foreign, ...] = ()
    """What another engine would have run, such as `camunda:class`."""
    fields: tuple[FieldText, ...] = ()
    """The form, where it is described within the diagram."""
    decision_shape: str | None = None
    """The shape that another engine gives a decision's answer: singleEntry, singleResult, resultList …"""
    initiator: str | None = None
    """Start events: the variable that receives who started the instance."""
    skip: Text | None = None
    """Pass by without doing anything where this is true."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SequenceFlow:
    """An arrow within one process or sub-process."""

    id: str
    name: str | None
    source_ref: str
    target_ref: str
    line: int
    source: Element
    condition: Text | None = None
    hooks: tuple[Hook, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowNode:
    """A task, gateway, event or sub-process. Parts that do not apply are None or empty."""

    id: str
    kind: NodeKind
    name: str | None
    line: int
    source: Element
    incoming: tuple[str, ...] = ()
    """As declared by the node's children; the flows themselves are the truth."""
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    events: tuple[EventDefinition, ...] = ()
    parallel_multiple: bool = False
    interrupting: bool = True
    attached_to: str | None = None
    loop: LoopText | None = None
    body: Body | None = None
    instantiate: bool = False
    event_gateway_type: str = "Exclusive"
    activation_condition: Text | None = None
    completion_condition: Text | None = None
    ordering: str = "Parallel"
    cancel_remaining: bool = True
    called_element: str | None = None
    script: Text | None = None
    message_ref: str | None = None
    is_for_compensation: bool = False
    start_quantity: int = 1
    completion_quantity: int = 1
    data: tuple[DataItem, ...] = ()
    """Properties of a task or event, in a sub-process also its data objects."""
    data_inputs: tuple[MappingText, ...] = ()
    data_outputs: tuple[MappingText, ...] = ()
    binding: Binding = field(default_factory=Binding)
    hooks: tuple[Hook, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DataItem:
    """A data object, property, data store (or a reference to one) of a scope."""

    id: str
    name: str | None
    line: int
    source: Element
    item: str | None = None
    refers_to: str | None = None
    initial: Text | None = None
    """The value it begins with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """A lane with the nodes drawn in it; nested lanes come after their parent."""

    id: str
    name: str | None
    line: int
    source: Element
    nodes: tuple[str, ...]
    parent: str | None = None
    candidate_groups: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Association:
    """A dotted line; between a compensation boundary event and its handler it has meaning."""

    id: str | None
    source_ref: str
    target_ref: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """What a process or a sub-process contains."""

    nodes: tuple[FlowNode, ...] = ()
    flows: tuple[SequenceFlow, ...] = ()
    data: tuple[DataItem, ...] = ()
    lanes: tuple[Lane, ...] = ()
    associations: tuple[Association, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """A process as drawn."""

    id: str
    name: str | None
    line: int
    source: Element
    body: Body
    executable: bool | None = None
    """None: the file does not say."""
    version_tag: str | None = None
    data_paths: Mapping[str, Text] = field(default_factory=dict)
    """Correlation property → the expression that gives its value in this process."""
    hooks: tuple[Hook, ...] = ()
    starters: tuple[tuple[str, str], ...] = ()
    """Who may start it: ("user" | "group", name); empty: whoever may start anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A message, signal, error, escalation or item definition of the file."""

    id: str
    name: str | None
    line: int
    source: Element
    code: str | None = None
    """Error or escalation code; the name of a message or signal."""
    correlation: tuple[MappingText, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """A pool; without a process it is a black box."""

    id: str
    name: str | None
    line: int
    source: Element
    process: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageFlow:
    """A dashed line between pools."""

    id: str
    name: str | None
    source_ref: str
    target_ref: str
    line: int
    source: Element
    message: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """An element or attribute that nothing in the reader gave a meaning to."""

    name: str
    """Element name, or attribute name if `attribute`."""
    attribute: bool
    owner: str | None
    """Id of the element it stands in."""
    owner_name: str
    line: int
    value: str | None = None
    """The text of an attribute."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagram:
    """One read file. `findings` holds what reading itself found; `check` adds the rest."""

    file: str = ""
    root: Element | None = None
    processes: tuple[Process, ...] = ()
    messages: Mapping[str, Named] = field(default_factory=dict)
    signals: Mapping[str, Named] = field(default_factory=dict)
    errors: Mapping[str, Named] = field(default_factory=dict)
    escalations: Mapping[str, Named] = field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    elements: Mapping[str, Element] = field(default_factory=dict)
    """Every BPMN element that has an id."""
    parents: Mapping[int, Element] = field(default_factory=dict)
    """By `id(child)`: the element it stands in."""
    has_drawing: bool = False
    dialects: frozenset[str] = frozenset()
    """The vendors' vocabularies that the file declares: `camunda`, `flowable` …"""
    unread: tuple[Unread, ...] = ()
    findings: tuple[Finding, ...] = ()

    def parent(self, element: Element) -> Element | None:
        return self.parents.get(id(element))
