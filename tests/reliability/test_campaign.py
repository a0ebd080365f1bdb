"""The campaign in its short form: killed workers lose and double nothing, and the checker sees what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.throwaway import ThrowawayPostgreSQL
from tests.reliability.killing import KillLoop, Outcome
from tests.reliability.mutations import MUTATIONS, caught
from tests.reliability.work import WORKS

SECONDS = 3.0


def survive(database: str, work: str, folder: Path, seed: int) -> Outcome:
    outcome = KillLoop(database, work=work, folder=folder, seed=seed).run(SECONDS)
    assert outcome.violations == []
    return outcome


@pytest.mark.parametrize("work", WORKS)
def test_killed_workers_lose_and_double_nothing_on_sqlite(tmp_path: Path, work: str) -> None:
    outcome = survive(f"sqlite:///{tmp_path / 'store.db'}", work, tmp_path, 1)
    assert outcome.kills > 0


@pytest.mark.postgres
@pytest.mark.parametrize("work", ["booking", "quotes"])  # the chain in the long form
def test_killed_workers_lose_and_double_nothing_on_postgresql(
    postgresql: ThrowawayPostgreSQL, tmp_path: Path, work: str
) -> None:
    url = postgresql.new_database()
    outcome = survive(url, work, tmp_path, 2)
    postgresql.drop(url)
    assert outcome.kills > 0


@pytest.mark.postgres
@pytest.mark.parametrize("name", MUTATIONS)
def test_the_checker_sees_what_is_broken_on_purpose(postgresql: ThrowawayPostgreSQL, name: str) -> None:
    assert caught(name, postgresql.new_database)
