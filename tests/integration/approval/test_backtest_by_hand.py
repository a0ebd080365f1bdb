"""A backtest against walking every approval again by the plain steps, on random flows of a type and random pasts."""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from math import ceil
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, update

from adapters.demo.company import build_company
from engine.errors import BusinessError
from engine.store.uow import Store
from engine.store.values import encode
from processes.approval import content, policies, repeats, selecting, tables
from processes.approval.approvers import approvers_of, groups_of
from processes.approval.backtest.filters import Filters
from processes.approval.backtest.kept import dump, load
from processes.approval.backtest.running import backtest
from processes.approval.comparing import pairs
from processes.approval.decisions import snapshot_hash
from processes.approval.errors import ApprovalError
from processes.approval.model import Flow, Point
from processes.approval.quotes import QUOTES
from processes.approval.route import ask, next_points
from tests.support import random_flows

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KEYS = ("quote", "quote_2", "quote_3")
SEEDS = range(int(os.environ.get("EXAMPLES", "8")))  # `make properties` tries more


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('walked') / 'company.db'}")
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        build_company(tx)
    yield store
    store.close()


@contextmanager
def undone(store):
    """A transaction of which nothing stays."""
    with store.begin(by=None, action="test.past") as tx:
        nested = tx.connection.begin_nested()
        yield tx
        nested.rollback()


@dataclass
class Past:
    """One approval as it went: the rows, and what walking it again needs."""

    instance: int
    applicant: str
    policy: str = ""
    version: int = 0
    start: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[Point, str, dict[str, Any]]] = field(default_factory=list)
    agreed: dict[int, list[str]] = field(default_factory=dict)
    decided: str = "agree"
    outcome: str = ""

    @property
    def asked(self) -> list[int]:
        return [point.number for point, outcome, _ in self.steps if outcome == "entered"]


class Company:
    """Random flows of a type, and approvals that went through them step by step."""

    def __init__(self, connection: Any, random: Random) -> None:
        self.connection = connection
        self.random = random
        self.flows: dict[tuple[str, int], Flow] = {}
        self.row = 0
        for place, key in enumerate(KEYS):
            connection.execute(
                insert(tables.policy).values(
                    key=key,
                    document_type="quote",
                    name=key,
                    name_en=key,
                    enabled=random.random() < 0.85 or key == "quote",
                    priority=random.choice((5, 50, 100)) + place,
                )
            )
            for version in (1, 2):
                self.release(key, version, random_flows.flow(random))
        connection.execute(
            insert(tables.policy_type).values(
                document_type="quote", without_flow=random.choice(("approve", "refuse"))
            )
        )

    def release(self, key: str, version: int, flow: Flow) -> None:
        table = tables.policy_version
        self.row += 1
        self.connection.execute(
            insert(table).values(
                id=self.row, policy=key, version=version, content=content.dump(flow), state="released", at=NOW
            )
        )
        self.flows[key, version] = flow

    def past(self, instance: int) -> Past:
        """One approval, begun by whatever flow was for it then; its rows are kept."""
        random = self.random
        known = random_flows.facts(random)
        one = Past(instance, random.choice(random_flows.APPLICANTS), start=known)
        try:
            found, _ = selecting.choose(self.connection, "quote", QUOTES, one.applicant, lambda: known, NOW)
        except ApprovalError:
            known = one.start = random_flows.facts(random, holes=0)
            found, _ = selecting.choose(self.connection, "quote", QUOTES, one.applicant, lambda: known, NOW)
        if found is None or found.version is None:
            refused = policies.without_flow(self.connection, "quote") == "refuse"
            one.outcome = "rejected" if refused else "approved"
            self._choice(one)
            return one
        one.policy, one.version = found.policy.key, random.choice((1, 2))
        self._went(one, known)
        return one

    def _went(self, one: Past, known: dict[str, Any]) -> None:
        random, flow = self.random, self.flows[one.policy, one.version]
        agreements: list[tuple[str, int, str]] = []
        for point in flow.points:
            try:
                asked = ask(point, known, QUOTES)
                people = self.approvers(point, one, known) if asked.entered else []
            except ApprovalError:
                known = random_flows.facts(random, holes=0)
                if not one.steps:
                    one.start = known
                asked = ask(point, known, QUOTES)
                people = self.approvers(point, one, known) if asked.entered else []
            if not asked.entered:
                self._evaluation(one, point, "skipped", known, [])
                continue
            if not people:
                return  # an incident: nothing is kept
            agreed = {who: at for who, at, digest in agreements if digest == snapshot_hash(known)}
            gone = repeats.passed(people, agreed) if flow.once else []
            if gone:
                self._evaluation(one, point, "passed", known, gone)
                continue
            left = repeats.left(people, point, agreed) if flow.once else people
            self._evaluation(one, point, "entered", known, left)
            one.decided = random.choice(("agree", "agree", "agree", "agree", "reject", "return", ""))
            if one.decided != "agree":
                if one.decided:
                    self._decision(one, point, left[0].login, one.decided)
                break
            for who in self.some_way(point, left):
                agreements.append((who, point.number, snapshot_hash(known)))
                one.agreed.setdefault(point.number, []).append(who)
                self._decision(one, point, who, "agree")
            known = random_flows.facts(random, holes=0) if random.random() < 0.15 else known

    def approvers(self, point: Point, one: Past, known: dict[str, Any]) -> list[Any]:
        decided = {who for people in one.agreed.values() for who in people}
        try:
            return approvers_of(self.connection, point, one.applicant, facts=known, decided=decided)
        except BusinessError:
            return []

    def some_way(self, point: Point, left: list[Any]) -> list[str]:
        return self.random.choice(list(ways(point, left)))

    def _evaluation(self, one: Past, point: Point, outcome: str, known: dict[str, Any], people: Any) -> None:
        self.row += 1
        one.steps.append((point, outcome, known))
        self.connection.execute(
            insert(tables.evaluation).values(
                **self._same(one),
                point=point.number,
                activity_id=self.row,
                element="ask",
                applicant=one.applicant,
                facts=encode(known),
                outcome=outcome,
                condition="",
                approvers=json.dumps([asdict(each) for each in people]),
            )
        )

    def _decision(self, one: Past, point: Point, person: str, action: str) -> None:
        self.row += 1
        self.connection.execute(
            insert(tables.decision).values(
                **self._same(one),
                point=point.number,
                work_item_id=self.row,
                person=person,
                action=action,
                opinion="",
                snapshot_sha256="",
            )
        )

    def _choice(self, one: Past) -> None:
        self.row += 1
        values = self._same(one) | {"policy": None, "version": None}
        self.connection.execute(
            insert(tables.choice).values(
                **values, applicant=one.applicant, facts=encode(one.start), outcome=one.outcome
            )
        )

    def _same(self, one: Past) -> dict[str, Any]:
        return {
            "id": self.row,
            "policy": one.policy,
            "version": one.version,
            "root_id": one.instance,
            "instance_id": one.instance,
            "document_type": "quote",
            "document_id": one.instance,
            "at": NOW - timedelta(days=200) + timedelta(hours=one.instance),
        }


