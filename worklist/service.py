"""What people do with work items. Every act asks first who is asking; what is not seen does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from engine.errors import EngineError, NotFound, NotOpen
from engine.organisation import Person
from engine.service import Actor, Answer, Engine
from engine.store.uow import Store
from forms.files import Received, uploads
from forms.schema.lists import Lists, no_lists
from processes.names import Names
from worklist import (
    access,
    correcting,
    drafts,
    files,
    items,
    participants,
    refusing,
    returning,
    signers,
    taken_back,
    variables,
)
from worklist.access import Rights
from worklist.case import Case
from worklist.checking import checked, reason_of, receiver_of
from worklist.decisions import (
    ACTION,
    AGREE,
    decision_of,
)
from worklist.errors import (
    NotPermittedHere,
    NotYours,
)
from worklist.hooks import Hooks
from worklist.items import Candidate, Item
from worklist.task_form import TaskForms


class Worklist:
    """Interface 2: the work items of the people of one store."""

    def __init__(self, *, engine: Engine, hooks: Hooks | None = None, lists: Lists = no_lists) -> None:
        self.engine = engine
        self.store: Store = engine.store
        self.hooks = hooks or Hooks()
        self.names = Names(engine)
        self.forms = TaskForms(engine, lists)

    def case(self, connection: Connection, person: Person, item_id: int) -> Case:
        """The item with everything its page shows. Raises NotFound for what is not seen either."""
        item, offered, rights = self._seen(connection, person, item_id)
        values = variables.visible(connection, item)
        form = self.forms.of(connection, item)
        decision = decision_of(form.form if form else None, values)
        return Case(
            item=item,
            offered=offered,
            rights=rights,
            values=values,
            form=form,
            decision_of_task=decision,
            signers=signers.of_visit(connection, item.activity_id),
            opened=correcting.opened(connection, self.hooks, values, decision) if item.is_open else None,
        )

    def sees(self, connection: Connection, person: Person, item_id: int) -> bool:
        """Whether a person may see an item at all."""
        item = items.find(connection, item_id)
        return (
            item is not None
            and self._rights(connection, person, item, items.candidates(connection, item_id)).see
        )

    def claim(self, person: Person, item_id: int, *, revision: int | None = None) -> int:
        """Take an offered item; its new revision. Raises NotYours, NotOpen, Conflict …"""
        by = self._allowed(person, item_id, "claim")
        return self.engine.claim(item_id, by=by, revision=revision)

    def release(self, person: Person, item_id: int, *, revision: int | None = None) -> int:
        """Give a claimed item back to its candidates; its new revision."""
        by = self._allowed(person, item_id, "release")
        return self.engine.release(item_id, by=by, revision=revision)

    def transfer(
        self, person: Person, item_id: int, *, to: str, reason: str, revision: int | None = None
    ) -> int:
        """Hand an item to somebody else; its new revision. Raises CannotReceive, OwnRequest, ReasonMissing."""
        why = reason_of(reason)
        with self.store.read() as connection:
            case = self.case(connection, person, item_id)
            refusing.demand(connection, case.item, case.offered, case.rights, "transfer")
            supervises = access.may_assign(connection, person, case.item.started_by)
            if "transfer" not in case.permitted and not supervises:
                raise NotPermittedHere(action_zh="转办", action_en="transfer")
            receiver = receiver_of(connection, case, to)
        by = _actor(person, case.rights)
        return self.engine.assign(item_id, to=receiver, by=by, reason=why, revision=revision)

    def complete(
        self,
        person: Person,
        item_id: int,
        submitted: Mapping[str, Any],
        *,
        revision: int | None = None,
        submission: str | None = None,
    ) -> Answer:
        """Check what was filled in and complete the item; the draft is forgotten in the same transaction.

        Raises FormRefused, OpinionMissing, NotYours, NotOpen, Conflict, Expired, Suspended, Busy.
        """
        with self.store.read() as connection:
            case = self.case(connection, person, item_id)
        return self.complete_case(person, case, submitted, revision=revision, submission=submission)

    def complete_case(
        self,
        person: Person,
        case: Case,
        submitted: Mapping[str, Any],
        *,
        revision: int | None = None,
        submission: str | None = None,
    ) -> Answer:
        """The same for an item that was read a moment ago; the right is asked again under the lock."""
        try:
            return self._complete_case(person, case, submitted, revision=revision, submission=submission)
        except NotOpen as refusal:
            raise taken_back.explained(self.store, case.item, refusal) from refusal

    def _complete_case(
        self,
        person: Person,
        case: Case,
        submitted: Mapping[str, Any],
        *,
        revision: int | None,
        submission: str | None,
    ) -> Answer:
        item_id = case.item.id
        given, changes = correcting.told_apart(case, submitted)
        values = checked(case, given) if case.item.is_open else {}
        with self.store.begin(by=person.id, action="complete") as tx:
            values = returning.settled(tx.connection, case, values) if values else values
            by = _actor(person)
            if not access.may_still_complete(tx, person, item_id):
                by = self._demand_completing(tx.connection, person, item_id)
            values = files.settle(tx, case.form, values, root_id=case.item.root_id)
            answer = self.engine.complete_in(
                tx,
                item_id,
                values,
                by=by,
                revision=revision,
                submission=submission,
                ends=bool(case.decision) and values.get(ACTION) != AGREE,
                before=correcting.keeping(self.hooks, tx, person, case, changes),
            )
            if isinstance(answer, Answer):
                drafts.forget(tx, person.id, item_id)
        if isinstance(answer, EngineError):
            raise answer
        return answer

    def demand_completing(self, person: Person, item_id: int) -> None:
        """Whether a person may fill an item in now. Raises NotYours, NotOpen, NotFound."""
        with self.store.read() as connection:
            item, offered, rights = self._seen(connection, person, item_id)
            refusing.demand(connection, item, offered, rights, "complete")

    def demand_complete(self, connection: Connection, case: Case) -> None:
        """The same for a case that was read in this transaction."""
        refusing.demand(connection, case.item, case.offered, case.rights, "complete", case.waits_for)

    def refused(self, connection: Connection, case: Case, action: str, *, who: str | None) -> NotYours:
        """The refusal that says who could do it."""
        zh, en = refusing.ACTS[action]
        return NotYours(
            action_zh=zh,
            action_en=en,
            who_zh=participants.label(connection, who, "zh"),
            who_en=participants.label(connection, who, "en"),
        )

    def keep_files(self, person: Person, item_id: int, given: Sequence[Received]) -> list[int]:
        """Keep files for an item that is being filled in; their ids. Raises NotYours, NotOpen."""
        with self.store.begin(by=person.id, action="upload") as tx:
            item, offered, rights = self._seen(tx.connection, person, item_id)
            refusing.demand(tx.connection, item, offered, rights, "complete")
            return [uploads.keep(tx, one, item_id=item_id, root_id=item.root_id) for one in given]

    def save_draft(self, person: Person, item_id: int, pairs: list[tuple[str, str]]) -> None:
        """Keep what is typed. Raises NotYours, NotOpen, TooLarge."""
        with self.store.begin(by=person.id, action="draft") as tx:
            item, offered, rights = self._seen(tx.connection, person, item_id)
            refusing.demand(tx.connection, item, offered, rights, "complete")
            drafts.save(tx, person.id, item_id, pairs)

    def _seen(
        self, connection: Connection, person: Person, item_id: int
    ) -> tuple[Item, list[Candidate], Rights]:
        item = items.find(connection, item_id)
        if item is None:
            raise NotFound(what="work item", id=item_id)
        offered = items.candidates(connection, item_id)
        rights = self._rights(connection, person, item, offered)
        if not rights.see:
            raise NotFound(what="work item", id=item_id)
        return item, offered, rights

    def _rights(
        self, connection: Connection, person: Person, item: Item, offered: Sequence[Candidate]
    ) -> Rights:
        rights = access.rights(connection, person, item, offered, self.store.clock.now())
        if rights.see or not item.is_open or not drafts.load(connection, person.id, item.id):
            return rights
        return Rights(see=True)  # what he began typing when he could do it is not lost

    def _allowed(self, person: Person, item_id: int, action: str) -> Actor:
        with self.store.read() as connection:
            item, offered, rights = self._seen(connection, person, item_id)
            if action == "claim" and item.is_open and item.assignee == person.login:
                return _actor(person)  # claiming twice is harmless
            refusing.demand(connection, item, offered, rights, action)
        return _actor(person, rights)

    def _demand_completing(self, connection: Connection, person: Person, item_id: int) -> Actor:
        """Again under the lock: the right may have gone meanwhile. A closed item is the engine's to answer."""
        item, offered, rights = self._seen(connection, person, item_id)
        if item.is_open:
            refusing.demand(connection, item, offered, rights, "complete")
        return _actor(person, rights)


def _actor(person: Person, rights: Rights | None = None) -> Actor:
    return Actor(person.login, person.id, None if rights is None else rights.behalf_of)
