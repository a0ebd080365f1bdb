"""The route of one approval by one flow: as it was recorded, or as it would have been."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from processes.approval.backtest.runs import Facts, Run, Step
from processes.approval.backtest.slots import passed
from processes.approval.conditions import Undecided, asker
from processes.approval.errors import AmountMissing
from processes.approval.expected import Asks, Consent, Group
from processes.approval.finding import limit_of
from processes.approval.model import Flow, Point

GroupsOf = Callable[[Point, str, Facts, frozenset[str]], Sequence[Group]]
"""Whom a point would ask now: of this applicant, on these facts, when these people have decided before."""


NOTHING = Asks()


class Stop(NamedTuple):
    """A point at which somebody is asked, on which facts, and who of its people is not asked again."""

    point: Point
    facts: Facts
    spared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Route:
    """The points that are entered, by their slots.

    `missing`: facts without which a condition or an amount has no answer: there the route ends.
    `beyond`: it goes past the point that ended the approval, because that point is not asked.
    `guessed`: a point is passed because its people would have agreed. `unsure`: perhaps one is; nobody knows.
    """

    keys: tuple[str, ...]
    missing: tuple[str, ...] = ()
    beyond: bool = False
    guessed: bool = False
    unsure: bool = False


class _Going:
    """A route while it is walked. Most approvals go one of few routes: equal ones are one value in `routes`.

    `stops`: where to note at which points somebody is asked, if anybody wants to know.
    """

    __slots__ = ("_keys", "_routes", "_stops", "guessed", "unsure")

    def __init__(self, routes: dict[tuple[object, ...], Route], stops: list[Stop] | None) -> None:
        self._routes = routes
        self._stops = stops
        self._keys: list[str] = []
        self.guessed = False
        self.unsure = False

    def enter(self, key: str, point: Point, facts: Facts, asks: Asks) -> None:
        self.unsure = self.unsure or asks.unsure
        if asks.passed:
            self._keys.append(passed(key))
            return
        self._keys.append(key)
        if self._stops is not None:
            self._stops.append(Stop(point, facts, asks.spared))

    def route(self, *, missing: tuple[str, ...] = (), beyond: bool = False) -> Route:
        told = (tuple(self._keys), missing, beyond, self.guessed, self.unsure)
        if told not in self._routes:
            self._routes[told] = Route(*told)
        return self._routes[told]


class Memory:
    """Who has agreed so far, to which facts, since when nobody has not; who has decided at all."""

    def __init__(self, groups_of: GroupsOf, applicant: str) -> None:
        self._groups_of = groups_of
        self._applicant = applicant
        self._by_state: dict[tuple[int, int], Consent] = {}
        self._decided: set[str] = set()

    def groups(self, point: Point, facts: Facts) -> Sequence[Group]:
        """Whom a point would ask."""
        return self._groups_of(point, self._applicant, facts, frozenset(self._decided))

    def consent(self, facts: Facts, round_: int) -> Consent:
        """Who has agreed to exactly these facts."""
        return self._by_state.setdefault((id(facts), round_), Consent())

    def decide(self, consent: Consent, point: Point, groups: Sequence[Group], step: Step | None) -> None:
        """What is known of those who agreed at a point: who did, else who would have."""
        if step is not None and step.agreed:
            consent.agreed(step.agreed)
            self._decided.update(step.agreed)
            return
        consent.add(point, groups)
        self._decided.update(consent.sure)


class Past:
    """The routes that approvals of one version took."""

    def __init__(self, flow: Flow, keys: Mapping[int, str], groups_of: GroupsOf) -> None:
        self._points = {point.number: (keys[point.number], point) for point in flow.points}
        self._once = flow.once
        self._groups_of = groups_of
        self._routes: dict[tuple[object, ...], Route] = {}

    def route(self, run: Run, stops: list[Stop] | None = None) -> Route:
        """As it was; at which points somebody was asked goes to `stops`."""
        going, memory = _Going(self._routes, stops), Memory(self._groups_of, run.applicant)
        for step in run.steps:
            if step.entered:
                key, point = self._points[step.point]
                going.enter(key, point, step.facts, self._asked(memory, point, step))
        return going.route()

    def _asked(self, memory: Memory, point: Point, step: Step) -> Asks:
        if step.passed or not self._once:
            return Asks(passed=True) if step.passed else NOTHING
        consent, groups = memory.consent(step.facts, step.round), memory.groups(point, step.facts)
        spared = consent.asks(point, groups).spared
        memory.decide(consent, point, groups, step)
        return Asks(spared=spared)


class Way:
    """The routes by a version of approvals that began with another, or by another flow.

    `partner`: number of its point → number of the point in the version of then. A point is asked on the facts
    that its counterpart was asked on, else on those of the point before it. Who agreed then at a counterpart with
    the same rules would have agreed; elsewhere it is those who would be asked now.
    """

    def __init__(
        self,
        flow: Flow,
        keys: Mapping[int, str],
        partner: Mapping[int, int],
        then: Flow,
        groups_of: GroupsOf,
    ) -> None:
        self._once = flow.once
        self._groups_of = groups_of
        self._routes: dict[tuple[object, ...], Route] = {}
        self._points = [
            (asker(point.condition), partner.get(point.number), keys[point.number], point, _amounts(point))
            for point in flow.points
        ]
        known = {number: then.point(number) for number in partner.values()}
        self._same = {
            point.number
            for point in flow.points
            if (before := known.get(partner.get(point.number, 0))) is not None
            and (before.approver_rules, before.mode) == (point.approver_rules, point.mode)
        }

    def route(self, run: Run, stops: list[Stop] | None = None) -> Route:
        """As it would have been; at which points somebody is asked goes to `stops`."""
        steps = {step.point: step for step in run.steps}
        facts, round_, stopped = run.start, 0, run.stopped_at
        if run.steps:
            facts, round_ = run.steps[0].facts, run.steps[0].round
        going = _Going(self._routes, stops)
        memory = Memory(self._groups_of, run.applicant) if self._once else None
        for enters, then, key, point, amounts in self._points:
            step = None if then is None else steps.get(then)
            if step is not None:
                facts, round_ = step.facts, step.round
            try:
                if not enters(facts):
                    continue
            except Undecided as undecided:
                return going.route(missing=undecided.missing)
            if amounts and (lacking := _lacking(point, facts)):
                return going.route(missing=lacking)
            asks = NOTHING
            if memory is not None:
                asks = self._asked(going, memory, point, facts, round_, step)
            going.enter(key, point, facts, asks)
            if then is not None and then == stopped and not asks.passed:
                return going.route()
        return going.route(beyond=stopped is not None)

    def _asked(
        self, going: _Going, memory: Memory, point: Point, facts: Facts, round_: int, step: Step | None
    ) -> Asks:
        consent, groups = memory.consent(facts, round_), memory.groups(point, facts)
        asks = consent.asks(point, groups)
        same = step if point.number in self._same else None
        if same is not None and same.passed and (asks.passed or asks.unsure):
            return Asks(passed=True)
        if asks.passed:
            going.guessed = True
        else:
            memory.decide(consent, point, groups, same)
        return asks


def _amounts(point: Point) -> bool:
    return any(rule.kind == "amount" for rule in point.approver_rules)


def _lacking(point: Point, facts: Facts) -> tuple[str, ...]:
    """The amounts without which nobody can tell who decides."""
    found = []
    for rule in point.approver_rules:
        if rule.kind == "amount":
            try:
                limit_of(rule, facts)
            except AmountMissing:
                found.append(rule.fact)
    return tuple(found)
