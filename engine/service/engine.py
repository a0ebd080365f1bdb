"""The façade: one line per command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine.definition.findings import Finding
from engine.errors import EngineError
from engine.kernel.loop_reshaping import Reshape
from engine.ports import Actor, Adapter, Parameters, SecondOpinion
from engine.service import (
    ad_hoc,
    deploying,
    due,
    instances,
    jobs,
    loop_items,
    messages,
    reshaping,
    signing,
    urging,
    work_items,
)
from engine.service.context import Context, actor
from engine.service.correlating import Message
from engine.service.locking import lock_root, root_of
from engine.service.programs import Programs, ScriptTable
from engine.service.work_items import Answer
from engine.store.definitions import Definition
from engine.store.hot import Hot
from engine.store.uow import Store, Transaction

By = Actor | str | None
Values = Mapping[str, Any] | None


class Engine:
    """The enactment service (WfMC) on one store."""

    def __init__(
        self,
        *,
        store: Store,
        adapters: Mapping[str, Adapter] | None = None,
        scripts: ScriptTable | None = None,
        conditions: ScriptTable | None = None,
        second_opinion: SecondOpinion | None = None,
        parameters: Parameters | None = None,
    ) -> None:
        self.store = store
        self.programs = Programs(scripts=scripts, conditions=conditions)
        self.context = Context(
            store=store,
            adapters=adapters or {},
            programs=self.programs,
            second_opinion=second_opinion,
            parameters=parameters,
        )
        self._scripts: ScriptTable = scripts or {}
        self._conditions: ScriptTable = conditions or {}
        self._worker = jobs.worker_name()

    # definitions

    def check(self, files: Mapping[str, bytes]) -> list[Finding]:
        """All findings of a set of files."""
        with self.store.read() as connection:
            return deploying.check_files(
                self.context, connection, files, scripts=self._scripts, conditions=self._conditions
            )

    def deploy(
        self,
        files: Mapping[str, bytes],
        *,
        name: str,
        reason: str = "",
        by: By = None,
        titles: Mapping[str, tuple[str, str]] | None = None,
        messages: Mapping[str, Mapping[str, str]] | None = None,
    ) -> list[Definition]:
        """Publish a set of files. Raises Refused with all findings; then nothing is stored."""
        with self.context.begin("deploy", actor(by)) as tx:
            return deploying.deploy(
                self.context,
                tx,
                files,
                name=name,
                reason=reason,
                titles=titles or {},
                messages=messages or {},
                scripts=self._scripts,
                conditions=self._conditions,
            )

    # instances

    def start(
        self,
        key: str,
        *,
        variables: Values = None,
        business_key: str | None = None,
        by: By = None,
        refusable: bool = False,
    ) -> int:
        """Start the latest version of a process; returns the instance's id.

        `refusable`: what an application refuses in the first step raises StartRefused instead of an incident.
        """
        with self.context.begin("start", actor(by)) as tx:
            return self.start_in(
                tx, key, variables=variables, business_key=business_key, by=by, refusable=refusable
            )

    def start_in(
        self,
        tx: Transaction,
        key: str,
        *,
        variables: Values = None,
        business_key: str | None = None,
        by: By = None,
        refusable: bool = False,
    ) -> int:
        """Start within an open transaction: the record and its process come to be together or not at all."""
        return instances.start(
            self.context,
            tx,
            key=key,
            variables=variables,
            business_key=business_key,
            by=actor(by),
            refusable=refusable,
        )

    def lock_in(self, tx: Transaction, instance_id: int) -> None:
        """Hold the root of an instance until the transaction ends: what is looked up now stays true.

        Raises NotFound.
        """
        hot = Hot(tx)
        lock_root(hot, root_of(hot, instance_id))

    def suspend(self, instance_id: int, *, reason: str, by: By = None) -> None:
        """Hold an instance. Raises NotFound, Conflict, Suspended."""
        with self.context.begin("suspend", actor(by)) as tx:
            instances.suspend(self.context, tx, instance_id, reason=reason, by=actor(by))

    def resume(self, instance_id: int, *, by: By = None) -> None:
        """Let a held instance go on. Raises NotFound, Conflict."""
        with self.context.begin("resume", actor(by)) as tx:
            instances.resume(self.context, tx, instance_id, by=actor(by))

    def cancel(self, instance_id: int, *, reason: str, by: By = None) -> None:
        """End an instance with everything in it. Raises NotFound, Conflict."""
        with self.context.begin("cancel", actor(by)) as tx:
            instances.cancel(self.context, tx, instance_id, reason=reason, by=actor(by))

    def retry(self, incident_id: int, *, by: By = None) -> None:
        """Try again what an incident stopped. Raises NotFound, Conflict."""
        with self.context.begin("retry", actor(by)) as tx:
            instances.retry(self.context, tx, incident_id, by=actor(by))

    def add_item(self, instance_id: int, element: str, value: Any, *, by: By = None) -> None:
        """Add an item to a running multi-instance activity (one more signer)."""
        with self.context.begin("add_item", actor(by)) as tx:
            loop_items.add(self.context, tx, _change(instance_id, element, value, actor(by)))

    def remove_item(self, instance_id: int, element: str, value: Any, *, by: By = None) -> None:
        """Remove an open item of a running multi-instance activity."""
        with self.context.begin("remove_item", actor(by)) as tx:
            loop_items.remove(self.context, tx, _change(instance_id, element, value, actor(by)))

    def reshape_in(
        self, tx: Transaction, instance_id: int, element: str, wanted: Reshape, *, by: By = None
    ) -> None:
        """Give a running multi-instance activity other items, in an open transaction. Raises NotFound, Conflict."""
        reshaping.reshape(self.context, tx, instance_id, element, wanted, by=actor(by))

    def choices(self, root_id: int) -> list[ad_hoc.Choice]:
        """What people may choose in the open ad-hoc sub-processes of a root instance."""
        with self.store.read() as connection:
            return ad_hoc.choices(self.programs, connection, root_id)

    def begin_activity(self, chosen: ad_hoc.Chosen, *, by: By = None) -> None:
        """Begin an activity of an open ad-hoc sub-process, also once more. Raises NotFound, Conflict."""
        with self.context.begin("begin_activity", actor(by)) as tx:
            ad_hoc.begin(self.context, tx, chosen, by=actor(by))

    def skip_activity(self, chosen: ad_hoc.Chosen, *, by: By = None) -> None:
        """Say that an activity of an ad-hoc sub-process is not needed. Raises NotFound, Conflict."""
        with self.context.begin("skip_activity", actor(by)) as tx:
            ad_hoc.skip(self.context, tx, chosen, by=actor(by))

    # work items

    def complete(
        self,
        work_item_id: int,
        variables: Values = None,
        *,
        by: By = None,
        revision: int | None = None,
        submission: str | None = None,
    ) -> Answer:
        """Complete a work item. Raises NotFound, NotOpen, Conflict, Expired, Suspended, Busy."""
        with self.context.begin("complete", actor(by)) as tx:
            answer = self.complete_in(
                tx, work_item_id, variables, by=by, revision=revision, submission=submission
            )
        if isinstance(answer, EngineError):
            raise answer
        return answer

    def complete_in(
        self,
        tx: Transaction,
        work_item_id: int,
        variables: Values = None,
        *,
        by: By = None,
        revision: int | None = None,
        submission: str | None = None,
        ends: bool = False,
        before: work_items.Before | None = None,
    ) -> Answer | EngineError:
        """Complete within an open transaction. An Expired is returned: raise it after the commit.

        `ends`: what is said ends the visit at once, whatever others who share it still had to sign. `before`: done
        right before the process goes on, once it is certain that it does.
        """
        return work_items.complete(
            self.context,
            tx,
            work_item_id,
            variables,
            by=actor(by),
            revision=revision,
            submission=submission,
            ends=ends,
            before=before,
        )

    def add_signers_in(
        self, tx: Transaction, adding: signing.Adding, *, by: Actor | str, revision: int | None = None
    ) -> tuple[int, ...]:
        """Add people to the visit of an item, or delegate it; the new items. Raises NotOpen, NotYet, Conflict."""
        return signing.add(self.context, tx, adding, by=_person(by), revision=revision)

    def urge_in(self, tx: Transaction, work_item_id: int, *, by: Actor | str, pause: timedelta) -> int:
        """Ask again for an open item; how often by now. Raises NotOpen, NotYet, UrgedAlready."""
        return urging.urge(self.context, tx, work_item_id, by=_person(by), pause=pause)

    def remove_signer_in(
        self, tx: Transaction, work_item_id: int, *, by: Actor | str, reason: str = ""
    ) -> None:
        """Take out an added signer who has not signed; with the last the task goes on. Raises NotOpen, Conflict."""
        signing.remove(self.context, tx, work_item_id, by=_person(by), reason=reason)

    def claim(self, work_item_id: int, *, by: Actor | str, revision: int | None = None) -> int:
        """Take an offered item; returns its revision. Raises NotOpen, Conflict."""
        with self.context.begin("claim", actor(by)) as tx:
            return work_items.claim(self.context, tx, work_item_id, by=_person(by), revision=revision)

    def release(self, work_item_id: int, *, by: Actor | str, revision: int | None = None) -> int:
        """Give a claimed item back; returns its revision. Raises NotOpen, Conflict."""
        with self.context.begin("release", actor(by)) as tx:
            return work_items.release(self.context, tx, work_item_id, by=_person(by), revision=revision)

    def assign(
        self, work_item_id: int, *, to: str, by: Actor | str, reason: str = "", revision: int | None = None
    ) -> int:
        """Give an item to somebody else; returns its revision. Raises NotOpen, Conflict."""
        with self.context.begin("assign", actor(by)) as tx:
            return self.assign_in(tx, work_item_id, to=to, by=by, reason=reason, revision=revision)

    def assign_in(
        self,
        tx: Transaction,
        work_item_id: int,
        *,
        to: str,
        by: Actor | str,
        reason: str = "",
        revision: int | None = None,
    ) -> int:
        """Give an item to somebody else within an open transaction. Raises NotOpen, Conflict, Suspended."""
        return work_items.assign(
            self.context, tx, work_item_id, to=to, by=_person(by), reason=reason, revision=revision
        )

    def throw_error(self, work_item_id: int, code: str, message: str = "", *, by: By = None) -> None:
        """Report a business error at a user task. Raises Conflict where the process does not expect it."""
        with self.context.begin("throw_error", actor(by)) as tx:
            work_items.throw_error(self.context, tx, work_item_id, code, message, by=actor(by))

    # messages, timers and jobs

    def message(
        self,
        name: str,
        *,
        correlation: Values = None,
        variables: Values = None,
        dedupe: str | None = None,
        ttl: timedelta | None = None,
        by: By = None,
        within: str | None = None,
    ) -> messages.Delivery:
        """Deliver a message to the one place it fits, or start what it starts. Raises Ambiguous, StartRefused.

        `within` is the login of a sender who reaches only what he could have started.
        """
        message = Message(
            name=name,
            correlation=correlation or {},
            variables=variables or {},
            dedupe=dedupe,
            ttl=ttl,
            within=within,
        )
        with self.context.begin("message", actor(by)) as tx:
            return messages.deliver(self.context, tx, message, by=actor(by))

    def message_in(self, tx: Transaction, instance_id: int, name: str, *, variables: Values = None) -> bool:
        """Hand a message to an instance, or those it called, in an open transaction; False where none waits."""
        return messages.deliver_to(self.context, tx, instance_id, name, variables or {})

    def signal(self, name: str, *, variables: Values = None, by: By = None) -> int:
        """Broadcast a signal: one job per listener. Returns how many there are."""
        with self.context.begin("signal", actor(by)) as tx:
            return jobs.broadcast(tx, Hot(tx), name, dict(variables or {}))

    def run_due(self, *, limit: int = 100) -> int:
        """Fire timers and do jobs that are due; returns how much was done."""
        return due.run_due(self.context, owner=self._worker, limit=limit)

    def run_background(self) -> int:
        """One comparison of a published definition with the second engine; returns how much was done.

        It may take seconds: have a thread of its own call it.
        """
        return due.run_background(self.context, owner=self._worker)

    def run_jobs(self, *, limit: int = 100) -> int:
        """Do jobs that are due, without firing timers."""
        return due.run_jobs(self.context, owner=self._worker, limit=limit)


def _person(by: Actor | str) -> Actor:
    return Actor(by) if isinstance(by, str) else by


def _change(instance_id: int, element: str, value: Any, by: Actor | None) -> loop_items.Change:
    login = None if by is None else by.login
    return loop_items.Change(instance_id=instance_id, element=element, value=value, by=login)
