"""`make bench`: ratios measured side by side in this run; one JSON object as the last line.

Times of one run on one machine say nothing by themselves: only the ratios do.
What is not measured yet is null.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.store.throwaway import ThrowawayPostgreSQL
from tests.performance import (
    backtesting,
    beside_node,
    counting,
    deciding,
    decisions,
    growth,
    over_http,
    stepwise,
)
from tests.performance.pages import Pages
from tests.performance.population import populate

NAMES = (
    "engine_sqlite_vs_bare", "spiff_blob_vs_engine", "bpmn_engine_vs_engine", "http_vs_bare_flask",
    "loop_10000_vs_10", "mi_10000_vs_10", "data_1mb_vs_0", "diamonds_50_ms", "pg_vs_bare", "pg_round_trips",
    "commits_per_action", "statements_per_action", "decisions_per_s", "spiff_decision_vs_ours",
    "conditions_per_s", "feel_compile_us", "backtest_10000_s", "route_8_points_ms", "route_8_points_statements",
    "crm_slowest_page_ms", "crm_import_10000_s",
)  # fmt: skip


@dataclass(frozen=True)
class Effort:
    """How long it may take. The short one is for tests of the bench itself."""

    rounds: int
    steps: int
    items: int
    documents: int
    """Approvals of the past that are walked again."""
    accounts: int
    """Customers of the company that pages are asked about; 0 leaves it out."""
    installs: bool
    """Whether packages of others may be fetched to be compared with."""


FULL = Effort(rounds=200, steps=10_000, items=10_000, documents=10_000, accounts=100_000, installs=True)
SHORT = Effort(rounds=5, steps=20, items=20, documents=20, accounts=0, installs=False)


class Bench:
    """Collects ratios and the figures behind them."""

    def __init__(self, folder: Path, effort: Effort) -> None:
        self._folder = folder
        self._effort = effort
        self.ratios: dict[str, float | None] = dict.fromkeys(NAMES)
        self.series: dict[str, Any] = {"steps_of_loop": effort.steps, "items": effort.items}

    def run(self) -> dict[str, Any]:
        """All parts; the object that is printed."""
        for part in (
            self._stepwise,
            self._beside_node,
            self._over_http,
            self._counted,
            self._growing,
            self._decided,
            self._backtested,
            self._on_postgresql,
            self._pages,
        ):
            print(f"== {part.__name__.strip('_')}", file=sys.stderr, flush=True)
            part()
        return {"ratios": self.ratios, "series": self.series}

    def _stepwise(self) -> None:
        taken, written = stepwise.against_bare(self._folder, rounds=self._effort.rounds)
        self.ratios["engine_sqlite_vs_bare"] = _ratio(taken, "engine", "bare")
        self._note("approval5", taken)
        self.series["approval5_written"] = {"rows": written.rows, "bytes": written.bytes}
        taken, blob = stepwise.against_spiff(self._folder, rounds=self._effort.rounds)
        self.ratios["spiff_blob_vs_engine"] = _ratio(taken, "spiff", "engine")
        self._note("approval5_beside_spiff", taken)
        self.series["spiff_blob_bytes"] = blob

    def _beside_node(self) -> None:
        if not self._effort.installs:
            return
        try:
            taken = beside_node.per_request(self._folder, rounds=self._effort.rounds)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"no bpmn-engine here: {error}", file=sys.stderr)
            return
        engine = self.series["approval5_us"]["engine"]
        self.ratios["bpmn_engine_vs_engine"] = round(taken * 1e6 / engine, 2)
        self.series["bpmn_engine_us"] = round(taken * 1e6)

    def _over_http(self) -> None:
        taken = over_http.against_bare_flask(self._folder, rounds=self._effort.rounds)
        self.ratios["http_vs_bare_flask"] = _ratio(taken, "http", "flask")
        self._note("over_http", taken)

    def _counted(self) -> None:
        statements, commits = counting.per_action(f"sqlite:///{self._folder / 'counted.db'}")
        self.ratios["statements_per_action"], self.ratios["commits_per_action"] = statements, commits

    def _growing(self) -> None:
        few = max(3, self._effort.rounds // 4)
        taken = growth.loop(self._folder, steps=self._effort.steps, rounds=few)
        self.ratios["loop_10000_vs_10"] = _ratio(taken, "late", "early")
        self._note("loop", taken)
        taken = growth.multi_instance(self._folder, items=self._effort.items, rounds=few)
        self.ratios["mi_10000_vs_10"] = _ratio(taken, "many", "few")
        self._note("multi_instance", taken)
        taken = growth.data(self._folder, rounds=few)
        self.ratios["data_1mb_vs_0"] = _ratio(taken, "loaded", "empty")
        self._note("data", taken)
        taken = growth.in_a_row(self._folder, (10, 25, 50), rounds=max(3, few // 3))
        self.ratios["diamonds_50_ms"] = round(taken["50"] * 1000, 2)
        self._note("diamonds", taken)

    def _decided(self) -> None:
        rounds = self._effort.rounds
        self.ratios["decisions_per_s"] = round(decisions.per_second(rounds=rounds))
        taken = decisions.against_spiff(rounds=rounds)
        self.ratios["spiff_decision_vs_ours"] = _ratio(taken, "spiff", "ours")
        self.series["decision_us"] = {key: round(value * 1e6, 2) for key, value in taken.items()}
        self.ratios["conditions_per_s"] = round(decisions.conditions_per_second(rounds=rounds))
        self.ratios["feel_compile_us"] = round(decisions.seconds_to_compile(rounds=rounds) * 1e6, 1)

    def _backtested(self) -> None:
        taken = backtesting.seconds(self._folder, self._effort.documents)
        self.ratios["backtest_10000_s"] = round(taken.seconds, 2)
        self.series["backtest_cpu_s"] = round(taken.cpu_seconds, 2)
        self.series["hits_ms"] = round(taken.hits_seconds * 1000, 1)
        self.series["hits_evaluations"] = taken.evaluations
        route = deciding.decision(self._folder, rounds=max(3, self._effort.rounds // 10))
        self.ratios["route_8_points_ms"] = round(route.seconds * 1000, 3)
        self.ratios["route_8_points_statements"] = route.statements
        self.series["route_8_points_cpu_ms"] = round(route.cpu_seconds * 1000, 3)
        self.series["load"] = [round(each, 2) for each in os.getloadavg()]

    def _on_postgresql(self) -> None:
        try:
            server = ThrowawayPostgreSQL()
        except Exception as error:
            print(f"no PostgreSQL here: {error}", file=sys.stderr)
            return
        try:
            taken = stepwise.postgresql(server.new_database(), rounds=self._effort.rounds)
            self.ratios["pg_vs_bare"] = _ratio(taken, "engine", "bare")
            self._note("postgresql_elapsed", taken)
            statements, trips = counting.on_the_wire(server.new_database())
            self.ratios["pg_round_trips"] = trips
            self.series["pg_statements"] = statements
        finally:
            server.stop()

    def _pages(self) -> None:
        if not self._effort.accounts:
            return
        file = self._folder / "company.db"
        populate(file, self._effort.accounts)
        pages = Pages(self._folder, file)
        try:
            taken = pages.measure(rounds=max(5, self._effort.rounds // 10))
            imported = pages.imported()
        finally:
            pages.close()
        self.series["crm_pages_ms"] = taken
        self.ratios["crm_slowest_page_ms"] = max(found[0] for own in taken.values() for found in own.values())
        self.series["crm_import_s"] = {name: round(spent, 1) for name, spent in imported.items()}
        self.ratios["crm_import_10000_s"] = round(imported["check"] + imported["add"], 1)

    def _note(self, name: str, taken: dict[str, float]) -> None:
        self.series[f"{name}_us"] = {key: round(value * 1e6) for key, value in taken.items()}


def _ratio(taken: dict[str, float], above: str, below: str) -> float:
    return round(taken[above] / taken[below], 2)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        print(json.dumps(Bench(Path(folder), SHORT if "--short" in sys.argv else FULL).run()))


if __name__ == "__main__":
    main()
