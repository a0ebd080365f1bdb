"""Delegating a task, adding signers to it and removing them: who may, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.service import Actor
from engine.service.signers import DELEGATE, Kind
from engine.service.signing import Adding
from processes.approval.operations import WORDS, Operation
from worklist import access
from worklist.case import Case
from worklist.checking import reason_of
from worklist.errors import CannotReceive, NobodyChosen, NotPermittedHere, OwnRequest
from worklist.service import Worklist
from worklist.signers import ADDED, OWN, Signer

OPERATION_OF: dict[str, Operation] = {
    "before": "add_before",
    "parallel": "add_parallel",
    "after": "add_after",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Possible:
    """What one person may do with the signers of a task now."""

    delegate: bool = False
    add: tuple[str, ...] = ()
    """before, parallel, after"""
    remove: tuple[Signer, ...] = ()
    supervises: bool = False
    """Whether he may give others' tasks away."""

    def __bool__(self) -> bool:
        return bool(self.delegate or self.add or self.remove)


def possible(connection: Connection, person: Person, case: Case) -> Possible:
    """What `person` may do with the signers of this task."""
    if not case.item.is_open:
        return Possible()
    mine = case.rights.complete
    add = tuple(how for how in ADDED if OPERATION_OF[how] in case.permitted)
    kind = case.signer.kind if case.signer else OWN
    supervises = access.may_assign(connection, person, case.item.started_by)
    return Possible(
        delegate=mine and "delegate" in case.permitted,
        add=add if mine and case.decision and kind == OWN else (),
        remove=tuple(one for one in case.signers if _may_remove(person, case, one, supervises)),
        supervises=supervises,
    )


class Operations:
    """Commands on the signers of a task."""

    def __init__(self, worklist: Worklist) -> None:
        self._worklist = worklist
        self._store = worklist.store

    def delegate(
        self, person: Person, item_id: int, *, to: str, reason: str, revision: int | None = None
    ) -> int:
        """Ask somebody for an opinion; the task comes back with it. The id of his item.

        Raises NotYours, NotPermittedHere, CannotReceive, OwnRequest, ReasonMissing, NotOpen, NotYet, Conflict.
        """
        adding = Adding(item_id=item_id, kind=DELEGATE, people=[to], reason=reason_of(reason))
        return self._add(person, adding, "delegate", revision)[0]

    def add_signers(
        self,
        person: Person,
        item_id: int,
        *,
        how: Kind,
        people: Sequence[str],
        reason: str = "",
        revision: int | None = None,
    ) -> tuple[int, ...]:
        """Have more people sign: before, parallel or after. The ids of their items. Raises as `delegate`."""
        if not people:
            raise NobodyChosen
        adding = Adding(item_id=item_id, kind=how, people=list(people), reason=reason.strip()[:500])
        return self._add(person, adding, OPERATION_OF[how], revision)

    def remove(self, person: Person, item_id: int, signer_id: int, *, reason: str = "") -> None:
        """Take out a signer of this task, or take a delegated task back. Raises NotFound, NotYours, NotOpen."""
        with self._store.begin(by=person.id, action="signer.remove") as tx:
            case = self._worklist.case(tx.connection, person, item_id)
            one = next((each for each in case.signers if each.item_id == signer_id), None)
            if one is None or one.kind == OWN:
                raise NotFound(what="signer", id=signer_id, what_zh="加签人")
            supervises = access.may_assign(tx.connection, person, case.item.started_by)
            if one.is_open and not _may_remove(person, case, one, supervises):
                if "remove_signer" not in case.permitted and one.kind != DELEGATE:
                    raise _not_permitted("remove_signer")
                raise self._worklist.refused(tx.connection, case, "remove_signer", who=one.by)
            self._worklist.engine.remove_signer_in(
                tx, signer_id, by=Actor(person.login, person.id), reason=reason.strip()[:500]
            )

    def _add(
        self, person: Person, adding: Adding, operation: Operation, revision: int | None
    ) -> tuple[int, ...]:
        with self._store.begin(by=person.id, action=f"signer.{adding.kind}") as tx:
            case = self._worklist.case(tx.connection, person, adding.item_id)
            self._worklist.demand_complete(tx.connection, case)
            if operation not in case.permitted:
                raise _not_permitted(operation)
            for login in adding.people:
                _demand_receiver(tx.connection, case, login)
            by = Actor(person.login, person.id, case.rights.behalf_of)
            return self._worklist.engine.add_signers_in(tx, adding, by=by, revision=revision)


def _may_remove(person: Person, case: Case, one: Signer, supervises: bool) -> bool:
    if not one.is_open or one.kind == OWN:
        return False
    if one.kind == DELEGATE:  # taking back what one gave away oneself is always possible
        return one.by == person.login or supervises
    return supervises or (one.by == person.login and "remove_signer" in case.permitted)


def _demand_receiver(connection: Connection, case: Case, login: str) -> None:
    found = organisation.by_login(connection, login)
    if found is None or not found.is_active:
        raise CannotReceive(name=login if found is None else found.name)
    if case.decision_of_task and found.login == case.applicant:
        raise OwnRequest(name=found.name)


def _not_permitted(operation: Operation) -> NotPermittedHere:
    zh, en = WORDS[operation]
    return NotPermittedHere(action_zh=zh, action_en=en.lower())
