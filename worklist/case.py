"""A work item as one person sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from processes.requests.corrections import OpenFields
from worklist.access import Rights
from worklist.decisions import Decision
from worklist.items import Candidate, Item
from worklist.permissions import permitted
from worklist.signers import BEFORE, DELEGATE, Signer
from worklist.task_form import TaskForm


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """An item as one person sees it."""

    item: Item
    offered: list[Candidate]
    rights: Rights
    values: dict[str, Any]
    form: TaskForm | None
    decision_of_task: Decision
    signers: Sequence[Signer] = ()
    """Everybody who shares the task; nobody where it is one person's alone."""
    opened: OpenFields | None = None
    """Fields of the document that whoever decides may change."""

    @property
    def signer(self) -> Signer | None:
        """As whom the holder of this item shares the task."""
        return next((one for one in self.signers if one.item_id == self.item.id), None)

    @property
    def asks_opinion(self) -> bool:
        """Whether somebody delegated the task: he is told an opinion and decides himself."""
        return self.signer is not None and self.signer.kind == DELEGATE

    @property
    def decision(self) -> Decision:
        """What the holder of this item may decide."""
        return Decision() if self.asks_opinion else self.decision_of_task

    @property
    def waits_for(self) -> list[Signer]:
        """Who has to sign, or to answer, before the holder of this item."""
        first = (BEFORE, DELEGATE)
        return [
            one for one in self.signers if one.is_open and one.kind in first and one.of_item == self.item.id
        ]

    @property
    def applicant(self) -> str | None:
        """Who asked for the decision: the process names him, or else whoever started it."""
        named = self.values.get("applicant")
        return named if isinstance(named, str) and named else self.item.started_by

    @property
    def permitted(self) -> frozenset[str]:
        """Operations that the task permits; see `processes.approval.operations`."""
        return permitted(self.values, self.decision_of_task)
