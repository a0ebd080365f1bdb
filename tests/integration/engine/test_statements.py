"""What completing a task costs: statements and commits, counted beside the drivers."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.throwaway import ThrowawayPostgreSQL
from tests.performance.counting import on_the_wire, per_action

LIMIT = 15


def test_a_completed_task_is_one_commit_and_few_statements_on_sqlite(tmp_path: Path) -> None:
    statements, commits = per_action(f"sqlite:///{tmp_path / 'store.db'}")
    assert commits == 1
    assert statements <= LIMIT  # BEGIN and COMMIT among them


@pytest.mark.postgres
def test_a_completed_task_is_two_round_trips_on_postgresql(postgresql: ThrowawayPostgreSQL) -> None:
    url = postgresql.new_database()
    statements, trips = on_the_wire(url)
    postgresql.drop(url)
    assert statements <= LIMIT
    assert trips == 2  # the lock with all that is read; all that is written with the commit
