"""Splits and joins compared by reduction: each diagram beside this file shows one case."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.definition import check, read
from engine.definition.rules.reduction import Reduction, graph
from engine.testing import Playground
from tests.support.random_models import random_graph

HERE = Path(__file__).parent / "blocks"
EXPECTED = {
    "nested_choices_into_parallel_join": {("JOIN_NEVER_COMPLETE", "join")},
    "parallel_split_into_exclusive_merge": {("MERGE_RUNS_OFTEN", "merge")},
    "inclusive_split_into_parallel_join": {("JOIN_MAY_NOT_COMPLETE", "join")},
    "inclusive_split_into_exclusive_merge": {("MERGE_MAY_RUN_OFTEN", "merge")},
    "loop_into_parallel_join": {("LOOP_JOIN_WAITS", "join")},
    "parallel_split_back_into_its_merge": {("LOOP_MULTIPLIES", "merge")},
    "matching_blocks_within_each_other": set(),
    "parallel_branches_of_which_one_ends": set(),
    "parallel_branches_into_one_end": set(),
}
CODES = {code for found in EXPECTED.values() for code, _ in found}


def test_every_diagram_has_its_expectation() -> None:
    assert {path.stem for path in HERE.glob("*.bpmn")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_does_not_match_is_told_at_its_join(name: str) -> None:
    found = check([read((HERE / f"{name}.bpmn").read_bytes())])
    assert {(one.code, one.element) for one in found if one.code in CODES} == EXPECTED[name]
    assert [one.code for one in found if one.severity == "error"] == []


def test_a_join_that_is_said_to_wait_for_ever_does() -> None:
    path = HERE / "nested_choices_into_parallel_join.bpmn"
    playground = Playground(files=[path])
    instance = playground.start("p", variables={"kind": 2})
    assert playground.state(instance) == "waiting"
    assert [(element, wait) for _, element, wait in playground.tokens(instance)] == [("join", "join")]


def test_what_is_said_to_run_twice_does() -> None:
    playground = Playground(files=[HERE / "parallel_split_into_exclusive_merge.bpmn"])
    instance = playground.start("p")
    assert playground.trace(instance).count(("after", "completed")) == 2


def test_any_graph_is_reduced_quickly_and_to_an_end() -> None:
    began = time.process_time()
    for seed in range(20):
        check([read(random_graph(seed, 60, extra=0.6))])
    assert time.process_time() - began < 10


def test_a_thousand_diamonds_in_a_row_cost_little() -> None:
    parts, edges = [], []
    for number in range(1_000):
        fork, join = f"f{number}", f"j{number}"
        parts += [(fork, "and", "and"), (join, "and", "and"), (f"a{number}", "xor", "and")]
        edges += [(fork, join), (fork, f"a{number}"), (f"a{number}", join), (join, f"f{number + 1}")]
    parts.append(("f1000", "xor", "and"))
    made: Reduction = graph(parts, edges)  # type: ignore[arg-type]  # literals widen in a list
    began = time.process_time()
    assert {meeting.join for meeting in made.reduce()} == {f"j{number}" for number in range(1_000)}
    assert time.process_time() - began < 2
