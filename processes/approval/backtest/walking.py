"""One approval of the past by two sets of rules: the route it took, and the route it would have taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from processes.approval.backtest.choosing import Choice, Choosing
from processes.approval.backtest.runs import Run
from processes.approval.backtest.slots import REFUSED, Slots, partners
from processes.approval.backtest.ways import GroupsOf, Past, Route, Stop, Way
from processes.approval.model import Flow

Versions = Callable[[str, int], Flow]


@dataclass(frozen=True, slots=True)
class Case:
    """One approval with both routes."""

    run: Run
    old: Route
    new: Route
    _ways: tuple[Past | Way | None, Way | None] = (None, None)

    @property
    def changed(self) -> bool:
        """Whether others are asked, or in another order. What has no answer is not compared."""
        return not self.undecided and self.old.keys != self.new.keys

    def stops(self) -> tuple[list[Stop], list[Stop]]:
        """At which points somebody was asked, and would be."""
        found: tuple[list[Stop], list[Stop]] = ([], [])
        for way, stops in zip(self._ways, found, strict=True):
            if way is not None:
                way.route(self.run, stops)
        return found

    @property
    def undecided(self) -> tuple[str, ...]:
        """The facts that one of the routes lacks."""
        return self.old.missing or self.new.missing


class Walker:
    """Walks approvals by the flows as they are tried; `base` are the others, None for the routes recorded.

    `key`: the flow it is about. Approvals that it has nothing to do with before or after are only counted.
    `refuses`: what becomes of documents that no flow is for.
    """

    def __init__(
        self,
        key: str,
        tried: Choosing,
        base: Choosing | None,
        *,
        versions: Versions,
        groups_of: GroupsOf,
        refuses: bool,
    ) -> None:
        self.slots = Slots(key, tried.flows[key])
        self.elsewhere = 0
        self._key = key
        self._tried = tried
        self._base = base
        self._versions = versions
        self._groups_of = groups_of
        self._nothing = Route((REFUSED,) if refuses else ())
        self._ways: dict[tuple[bool, str, str, int], Way] = {}
        self._pasts: dict[tuple[str, int], Past] = {}

    def cases(self, runs: Sequence[Run]) -> Iterator[Case]:
        """Every approval that the flow took or would take, with both routes."""
        for run in runs:
            new = self._choice(self._tried, run)
            old = Choice(run.policy) if self._base is None else self._choice(self._base, run)
            if self._key not in (new.key, old.key):
                self.elsewhere += 1
                continue
            past, before = self._past(run) if self._base is None else self._route(self._base, old, run)
            route, after = self._route(self._tried, new, run)
            yield Case(run, past, route, (before, after))

    def _choice(self, flows: Choosing, run: Run) -> Choice:
        return Choice(run.policy) if run.pinned else flows.of(run.start, run.applicant)

    def _route(self, flows: Choosing, choice: Choice, run: Run) -> tuple[Route, Way | None]:
        if choice.missing:
            return Route((), missing=choice.missing), None
        if not choice.key:
            return self._nothing, None
        identity = (flows is self._tried, choice.key, run.policy, run.version)
        if identity not in self._ways:
            flow = flows.flows[choice.key]
            keys = self.slots.place(choice.key, flow)
            then = self._versions(run.policy, run.version) if run.version else Flow(points=())
            partner = partners(flow, then, same=choice.key == run.policy)
            self._ways[identity] = Way(flow, keys, partner, then, self._groups_of)
        way = self._ways[identity]
        return way.route(run), way

    def _past(self, run: Run) -> tuple[Route, Past | None]:
        if run.refused:
            return Route((REFUSED,)), None
        if not run.steps:
            return Route(()), None
        identity = (run.policy, run.version)
        if identity not in self._pasts:
            flow = self._versions(*identity)
            keys = self.slots.place(run.policy, flow)
            self._pasts[identity] = Past(flow, keys, self._groups_of)
        past = self._pasts[identity]
        return past.route(run), past
