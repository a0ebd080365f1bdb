"""One approval of the past by two versions: the route it took, and the route it would have taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from processes.approval.backtest.runs import Facts, Run
from processes.approval.backtest.slots import Slots
from processes.approval.conditions import Undecided, asker
from processes.approval.model import Flow, Point

Versions = Callable[[int], Flow]


@dataclass(frozen=True, slots=True)
class Route:
    """The points that are entered. `points` are those of the version that was walked, `keys` their slots.

    `missing`: facts without which a condition has no answer: there the route ends.
    `beyond`: it goes past the point that ended the approval, because that point is not asked.
    """

    keys: tuple[str, ...]
    points: tuple[Point, ...]
    missing: tuple[str, ...] = ()
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One approval with both routes."""

    run: Run
    old: Route
    new: Route

    @property
    def changed(self) -> bool:
        """Whether others are asked, or in another order. What has no answer is not compared."""
        return not self.undecided and self.old.keys != self.new.keys

    @property
    def undecided(self) -> tuple[str, ...]:
        """The facts that one of the routes lacks."""
        return self.old.missing or self.new.missing


class Walker:
    """Walks approvals by the version `tried`; `base` is the other one, None for the route that was recorded."""

    def __init__(self, tried: Flow, base: Flow | None, versions: Versions) -> None:
        self.slots = Slots(tried)
        self._tried = tried
        self._base = base
        self._versions = versions
        self._ways: dict[int, tuple[Way, Way | Past]] = {}

    def cases(self, runs: Sequence[Run]) -> Iterator[Case]:
        """Every approval with both routes."""
        for run in runs:
            if run.version not in self._ways:
                self._ways[run.version] = self._beside(self._versions(run.version))
            new, old = self._ways[run.version]
            yield Case(run, old.route(run), new.route(run))

    def _beside(self, flow: Flow) -> tuple[Way, Way | Past]:
        """The ways of approvals that began with a version."""
        placed = self.slots.place(flow)
        own = {point.number: str(point.number) for point in self._tried.points}
        new = Way(self._tried, own, placed.partner)
        if self._base is None:
            return new, Past(flow, placed.keys)
        keys = self.slots.place(self._base).keys
        return new, Way(self._base, keys, Slots(self._base).place(flow).partner)


class Past:
    """The routes that approvals of one version took."""

    def __init__(self, flow: Flow, keys: Mapping[int, str]) -> None:
        self._points = {point.number: (keys[point.number], point) for point in flow.points}

    def route(self, run: Run) -> Route:
        """As it was."""
        entered = [self._points[step.point] for step in run.steps if step.entered]
        return _route(entered)


class Way:
    """The routes by a version of approvals that began with another.

    `partner`: number of its point → number of the point in the version of then. A point is asked on the facts
    that its counterpart was asked on, else on those of the point before it.
    """

    def __init__(self, flow: Flow, keys: Mapping[int, str], partner: Mapping[int, int]) -> None:
        self._points = [
            (asker(point.condition), partner.get(point.number), (keys[point.number], point))
            for point in flow.points
        ]

    def route(self, run: Run) -> Route:
        """As it would have been."""
        asked: dict[int | None, Facts] = {step.point: step.facts for step in run.steps}
        facts, stopped = run.steps[0].facts, run.stopped_at
        entered: list[tuple[str, Point]] = []
        for enters, then, place in self._points:
            facts = asked.get(then, facts)
            try:
                if enters(facts):
                    entered.append(place)
                    if then is not None and then == stopped:
                        return _route(entered)
            except Undecided as undecided:
                return _route(entered, missing=undecided.missing)
        return _route(entered, beyond=stopped is not None)


def _route(entered: list[tuple[str, Point]], *, missing: tuple[str, ...] = (), beyond: bool = False) -> Route:
    return Route(tuple(key for key, _ in entered), tuple(point for _, point in entered), missing, beyond)
