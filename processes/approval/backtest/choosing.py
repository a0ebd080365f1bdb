"""Which flow would take a document: all flows of the type in their order, one of them as it is tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from processes.approval.backtest.runs import Facts
from processes.approval.conditions import Undecided, asker
from processes.approval.model import Flow

InScope = Callable[[Flow, str], bool]
"""Whether a flow is for an applicant (a login), as the organisation is now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The flow that takes a document; `key` is empty where none does. `missing`: nobody can tell, at that flow."""

    key: str
    missing: tuple[str, ...] = ()


class Choosing:
    """Flows in the order they are asked; each is in force."""

    def __init__(self, flows: Sequence[tuple[str, Flow]], in_scope: InScope) -> None:
        self.flows = dict(flows)
        self._ordered = [(key, flow, asker(flow.entry)) for key, flow in flows]
        self._in_scope = in_scope
        self._for: dict[str, list[tuple[str, Callable[[Facts], bool]]]] = {}

    def of(self, facts: Facts, applicant: str) -> Choice:
        """The first flow that is for a document of this applicant."""
        if applicant not in self._for:
            self._for[applicant] = [
                (key, enters) for key, flow, enters in self._ordered if self._in_scope(flow, applicant)
            ]
        for key, enters in self._for[applicant]:
            try:
                if enters(facts):
                    return Choice(key)
            except Undecided as undecided:
                return Choice(key, undecided.missing)
        return Choice("")
