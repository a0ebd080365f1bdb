"""One evaluation: what it may cost, when it takes place, and why values became null."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.feel.errors import Diagnostic, FeelEvaluationError, LimitExceeded, Severity

# What every report answers, so that `return run.report(…)` gives the expression's null.
NULL: Any = None

MAX_STEPS = 500_000
MAX_CALL_DEPTH = 200
MAX_LENGTH = 250_000
MAX_DIAGNOSTICS = 50


class Run:
    """State of one evaluation. Created per evaluation, never shared between threads."""

    __slots__ = ("_now", "depth", "diagnostics", "steps", "strict")

    def __init__(self, strict: bool = False, now: datetime | None = None) -> None:
        self.strict = strict
        self.steps = 0
        self.depth = 0
        self.diagnostics: list[Diagnostic] | None = None
        self._now = now

    @property
    def now(self) -> datetime:
        """The moment of the evaluation: the same however often it is asked."""
        if self._now is None:
            self._now = datetime.now(UTC).astimezone()
        return self._now

    def tick(self, steps: int = 1) -> None:
        """Counts work. Raises LimitExceeded when there was too much."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise LimitExceeded("limit_steps", limit=MAX_STEPS)

    def spend(self, parts: int) -> None:
        """Parts of nested values walked through count as steps."""
        self.tick(parts)

    def charged(self, value: object) -> object:
        """The value; a text or list counts as work by its size, so that many large ones are too much."""
        if isinstance(value, str):
            self.check_length(len(value))
            self.tick(len(value) >> 6)
        elif isinstance(value, (list, dict)):
            self.check_length(len(value))
            self.tick(len(value) >> 3)
        return value

    def check_length(self, length: int) -> None:
        """Refuses a text or list that would be too long."""
        if length > MAX_LENGTH:
            raise LimitExceeded("limit_size", limit=MAX_LENGTH)

    def report(self, code: str, position: int = 0, **args: object) -> Any:
        """An error: the value becomes null; strict evaluation raises FeelEvaluationError."""
        if self.strict:
            raise FeelEvaluationError(Diagnostic(code=code, position=position, args=args))
        self._add(code, position, "error", args)
        return NULL

    def hit(self, table: object, rows: tuple[int, ...]) -> None:
        """These rows of a decision table decided (numbers from 1). Only a run that explains remembers it."""

    def note(self, code: str, position: int = 0, **args: object) -> Any:
        """Something the null rules allow, worth telling when the end result is null."""
        self._add(code, position, "note", args)
        return NULL

    def _add(self, code: str, position: int, severity: Severity, args: dict[str, object]) -> None:
        if self.diagnostics is None:
            self.diagnostics = []
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            self.diagnostics.append(Diagnostic(code=code, position=position, severity=severity, args=args))
