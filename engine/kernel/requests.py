"""What the kernel asks its shell for. Each request is yielded; the answer is sent back.

The kernel never reads or calls anything itself: the shell may answer from a database, from a dictionary in a
test, or from a recording.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.kernel.state import Instance, Scope, Token

AnswerT = TypeVar("AnswerT")
Steps = Generator["Request", Any, AnswerT]
"""A piece of the kernel: yields requests, returns its result."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something the kernel does not have."""


@dataclass(frozen=True, slots=True)
class LoadToken(Request):
    """Answer: `Token | None`."""

    token_id: int


@dataclass(frozen=True, slots=True)
class LoadScope(Request):
    """Answer: `Scope`."""

    scope_id: int


@dataclass(frozen=True, slots=True)
class LoadAround(Request):
    """Answer: `list[Scope]`: this scope and those around it, up to its process."""

    scope_id: int


@dataclass(frozen=True, slots=True)
class LoadProcessScope(Request):
    """Answer: `Scope`: the outermost scope of an instance."""

    instance_id: int


@dataclass(frozen=True, slots=True)
class LoadInstance(Request):
    """Answer: `tuple[Instance, Program]`."""

    instance_id: int


@dataclass(frozen=True, slots=True)
class LoadVariables(Request):
    """Answer: `dict[scope_id, dict[name, value]]`; `names` None asks for all."""

    scope_ids: tuple[int, ...]
    names: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class LoadTokens(Request):
    """Answer: `list[Token]`: the open tokens of one scope, at one element if given."""

    scope_id: int
    element: str | None = None


@dataclass(frozen=True, slots=True)
class LoadJoin(Request):
    """Answer: `tuple[missing, waiting]`: how many flows no token came by (None: none waits at this join), and
    whether one waits that came by `flow`. Two index look-ups, however many flows the join has."""

    scope_id: int
    element: str
    flow: str


@dataclass(frozen=True, slots=True)
class Below:
    """Everything open inside a scope: its tokens, and all that hangs below them."""

    scopes: list[Scope] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LoadBelow(Request):
    """Answer: `Below`: open tokens of the scope and of every open scope and called instance under it."""

    scope_id: int


@dataclass(frozen=True, slots=True)
class LoadInside(Request):
    """Answer: `Scope | None`: the open scope that this waiting token is the outside of."""

    token_id: int


@dataclass(frozen=True, slots=True)
class LoadCalled(Request):
    """Answer: `tuple[Instance, Scope] | None`: the running instance this call activity's token waits for."""

    token_id: int


@dataclass(frozen=True, slots=True)
class LoadOpenLoop(Request):
    """Answer: `Scope | None`: the running loop this token waits for."""

    token_id: int


@dataclass(frozen=True, slots=True)
class LoadItem(Request):
    """Answer: `Scope | None`: the open item of a loop with this element."""

    loop_id: int
    element: Any


@dataclass(frozen=True, slots=True)
class LoadOutputs(Request):
    """Answer: `list[tuple[int, value]]`: index and output of the completed items of a loop, in order."""

    loop_id: int


@dataclass(frozen=True, slots=True)
class Invoke(Request):
    """Call an application. Answer: `Answered | Failed | Deferred | Retry | Broken`."""

    adapter: str
    inputs: dict[str, Any]
    instance_id: int
    activity_id: int
    element: str


@dataclass(frozen=True, slots=True)
class DecisionInputs(Request):
    """Which variables a decision reads. Answer: `frozenset[str] | None` (no such decision)."""

    decision: str
    instance_id: int


@dataclass(frozen=True, slots=True)
class Decide(Request):
    """Evaluate a decision of the deployment. Answer: `Answered | Broken`."""

    decision: str
    inputs: dict[str, Any]
    instance_id: int


@dataclass(frozen=True, slots=True)
class FindCalled(Request):
    """Find what a call activity calls. Answer: `tuple[definition id, Program] | None`."""

    key: str
    binding: str
    version: str | None
    instance_id: int


@dataclass(frozen=True, slots=True)
class LoadCompleted(Request):
    """Answer: `list[tuple[activity id, element]]`: completed visits in a scope and in items of its loops."""

    scope_id: int


@dataclass(frozen=True, slots=True)
class LoadVisitScope(Request):
    """Answer: `Scope | None`: the scope that a visit of a sub-process opened, closed or not."""

    activity_id: int


@dataclass(frozen=True, slots=True)
class LoadArmed(Request):
    """Answer: `list[TimerRow | Subscription]` that a token or scope has for an element."""

    token_id: int | None
    scope_id: int | None
    element: str


@dataclass(frozen=True, slots=True)
class LoadListeners(Request):
    """Answer: `list[Subscription]`: who in this root instance listens to a signal, or (None) to any of the kind."""

    kind: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Correlate(Request):
    """Send a message out (a job delivers it in a command of its own). Answer: None."""

    kind: str
    name: str
    variables: dict[str, Any]
    instance_id: int
    correlation: str | None = None


@dataclass(frozen=True, slots=True)
class LoadCalendar(Request):
    """Answer: `WorkCalendar | None`: the one of this code; without a code that of the department of these
    people, else of the starter, else the default one. `people` None asks for the default one.
    """

    code: str | None
    people: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LoadParameters(Request):
    """Answer: `Mapping[str, value]`: all parameters of the package that this instance's process came with."""

    instance_id: int


@dataclass(frozen=True, slots=True)
class Elapsed(Request):
    """Answer: `timedelta`: how long the run has taken so far."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The application's or decision's answer."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A business refusal: becomes a BPMN error. `message_zh`: the same in Chinese, where there is such a text."""

    code: str
    message: str
    message_zh: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """A remote application: called after the commit by a job."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not available now: a job tries again after `delay` seconds."""

    message: str
    delay: float


@dataclass(frozen=True, slots=True)
class Broken:
    """Anything else: an incident."""

    message: str
    code: str = "ADAPTER_FAILED"
