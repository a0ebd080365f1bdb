"""The approval flows' answers in the shapes that the worklist's pages show."""

from __future__ import annotations

from dataclasses import asdict

from engine.organisation import Person
from processes.approval.history import History
from worklist.hooks import Entry, Hooks, Point, Reason

#: Types of documents that are shown beside the form of whoever decides.
PANELS = ("quote", "handover")


def approval_hooks(history: History) -> Hooks:
    """Everything the worklist asks of approvals."""
    return Hooks(
        reasons=lambda *asked: [Reason(**asdict(line)) for line in history.reasons(*asked)],
        record=lambda *asked: [Entry(**asdict(line)) for line in history.record(*asked)],
        points=lambda *asked: [Point(**asdict(line)) for line in history.points(*asked)],
        document_panel=document_panel,
    )


def document_panel(kind: str, identity: str, _person: Person) -> str:
    """The fragment that shows a document beside its form; empty where there is none."""
    return f"/crm/panel/{kind}/{identity}" if kind in PANELS and identity.isdecimal() else ""