def ways(point: Point, left: Any) -> Any:
    """Everybody who may have agreed when a point is done: one list for each way."""
    groups = groups_of(point, left)
    needed = len(groups)
    if point.mode == "any":
        needed = 1
    elif point.mode == "vote":
        needed = ceil(point.share * len(groups))
    for some in combinations(groups, needed):
        yield from (list(one) for one in product(*some))


@dataclass
class Walked:
    """The route by the plain steps: slots as (flow, name of the point, passed), and who is asked."""

    route: list[tuple[str, str, bool]]
    points: list[tuple[Point, dict[str, Any]]]
    undecided: bool = False
    beyond: bool = False
    refused: bool = False


def by_hand(company: Company, one: Past) -> tuple[str, Walked]:
    """The flow that would take the document, or at which nobody can tell; and its route."""
    connection, found = company.connection, None
    keys = iter([one.key for one in policies.of_type(connection, "quote")])
    try:
        for considered in selecting.consider(connection, QUOTES, one.applicant, lambda: one.start, NOW):
            next(keys)
            if considered.fits:
                found = considered
                break
    except ApprovalError:
        return next(keys), Walked([], [], undecided=True)
    if found is None or found.version is None:
        return "", Walked([], [], refused=policies.without_flow(connection, "quote") == "refuse")
    flow, key = found.version.flow, found.policy.key
    then = company.flows.get((one.policy, one.version), Flow(points=()))
    partner = {
        after.number: before.number
        for before, after in pairs(then, flow)
        if before is not None and (key == one.policy or before.name == after.name)
    }
    return key, _walk(company, one, flow, key, partner, then)


