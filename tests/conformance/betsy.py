"""Scores the betsy BPMN execution tests: expected trace lines as a multiset."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.clock import ManualClock
from engine.errors import EngineError, Refused
from engine.testing import Playground


class ThrownOnPurpose(Exception):
    """The test's technical error."""


class Case:
    """One case of a test: the scripts' meaning, and what they left behind."""

    def __init__(self, file: Path, process: str, case: dict[str, Any]) -> None:
        self.file = file
        self.process = process
        self.case = case
        self.lines: list[str] = []
        self.marker = False
        self.clock: ManualClock | None = None

    def scripts(self) -> dict[str, Any]:
        """What the test's script tokens do."""
        logged = {f"SCRIPT_task{n}": self._log(f"SCRIPT_task{n}") for n in range(1, 10)}
        stamps = {f"CREATE_TIMESTAMP_LOG_{n}": self._log(f"STAMP_{n}") for n in range(1, 4)}
        return {
            **logged,
            **stamps,
            "CREATE_LOG_FILE": lambda _: {},
            "CREATE_MARKER_FILE": self._mark,
            "INCREMENT_INTEGER_VARIABLE": lambda v: {"integerVariable": v["integerVariable"] + 1},
            "INCREMENT_INTEGER_VARIABLE_AND_LOG": self._increment,
            "SET_STRING_DATA": lambda _: {"data": "String"},
            "LOG_DATA": self._log_data,
            "THROW_ERROR": self._throw,
            "WAIT_TEN_SECONDS": self._wait,
        }

    @staticmethod
    def conditions() -> dict[str, Any]:
        """What the test's foreign conditions mean."""
        letters = {f'test.contains("{c}")': (lambda v, c=c: c in v.get("test", "")) for c in "abc"}
        negated = {f"!{text}": (lambda v, f=function: not f(v)) for text, function in letters.items()}
        known = {**letters, **negated, **{f"${{{t}}}": f for t, f in {**letters, **negated}.items()}}
        # one file of the benchmark has a stray > behind its condition
        return {**known, **{f"{text}>": function for text, function in letters.items()}}

    def play(self) -> list[str]:
        """The trace lines of the case."""
        try:
            playground = Playground(files=[self.file], scripts=self.scripts(), conditions=self.conditions())
            self.clock = playground.clock
            if self.case["parallel"]:
                playground.start("ParallelProcess")
            instance = playground.start(self.process, variables=self.case["vars"])
            playground.run_jobs()
            playground.advance(timedelta(seconds=self.case["delay"] + 0.1))
            if playground.state(instance) == "failed":
                self.lines.append("ERROR_thrownErrorEvent")
            if playground.incidents(instance):
                self.lines.append("ERROR_runtime")
            breaches = playground.verify()
            if breaches:
                raise AssertionError(breaches)
        except (Refused, EngineError):
            return ["ERROR"]
        return self.lines + (["MARKER_exists"] if self.marker else [])

    def _log(self, line: str) -> Any:
        return lambda _: self.lines.append(line) or {}

    def _mark(self, _: dict[str, Any]) -> dict[str, Any]:
        self.marker = True
        return {}

    def _increment(self, variables: dict[str, Any]) -> dict[str, Any]:
        self.lines.append("INCREMENT")
        return {"integerVariable": variables["integerVariable"] + 1}

    def _log_data(self, variables: dict[str, Any]) -> dict[str, Any]:
        if variables.get("data") == "String":
            self.lines.append("DATA_correct")
        return {}

    def _wait(self, _: dict[str, Any]) -> dict[str, Any]:
        """A script that takes ten seconds: meanwhile the clock goes on."""
        assert self.clock is not None
        self.clock.advance(timedelta(seconds=10))
        return {}

    def _throw(self, _: dict[str, Any]) -> dict[str, Any]:
        raise ThrownOnPurpose


def failures(corpora: Path) -> tuple[list[str], int]:
    """Tests with a case whose trace differs, and the number of tests."""
    folder = corpora / "betsy"
    tests = json.loads((folder / "expected.json").read_text())
    failed = []
    for test in tests:
        for case in test["cases"]:
            got = _outcome(folder / "tests" / test["file"], test["name"], case)
            if not _same(got, case["expect"]):
                failed.append(f"{test['name']} {case['vars']}: expected {case['expect']}, got {got}")
                break
    return failed, len(tests)


def _outcome(file: Path, process: str, case: dict[str, Any]) -> list[str]:
    try:
        return Case(file, process, case).play()
    except Exception as error:
        return [f"CRASH {type(error).__name__}: {error}"]


def _same(got: list[str], expected: list[str]) -> bool:
    if "MARKER_exists" not in expected:  # most tests leave a marker without asking for it
        got = [line for line in got if line != "MARKER_exists"]
    any_error = {"ERROR", "ERROR_runtime", "ERROR_deployment"}
    if set(expected) & any_error and set(got) & any_error:
        return True
    return Counter(got) == Counter(expected)


def score(corpora: Path) -> dict[str, dict[str, int]]:
    """`{"betsy": {"passed": n, "of": n}}`."""
    failed, number = failures(corpora)
    return {"betsy": {"passed": number - len(failed), "of": number}}
