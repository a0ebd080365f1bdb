"""What an applicant does with his requests: keep a draft, submit, correct, withdraw, discard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from adapters.crm.numbering import next_number
from engine.errors import Conflict, EngineError
from engine.ids import new_id
from engine.organisation import Person
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema.runtime import work_item
from engine.store.uow import Transaction
from engine.store.values import encode
from forms.files import Received, uploads
from processes.approval.chosen import desk
from processes.approval.chosen.desk import Paper
from processes.approval.chosen.kept import Kept, forget, keep
from processes.approval.documents import Documents
from processes.approval.withdrawal import may_withdraw, of_instance, withdraw_in
from processes.approval.withdrawal.errors import NothingToWithdraw
from processes.called import with_called
from processes.requests import flows, moves, rows
from processes.requests.accepting import accepted
from processes.requests.errors import SavedMeanwhile
from processes.requests.files import settled
from processes.requests.kind import RequestKind
from processes.requests.operations import not_an_applicant
from processes.requests.published import RequestKinds
from processes.requests.tables import request
from processes.requests.written import kept_values, number_pattern

CORRECT, WITHDRAW = "correct", "request.withdraw"
Values = Mapping[str, Any]


class Requests:
    """The commands, on the processes of one store."""

    def __init__(self, *, engine: Engine, kinds: RequestKinds, documents: Documents) -> None:
        self._engine = engine
        self._store = engine.store
        self._kinds = kinds
        self._documents = documents

    def save_draft(
        self,
        person: Person,
        key: str,
        typed: Values,
        *,
        request_id: int | None,
        revision: int,
        submission: str,
        route: Kept | None = None,
    ) -> int:
        """Keep what is typed, right or wrong; the id of the draft. Raises SavedMeanwhile, KindUnknown."""
        with self._store.begin(by=person.id, action="request.save") as tx:
            kind = self._kinds.latest(tx.connection, key)
            row = self._draft(tx, person, kind, request_id, revision, submission)
            if row.state != "draft":
                raise moves.not_now(row)
            moves.write(tx, row, content=encode(dict(typed)), definition_id=kind.definition.id)
            _keep_route(tx, row, route)
            return int(row.id)

    def keep_files(self, person: Person, request_id: int, given: list[Received]) -> list[int]:
        """Keep files for a request that is being filled in; their ids. Raises NotFound, NotNow."""
        with self._store.begin(by=person.id, action="request.upload") as tx:
            row = self._mine(tx, person, request_id)
            if row.state not in ("draft", *rows.CORRECTED):
                raise moves.not_now(row)
            return [uploads.keep(tx, one, item_id=row.id, root_id=row.id) for one in given]

    def submit(
        self,
        person: Person,
        key: str,
        typed: Values,
        *,
        request_id: int | None,
        revision: int,
        submission: str,
        route: Kept | None = None,
    ) -> int:
        """Give it a number and start its process, in one transaction; the id of the request.

        The same page sent twice is one request. `route`: what the applicant chose, None where his page has no route.
        Raises FieldsRefused, RouteRefused, RouteChanged, NotAnApplicant, SavedMeanwhile, StartRefused.
        """
        with self._store.begin(by=person.id, action="request.submit") as tx:
            kind = self._kinds.latest(tx.connection, key)
            if not kind.may_start(person):
                raise not_an_applicant(tx.connection, kind.title("zh"), kind.title("en"), kind.head.starters)
            row = self._draft(tx, person, kind, request_id, revision, submission)
            if row.no is not None:
                return int(row.id)  # sent already
            values = self._accepted(tx, kind, person, typed, row.id)
            no = next_number(tx, kind.key, default=number_pattern(kind))
            row = moves.write(tx, row, no=no, **kept_values(kind, no, person, values))
            _keep_route(tx, row, route)
            self._start(tx, kind, row, person)
            return int(row.id)

    def correct(
        self,
        person: Person,
        request_id: int,
        typed: Values,
        *,
        revision: int,
        route: Kept | None = None,
    ) -> None:
        """Change a request that came back, or was taken back, and submit it again.

        One that was taken back begins its process anew under the same number. Raises FieldsRefused, NotNow,
        SavedMeanwhile, StartRefused.
        """
        with self._store.begin(by=person.id, action="request.correct") as tx:
            row = self._mine(tx, person, request_id, lock=False)
            self._engine.lock_in(tx, row.instance_id or 0)
            row = self._mine(tx, person, request_id)
            if row.state not in rows.CORRECTED:
                raise moves.not_now(row)
            if row.revision != revision:
                raise SavedMeanwhile
            kind = self._kinds.version(tx.connection, row.definition_id)
            values = self._accepted(tx, kind, person, typed, row.id)
            again = row.state == "withdrawn"
            of_a_new_process = {"instance_id": None} if again else {}
            row = moves.write(tx, row, **kept_values(kind, row.no, person, values), **of_a_new_process)
            _keep_route(tx, row, route)
            late = None
            if again:
                self._start(tx, kind, row, person)
            else:
                self._demand_route(tx, row, person)
                late = self._complete(tx, row, CORRECT, person)
        if late is not None:
            raise late

    def withdraw(self, person: Person, request_id: int, reason: str = "") -> None:
        """Take it back while nobody has decided, or give it up instead of correcting it.

        Raises NotNow, and what `withdraw_in` refuses.
        """
        with self._store.begin(by=person.id, action="request.withdraw") as tx:
            row = self._mine(tx, person, request_id, lock=False)
            if row.state not in rows.OPEN or row.instance_id is None:
                raise moves.not_now(row)
            self._engine.lock_in(tx, row.instance_id)
            if rows.of(tx.connection, request_id).state != "returned":
                withdraw_in(self._engine, tx, person, row.instance_id, reason)
            elif not self._engine.message_in(tx, row.instance_id, WITHDRAW):
                raise NothingToWithdraw

    def may_withdraw(self, connection: Connection, person: Person, row: Row[Any]) -> bool:
        """Whether the applicant may take it back now."""
        if row.applicant_id != person.id or row.instance_id is None:
            return False
        if row.state == "returned":
            return True
        running = of_instance(connection, row.instance_id) if row.state == "in_approval" else ()
        return may_withdraw(connection, person, running)

    def discard(self, person: Person, request_id: int) -> None:
        """Throw a draft away. Raises NotFound, NotNow."""
        with self._store.begin(by=person.id, action="request.discard") as tx:
            row = self._mine(tx, person, request_id)
            if row.no is not None:
                raise moves.not_now(row)
            forget(tx, row.key, row.id)
            tx.connection.execute(delete(request).where(request.c.id == row.id))

    def _draft(
        self,
        tx: Transaction,
        person: Person,
        kind: RequestKind,
        request_id: int | None,
        revision: int,
        submission: str,
    ) -> Row[Any]:
        """The draft of a page: the one it names, the one it began before, or a new one."""
        if request_id is not None:
            row = self._mine(tx, person, request_id)
            if row.key != kind.key:
                raise rows.missing(request_id)
            if row.no is None and row.revision != revision:  # one that has a number was sent a moment ago
                raise SavedMeanwhile
            return row
        mine = (request.c.applicant_id == person.id, request.c.submission == submission)
        known = tx.connection.execute(select(request).where(*mine).with_for_update(key_share=True)).first()
        if known is not None:
            return known
        identity = new_id()
        tx.connection.execute(
            insert(request).values(
                id=identity,
                key=kind.key,
                definition_id=kind.definition.id,
                applicant_id=person.id,
                submission=submission,
                content="{}",
                created_at=tx.now,
                updated_at=tx.now,
            )
        )
        return rows.of(tx.connection, identity, lock=True)

    def _mine(self, tx: Transaction, person: Person, request_id: int, *, lock: bool = True) -> Row[Any]:
        row = rows.of(tx.connection, request_id, lock=lock)
        if row.applicant_id != person.id:
            raise rows.missing(request_id)
        return row

    def _accepted(
        self, tx: Transaction, kind: RequestKind, person: Person, typed: Values, request_id: int
    ) -> dict[str, Any]:
        values = accepted(tx.connection, kind, person, typed)
        return settled(tx, kind.form, values, request_id=request_id)

    def _start(self, tx: Transaction, kind: RequestKind, row: Row[Any], person: Person) -> None:
        """Begin its process."""
        document = self._documents.of(kind.key)
        flows.install(tx, kind, document)
        self._demand_route(tx, row, person)
        variables = {
            "request_id": row.id,
            "document_type": kind.key,
            "document_id": row.id,
            "applicant": person.login,
            "request_title": row.title,
        }
        self._engine.start_in(
            tx,
            kind.key,
            variables=variables,
            business_key=row.no,
            by=Actor(person.login, person.id),
            refusable=True,
        )

    def _demand_route(self, tx: Transaction, row: Row[Any], person: Person) -> None:
        desk.demand(tx.connection, self._documents, person, Paper(type=row.key, id=row.id, at=tx.now))

    def _complete(self, tx: Transaction, row: Row[Any], element: str, person: Person) -> EngineError | None:
        """Complete the applicant's open task; what comes back is raised once the timers are committed."""
        query = select(work_item.c.id).where(
            work_item.c.instance_id.in_(with_called([row.instance_id])),
            work_item.c.element == element,
            work_item.c.closed_at.is_(None),
        )
        item = tx.connection.scalar(query)
        if item is None:
            raise Conflict(what="the request is elsewhere by now", what_zh="该申请已在其他步骤")
        answer = self._engine.complete_in(tx, item, {}, by=Actor(person.login, person.id))
        return answer if isinstance(answer, EngineError) else None


def _keep_route(tx: Transaction, row: Row[Any], route: Kept | None) -> None:
    if route is not None:
        keep(tx, row.key, row.id, route.choice, seen=route.revision)