def _walk(company: Company, one: Past, flow: Flow, key: str, partner: dict[int, int], then: Flow) -> Walked:
    """Every way in which people may have agreed is gone; a point is passed only where it is in all of them."""
    found = Walked([], [])
    steps = {point.number: (outcome, facts) for point, outcome, facts in one.steps}
    known = one.steps[0][2] if one.steps else one.start
    stopped = one.asked[-1] if one.decided != "agree" and one.asked else None
    worlds: list[list[tuple[str, str]]] = [[]]
    for point in flow.points:
        before = partner.get(point.number)
        outcome, known = steps.get(before or 0, ("", known))
        try:
            asked = next_points(flow, point.number - 1, known, QUOTES)[0]
            assert asked.point is point
            if not asked.entered:
                continue
            all_asked(company, point, one.applicant, known)
        except ApprovalError:
            return replace(found, undecided=True)
        mine = then.point(before) if before else None
        same = mine is not None and (mine.approver_rules, mine.mode) == (point.approver_rules, point.mode)
        gone: set[bool] = set()
        after: list[list[tuple[str, str]]] = []
        digest = snapshot_hash(known)
        for world in worlds if flow.once else []:
            agreed = {who: 1 for who, said in world if said == digest}
            for people in all_asked(company, point, one.applicant, known, {who for who, _ in world}):
                is_passed = bool(repeats.passed(people, agreed))
                gone.add(is_passed)
                left = repeats.left(people, point, agreed)
                recorded = [one.agreed[before]] if same and before in one.agreed else None
                if is_passed and recorded is None:
                    after.append(world)
                    continue
                after += [world + [(who, digest) for who in way] for way in recorded or ways(point, left)]
        is_gone = gone == {True} or (True in gone and same and outcome == "passed")
        found.route.append((key, point.name, is_gone))
        if not is_gone:
            found.points.append((point, known))
        worlds = [list(each) for each in {tuple(sorted(set(world))) for world in after}] or worlds
        if before is not None and before == stopped and not is_gone:
            return found
    return replace(found, beyond=stopped is not None)


def all_asked(
    company: Company, point: Point, applicant: str, known: dict[str, Any], decided: Any = ()
) -> list[Any]:
    """Whom a point may ask: turns and loads may choose any of those whom a rule finds."""
    found = []
    for place, rule in enumerate(point.approver_rules):
        alone = point.with_rules((replace(rule, holders="each"),))
        try:
            people = approvers_of(company.connection, alone, applicant, facts=known, decided=decided)
        except BusinessError:
            return [[]]
        people = [replace(each, rule=place) for each in people]
        turns = rule.holders in ("round_robin", "least_loaded")
        found.append([[each] for each in people] if turns else [people])
    merged = []
    for some in product(*found):
        first: dict[str, Any] = {}
        for each in (each for people in some for each in people):
            first.setdefault(each.login, each)
        merged.append(list(first.values()))
    return merged


@pytest.mark.parametrize("seed", SEEDS)
def test_every_route_and_sum_is_that_of_the_plain_steps(company, seed):
    random = Random(seed)
    with undone(company) as tx:
        connection = tx.connection
        made = Company(connection, random)
        past = [one for number in range(1, 31) if (one := made.past(number)).steps or one.outcome]
        key, tried = random.choice(KEYS), random_flows.flow(random)
        report = backtest(connection, key, QUOTES, tried=tried, base=None, filters=Filters(days=730), now=NOW)
        made.release(key, 3, tried)
        connection.execute(update(tables.policy).where(tables.policy.c.key == key).values(enabled=True))
        expected: Counter[tuple[Any, Any]] = Counter()
        undecided = elsewhere = unasked = beyond = 0
        for one in past:
            chosen, walked = by_hand(made, one)
            if key not in (chosen, one.policy):
                elsewhere += 1
                continue
            if walked.undecided:
                undecided += 1
                continue
            old = tuple(
                (one.policy, point.name, outcome == "passed")
                for point, outcome, _ in one.steps
                if outcome != "skipped"
            )
            old = (("✕",),) if one.outcome == "rejected" else old
            new = (("✕",),) if walked.refused else tuple(walked.route)
            expected[old, new] += 1
            unasked += bool(old) and not new
            beyond += old != new and walked.beyond
        assert (report.elsewhere, sum(report.undecided.values())) == (elsewhere, undecided)
        assert named(report, key) == expected
        assert (report.unasked.count, report.beyond) == (unasked, beyond)
        assert load(dump(report)) == report


def named(report: Any, key: str) -> Counter[tuple[Any, Any]]:
    """The matrix with flows and names in place of slots."""
    slots = {slot.key: (slot.flow or key, slot.name) for slot in report.slots}

    def said(route: Any) -> tuple[Any, ...]:
        return tuple(
            ("✕",) if stop == "✕" else (*slots[stop.strip("()")], stop.startswith("(")) for stop in route
        )

    found: Counter[tuple[Any, Any]] = Counter()
    for cell in report.matrix:
        found[said(cell.old), said(cell.new)] += cell.count
    return found
