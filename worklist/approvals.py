"""The approval flows' answers in the shapes that the worklist's pages show."""

from __future__ import annotations

from dataclasses import asdict

from adapters.crm.web.panel import panel_url
from processes.approval.history import History
from worklist.hooks import Entry, Hooks, Point, Reason


def approval_hooks(history: History) -> Hooks:
    """Everything the worklist asks of approvals."""
    return Hooks(
        reasons=lambda *asked: [Reason(**asdict(line)) for line in history.reasons(*asked)],
        record=lambda *asked: [Entry(**asdict(line)) for line in history.record(*asked)],
        points=lambda *asked: [Point(**asdict(line)) for line in history.points(*asked)],
        panel=panel_url,
    )
