"""What can be refused when a table of discounts is saved or undone."""

from __future__ import annotations

from engine.errors import EngineError


class NothingChanged(EngineError):
    """Nothing was changed."""

    zh = "没有任何改动"
    status = 409


class ChangedSince(EngineError):
    """The table was changed again since; undo the later change first."""

    zh = "此后又有改动，请先撤销后来的改动"
    status = 409
