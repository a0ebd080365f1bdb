"""The approval flows' answers in the shapes that the worklist's pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from adapters.crm.web.panel import panel_url
from processes.approval.history import History
from processes.requests.corrections import Corrections
from processes.requests.panel import panel_url as request_panel
from worklist.hooks import Entry, Hooks, Point, Reason


def approval_hooks(history: History, corrections: Corrections | None = None) -> Hooks:
    """Everything the worklist asks of approvals."""
    return Hooks(
        reasons=lambda *asked: [Reason(**asdict(line)) for line in history.reasons(*asked)],
        record=lambda *asked: [Entry(**asdict(line)) for line in history.record(*asked)],
        points=lambda *asked: [Point(**asdict(line)) for line in history.points(*asked)],
        panel=_panel_url,
        facts=history.facts,
        corrections=corrections,
    )


def _panel_url(values: Mapping[str, Any]) -> str:
    """Beside a task about a request the request, else the records of the CRM that its variables name."""
    return request_panel(values) or panel_url(values)
