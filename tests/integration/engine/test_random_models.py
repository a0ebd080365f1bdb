"""Random models, random events: token rules, ends, invariants, reload and stores.

`EXAMPLES=2000 pytest tests/integration/engine/test_random_models.py` is the long form.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from engine.definition import read
from engine.errors import Refused
from engine.kernel.program import Flow
from engine.kernel.run import Run
from engine.kernel.state import Scope
from engine.reference.own import OwnEngine
from engine.reference.reducing import reduce
from engine.reference.side import TooLong
from engine.reference.skeleton import OutOfSubset, Skeleton
from engine.reference.worlds import worlds
from engine.reference.writing import PREFIX
from engine.service import Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.testing import Playground
from tests.support.models.blocks import to_xml
from tests.support.models.counting import Taken, broken_rules
from tests.support.models.growing import model

EXAMPLES = int(os.environ.get("EXAMPLES", "16"))
LIMITS = settings(
    derandomize="EXAMPLES" not in os.environ,  # the short form is the same every time
    max_examples=EXAMPLES,
    stateful_step_count=12,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),  # explaining traces every line: too slow for an engine
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
SPLITTING = 26
"""A model that begins with a parallel split."""
OPEN = (runtime.token, runtime.subscription, runtime.timer, runtime.job)


def grown(seed: int) -> Skeleton:
    return reduce(read(to_xml(model(seed), "random")), "random")


def seen(playground: Playground, instance: int) -> object:
    """Everything a participant or an operator could see of an instance, but ids."""
    tokens = Counter((element, wait) for _, element, wait in playground.tokens(instance))
    incidents = Counter((one["element"], one["code"]) for one in playground.incidents(instance))
    return (
        playground.state(instance),
        playground.trace(instance),
        playground.variables(instance),
        tokens,
        incidents,
    )


class Walk(RuleBasedStateMachine):
    """One instance twice: in an engine that stays, and in one that is made anew after every command."""

    taken: Taken

    def __init__(self) -> None:
        super().__init__()
        self.stays, self.anew = Playground(), Playground()

    @initialize(seed=st.integers(0, 1_000_000))
    def begin(self, seed: int) -> None:
        skeleton = grown(seed)
        try:
            self.worlds = worlds(skeleton, Random(seed))
            self.sides = [OwnEngine(skeleton, playground) for playground in (self.stays, self.anew)]
            for playground in (self.stays, self.anew):
                OwnEngine.publish(skeleton, playground)
        except (OutOfSubset, Refused):
            assume(False)
        self.do(lambda side: side.begin(self.worlds[0]))

    def do(self, command: object) -> None:
        for side in self.sides:
            try:
                command(side)  # type: ignore[operator]
            except TooLong:
                assume(False)
        self.anew.engine = Engine(store=self.anew.store)

    @precondition(lambda self: self.sides[0].open())
    @rule(which=st.integers(0, 100), world=st.integers(0, 100))
    def happen(self, which: int, world: int) -> None:
        waiting = sorted(self.sides[0].open())
        label, values = waiting[which % len(waiting)], self.worlds[world % len(self.worlds)]
        self.do(lambda side: side.fire(label, values))

    @precondition(lambda self: not self.sides[0].ended())
    @rule()
    def hold_and_go_on(self) -> None:
        for playground, side in zip((self.stays, self.anew), self.sides, strict=True):
            playground.suspend(side.instance, "a moment")
            playground.resume(side.instance)

    @rule()
    def reload(self) -> None:
        self.stays.reload()

    @invariant()
    def the_store_is_whole(self) -> None:
        assert self.stays.verify() == []

    @invariant()
    def tokens_follow_the_rules_of_each_element(self) -> None:
        instance = self.sides[0].instance
        with self.stays.store.read() as connection:
            loaded = self.stays.engine.programs.latest(connection, PREFIX + "random")
        assert loaded is not None
        taken = self.taken.flows.get(instance, Counter())
        assert list(broken_rules(self.stays, instance, loaded.program, taken)) == []

    @invariant()
    def an_ended_instance_has_nothing_open_and_a_running_one_has_something(self) -> None:
        instance = self.sides[0].instance
        with self.stays.store.read() as connection:
            left = {
                table.name: connection.scalar(
                    select(func.count()).select_from(table).where(table.c.root_id == instance)
                )
                for table in OPEN
            }
        if self.sides[0].ended():
            assert set(left.values()) == {0}
            assert self.stays.work_items(instance) == []
        else:
            assert left["engine_token"]

    @invariant()
    def an_engine_made_anew_goes_on_in_the_same_way(self) -> None:
        assert seen(self.stays, self.sides[0].instance) == seen(self.anew, self.sides[1].instance)

    def teardown(self) -> None:
        self.stays.store.close()
        self.anew.store.close()


def test_random_models_keep_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    Walk.taken = Taken(monkeypatch)
    run_state_machine_as_test(Walk, settings=LIMITS)


def test_a_kernel_that_loses_a_token_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    send = Run.send

    def careless(run: Run, scope: Scope, flows: Sequence[Flow]) -> None:
        send(run, scope, flows[:1])

    Walk.taken = Taken(monkeypatch)
    monkeypatch.setattr(Run, "send", careless)
    walk = Walk()
    walk.begin(SPLITTING)
    with pytest.raises(AssertionError, match=r"sent \[1, 0"):
        walk.tokens_follow_the_rules_of_each_element()
    walk.teardown()


@pytest.fixture
def elsewhere(postgresql_store: Store) -> Iterator[Playground]:
    playground = Playground(database=postgresql_store.engine.url.render_as_string(hide_password=False))
    yield playground
    playground.store.close()


@pytest.mark.postgres
def test_two_stores_give_the_same_trace(elsewhere: Playground) -> None:
    playgrounds = (Playground(), elsewhere)
    for seed in range(EXAMPLES // 2):
        skeleton, random = grown(seed), Random(seed)
        possible = worlds(skeleton, random)
        sides = [OwnEngine(skeleton, playground) for playground in playgrounds]
        for side, playground in zip(sides, playgrounds, strict=True):
            OwnEngine.publish(skeleton, playground)
            side.begin(possible[0])
        for _ in range(12):
            waiting = sorted(sides[0].open())
            if not waiting:
                break
            label, values = random.choice(waiting), random.choice(possible)
            for side in sides:
                side.fire(label, values)
        first, second = (seen(p, s.instance) for p, s in zip(playgrounds, sides, strict=True))
        assert first == second, seed
    assert elsewhere.verify() == []
