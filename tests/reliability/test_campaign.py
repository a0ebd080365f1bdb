"""The campaign in its short form: killed workers lose and double nothing, and the checker sees what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.throwaway import ThrowawayPostgreSQL
from tests.reliability.killing import KillLoop, Outcome
from tests.reliability.mutations import MUTATIONS, caught

SECONDS = 5.0


def survive(database: str, folder: Path, seed: int) -> Outcome:
    outcome = KillLoop(database, folder=folder, seed=seed).run(SECONDS)
    assert outcome.violations == []
    return outcome


def test_killed_workers_lose_and_double_nothing_on_sqlite(tmp_path: Path) -> None:
    outcome = survive(f"sqlite:///{tmp_path / 'store.db'}", tmp_path, 1)
    assert outcome.kills > 0


@pytest.mark.postgres
def test_killed_workers_lose_and_double_nothing_on_postgresql(
    postgresql: ThrowawayPostgreSQL, tmp_path: Path
) -> None:
    url = postgresql.new_database()
    outcome = survive(url, tmp_path, 2)
    postgresql.drop(url)
    assert outcome.kills > 0


@pytest.mark.postgres
@pytest.mark.parametrize("name", MUTATIONS)
def test_the_checker_sees_what_is_broken_on_purpose(postgresql: ThrowawayPostgreSQL, name: str) -> None:
    assert caught(name, postgresql.new_database)
