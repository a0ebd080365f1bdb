"""What the CRM asks of the process engine: a record and its process are one thing, changed in one transaction.

The composition root hands in an implementation; the CRM's commands and pages know only this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from adapters.crm.settable import Group
from engine.organisation import Person
from engine.store.uow import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenItem:
    """A work item that waits: its page, what it is called, and the names of those who are asked."""

    id: int
    root_id: int
    element: str
    name: str  # of the task in its diagram, in the reader's language
    title: str
    assignee: str | None  # a login
    due_at: datetime | None
    created_at: datetime
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a token stands: the element, and the process it is in (called processes have their own)."""

    process: str
    element: str
    name: str


class Processes(Protocol):
    """The process engine as records see it. Every command runs in the caller's transaction.

    The instance that is named is the record's own, be it a root or called by another process.
    """

    def start_in(
        self,
        tx: Transaction,
        process: str,
        variables: Mapping[str, Any],
        *,
        business_key: str,
        by: Person | None,
    ) -> int:
        """Start a process; the id of its instance. What an application refuses is raised and nothing stays."""

    def complete_in(
        self, tx: Transaction, root_id: int, element: str, values: Mapping[str, Any], *, by: Person
    ) -> bool:
        """Complete the open task at this element for a person; False where none waits.

        Raises what the engine refuses (not his task, missing fields).
        """

    def message_in(self, tx: Transaction, root_id: int, name: str, values: Mapping[str, Any]) -> bool:
        """Hand a message to an instance; whether somebody waited for it."""

    def withdraw_in(self, tx: Transaction, instance_id: int, person: Person, reason: str = "") -> None:
        """Take back what is in approval in an instance. Raises why that cannot be: decided, another's, nothing."""

    def may_withdraw(self, connection: Connection, instance_id: int | None, person: Person) -> bool:
        """Whether a person could take it back now."""

    def lock_in(self, tx: Transaction, root_id: int) -> None:
        """Hold an instance: decisions of this moment are either seen or come too late."""

    def items(self, connection: Connection, root_ids: Sequence[int]) -> Sequence[OpenItem]:
        """What waits in these instances and those they called, the oldest first."""

    def places(self, connection: Connection, root_id: int) -> Sequence[Place]:
        """Where the tokens of an instance stand; nothing once it has ended."""

    def named(self, connection: Connection, definition_id: int, element: str) -> str:
        """What an element of a diagram is called, in the reader's language."""

    def running(self, connection: Connection, process: str, business_key: str) -> int | None:
        """The instance of this process for this document that has not ended."""

    def parameters(self, connection: Connection, lang: str) -> Sequence[Group]:
        """What administrators may set, by process; names of elements in this language."""

    def url(self, root_id: int) -> str:
        """The page of an instance."""
