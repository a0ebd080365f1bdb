"""The bench in its short form: it comes to its end and measures what it says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.performance.bare import changes, image, size
from tests.performance.bench import NAMES, SHORT, Bench
from tests.performance.spiff import SpiffBlob
from tests.performance.stepwise import recorded
from tests.performance.subject import Subject

NOT_YET = {"bpmn_engine_vs_engine", "crm_slowest_page_ms", "crm_import_10000_s"}


def test_it_prints_a_number_for_every_name_it_measures(tmp_path: Path) -> None:
    found = Bench(tmp_path, SHORT).run()
    assert tuple(found["ratios"]) == NAMES
    missing = {name for name, ratio in found["ratios"].items() if ratio is None}
    assert missing - {"pg_vs_bare", "pg_round_trips"} == NOT_YET
    assert found["ratios"]["commits_per_action"] == 1


def test_the_baseline_writes_the_rows_that_the_engine_wrote(tmp_path: Path) -> None:
    subject = Subject(f"sqlite:///{tmp_path / 'bare.db'}")
    driver = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    replay, written = recorded(subject, driver, mark="?", begin="BEGIN IMMEDIATE")
    request = replay.prepare()
    before = image(subject.store)
    request()
    again = changes(before, image(subject.store))
    driver.close()
    subject.store.close()
    assert size(again)[0] == written.rows > 10


def test_the_other_engine_does_the_same_work(tmp_path: Path) -> None:
    spiff = SpiffBlob(tmp_path / "spiff.db")
    spiff.prepare()()
    assert spiff.waiting_at() == ["confirm"]
    spiff.close()
