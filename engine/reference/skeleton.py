"""The control flow of a process in the few elements both engines understand: what is compared.

Data, people, forms, applications and waiting times are left out: an application's answer, a message and a
timer are all something that happens from outside. See `reducing` for what becomes of each element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class OutOfSubset(Exception):
    """This definition is not compared. `code` is a key of `texts.REASONS`."""

    def __init__(self, code: str, element: str | None = None) -> None:
        self.code = code
        self.element = element
        super().__init__(f"{code} at {element}")


class Tag(Enum):
    """The elements of a skeleton; the value is the local name in the XML."""

    START = "startEvent"
    END = "endEvent"
    TASK = "task"
    USER = "userTask"
    SCRIPT = "scriptTask"
    CATCH = "intermediateCatchEvent"
    BOUNDARY = "boundaryEvent"
    SUB_PROCESS = "subProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"


class Trigger(Enum):
    """What a skeleton's event is about. MESSAGE stands for everything that comes from outside."""

    MESSAGE = "message"
    ERROR = "error"
    TERMINATE = "terminate"


class Repeat(Enum):
    """How an activity repeats."""

    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"
    STANDARD = "standard"


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """Loop characteristics; expressions are FEEL."""

    repeat: Repeat
    cardinality: str | None = None
    condition: str | None = None
    """Standard loop: go on while it holds."""
    completion: str | None = None
    """Multi-instance: end as soon as it holds after an item."""
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrow:
    """A sequence flow; the condition is FEEL."""

    id: str
    source: str
    target: str
    condition: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """An element of the skeleton, under the id it has in the diagram."""

    id: str
    tag: Tag
    trigger: Trigger | None = None
    error_code: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    """Id of the default flow."""
    loop: Loop | None = None
    script: str | None = None
    result: str | None = None
    body: Frame | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What the process or a sub-process contains."""

    parts: tuple[Part, ...] = ()
    arrows: tuple[Arrow, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Skeleton:
    """The control flow of one process."""

    id: str
    frame: Frame
    parts: dict[str, Part] = field(default_factory=dict)
    """By id, at every depth."""

    def frames(self) -> Iterator[Frame]:
        """The process and every sub-process, outer ones first."""
        yield self.frame
        yield from (part.body for part in self.parts.values() if part.body is not None)

    def conditions(self) -> Iterator[tuple[str, str]]:
        """(element, FEEL text) of everything that must be true or false."""
        for frame in self.frames():
            for arrow in frame.arrows:
                if arrow.condition is not None:
                    yield arrow.source, arrow.condition
        for part in self.parts.values():
            if part.loop is not None:
                texts = (part.loop.condition, part.loop.completion)
                yield from ((part.id, text) for text in texts if text is not None)

    def amounts(self) -> Iterator[tuple[str, str]]:
        """(element, FEEL text) of everything that must be a number of repetitions."""
        for part in self.parts.values():
            if part.loop is not None and part.loop.cardinality is not None:
                yield part.id, part.loop.cardinality

    def scripts(self) -> Iterator[tuple[str, str, str | None]]:
        """(element, FEEL text, variable) of everything that computes."""
        for part in self.parts.values():
            if part.script is not None:
                yield part.id, part.script, part.result


def skeleton(process_id: str, frame: Frame) -> Skeleton:
    """The skeleton over a finished frame."""
    return Skeleton(id=process_id, frame=frame, parts={part.id: part for part in _all(frame)})


def _all(frame: Frame) -> Iterator[Part]:
    for part in frame.parts:
        yield part
        if part.body is not None:
            yield from _all(part.body)
