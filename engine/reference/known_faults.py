"""Faults of the second engine that only show on a path: where one of them explains a difference, it does not count.

All of them concern joins that are *hard*: with another merge before them, in a loop, or behind a sub-process that
may fail. What is told apart here is told in `docs/reference/second-engine.md` too.
"""

from __future__ import annotations

from collections import Counter

from engine.reference.side import Ambiguous, Label, Side
from engine.reference.skeleton import Frame, Skeleton, Tag, Trigger
from engine.reference.subset import reached

_JOINS = {Tag.PARALLEL, Tag.INCLUSIVE}


class KnownFaults:
    """The hard joins of a skeleton, and what happened at them on one path."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._hard: dict[str, str] = {}
        self._joining: set[str] = set()
        self._fired: Counter[str] = Counter()
        self._terminating = {p.id for p in skeleton.parts.values() if p.trigger is Trigger.TERMINATE}
        self._crowded = False
        for frame in skeleton.frames():
            self._look_at(frame)

    def watch(self, own: Side, own_open: Counter[Label]) -> None:
        """Note where tokens stand. Raises Ambiguous for two of them on one flow of a join."""
        for element in sorted(own.crowded()):
            raise Ambiguous("SECOND_TOKEN", element)
        self._crowded = self._crowded or any(number > 1 for number in own_open.values())

    def note(self, own_done: Counter[str]) -> None:
        """Count how often each join has fired on this path."""
        self._fired.update({element: n for element, n in own_done.items() if element in self._joining})

    def at_stop(self, waiting: Side) -> None:
        """Only one engine needs an operator. Raises Ambiguous where the other one waits at a hard join."""
        self._explain(waiting.joining())

    def at_completion(
        self, own: Side, second: Side, own_done: Counter[str], second_done: Counter[str]
    ) -> None:
        """The engines completed different elements. Raises Ambiguous for a fault that explains it.

        The second engine goes on although tokens are still to come, or fires once for each of them; at an
        inclusive join it may also wait for a token that BPMN does not wait for, as it comes to a filled flow too.
        What a terminating end event leaves undone depends on who was first: that is nobody's fault.
        """
        for element in sorted(self._terminating & own_done.keys() & second_done.keys()):
            raise Ambiguous("TERMINATE", element)
        ahead = second_done - own_done
        self._explain(set(ahead) & (own.joining() | set(own_done)))
        self._explain(set(own_done - second_done) & second.joining())
        self._explain_crowd(own)

    def at_rest(self, own: Side, own_done: Counter[str], *, lost: bool) -> None:
        """Different things are open. Raises Ambiguous for a fault that explains it.

        A join that fires again drops what its first firing began (`lost`: only the second engine misses tokens).
        """
        if lost:
            self._explain(set(own_done))
            for element in sorted(own_done):
                if self._fired[element] > 1:
                    raise Ambiguous("JOIN_IN_LOOP", element)
        self._explain_crowd(own)

    def _explain(self, elements: set[str] | frozenset[str]) -> None:
        for element in sorted(elements & self._hard.keys()):
            raise Ambiguous(self._hard[element], element)

    def _explain_crowd(self, own: Side) -> None:
        """Two tokens at one place, and a join: the second engine takes them for one sooner or later."""
        if self._joining and self._crowded:
            raise Ambiguous("SECOND_TOKEN", min(own.joining(), default=None))

    def _look_at(self, frame: Frame) -> None:
        comes: dict[str, list[str]] = {}
        for arrow in frame.arrows:
            comes.setdefault(arrow.target, []).append(arrow.source)
        for part in frame.parts:
            if part.attached_to is not None:
                comes.setdefault(part.id, []).append(part.attached_to)
        failing = {part.attached_to for part in frame.parts if part.trigger is Trigger.ERROR}
        for part in frame.parts:
            sources = comes.get(part.id, [])
            if part.tag not in _JOINS or len(sources) < 2:
                continue
            self._joining.add(part.id)
            before = {each for source in sources for each in reached(comes, source, {part.id})}
            if failing & set(sources):
                self._hard[part.id] = "JOIN_AFTER_ERROR"
            elif part.id in before:
                self._hard[part.id] = "JOIN_IN_LOOP"
            elif part.tag is Tag.INCLUSIVE and any(len(comes.get(each, ())) > 1 for each in before):
                self._hard[part.id] = "INCLUSIVE_JOIN"
