"""What an administrator does with the organisation. Each command is one transaction and asks for the right first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.errors import Conflict, Invalid
from engine.organisation import (
    Person,
    Status,
    add_department,
    add_person,
    add_plate,
    add_position,
    assign_position,
    demand,
    set_status,
    tables,
)
from engine.organisation.changes import grant_all
from engine.organisation.editing import (
    Rights,
    demand_administrator,
    edit,
    end_post_now,
    make_main,
    remove_department,
    retire_position,
    set_rights,
)
from engine.organisation.person import Scope
from engine.store.uow import Store, Transaction
from forms.accounts import create_account, give_password

RESOURCE = "organisation"
Facts = Mapping[str, Any]


class Organisation:
    """Commands on the organisation of a store.

    All raise Forbidden for those without the right, Conflict for a row that somebody else changed meanwhile,
    and NobodyAdministers when nobody could undo it.
    """

    def __init__(self, *, store: Store) -> None:
        self.store = store

    def add_person(self, by: Person, facts: Facts, *, position: str, password: str) -> int:
        """A person with a login and a first position; the id. Raises Invalid, PasswordRefused."""
        with self._begin(by, "add_person") as tx:
            _refuse_taken(tx, "login", facts["login"])
            _refuse_taken(tx, "code", facts["code"])
            person_id = add_person(tx, **facts)
            assign_position(tx, person_id, position)
            create_account(tx, person_id, password, must_change=True)
        return person_id

    def edit_person(self, by: Person, person_id: int, facts: Facts, *, seen: str) -> None:
        """Name, department, superior and how to reach a person. The login never changes."""
        with self._begin(by, "edit_person") as tx:
            _refuse_taken(tx, "code", facts["code"], but=person_id)
            edit(tx, tables.person, person_id, seen=seen, **facts)

    def set_standing(self, by: Person, person_id: int, status: Status, *, reason: str) -> None:
        """Freeze a person (no rights, no session) or release him. Raises Conflict for oneself."""
        if person_id == by.id and status != "active":
            raise Conflict(what="you cannot freeze yourself", what_zh="不能冻结您自己")
        with self._begin(by, "set_standing", reason) as tx:
            set_status(tx, person_id, status)

    def give_password(self, by: Person, person_id: int, password: str) -> None:
        """Another password, to be changed at the next login. Raises PasswordRefused."""
        with self._begin(by, "give_password") as tx:
            give_password(tx, person_id, password)

    def assign(
        self,
        by: Person,
        person_id: int,
        position: str,
        *,
        valid_from: date | None,
        valid_to: date | None,
        is_main: bool,
    ) -> None:
        """Let a person hold a position. Raises Invalid for a period that ends before it begins."""
        with self._begin(by, "assign_position") as tx:
            if valid_to is not None and valid_to < (valid_from or tx.now.date()):
                raise Invalid(
                    field="valid_to", message="ends before it begins", message_zh="结束日期早于开始日期"
                )
            post_id = assign_position(
                tx, person_id, position, valid_from=valid_from, valid_to=valid_to, is_main=is_main
            )
            if is_main:
                make_main(tx, person_id, post_id)

    def end_post(self, by: Person, post_id: int, *, reason: str) -> None:
        """Take a position away from a person, from now on."""
        with self._begin(by, "end_post", reason) as tx:
            end_post_now(tx, post_id)

    def add_plate(self, by: Person, facts: Facts) -> None:
        """A business division of its own."""
        with self._begin(by, "add_plate") as tx:
            _refuse_taken(tx, "code", facts["code"], table=tables.plate)
            add_plate(tx, **facts)

    def add_department(self, by: Person, facts: Facts) -> None:
        """A department."""
        with self._begin(by, "add_department") as tx:
            _refuse_taken(tx, "code", facts["code"], table=tables.department)
            made = add_department(
                tx, **{name: value for name, value in facts.items() if name != "manager_id"}
            )
            edit(tx, tables.department, made, manager_id=facts["manager_id"])

    def edit_department(self, by: Person, department_id: int, facts: Facts, *, seen: str) -> None:
        """Its names, what it belongs to and who leads it."""
        with self._begin(by, "edit_department") as tx:
            _refuse_taken(tx, "code", facts["code"], table=tables.department, but=department_id)
            edit(tx, tables.department, department_id, seen=seen, **facts)

    def remove_department(self, by: Person, department_id: int, *, reason: str) -> None:
        """Take an empty department away. Raises StillUsed."""
        with self._begin(by, "remove_department", reason) as tx:
            remove_department(tx, department_id)

    def add_position(self, by: Person, facts: Facts, *, like: str = "") -> None:
        """A position, with the rights of another one if `like` names it."""
        with self._begin(by, "add_position") as tx:
            _refuse_taken(tx, "code", facts["code"], table=tables.position)
            add_position(tx, **{name: value for name, value in facts.items() if name != "can_approve"})
            position_id = tx.connection.scalar(
                select(tables.position.c.id).where(tables.position.c.code == facts["code"])
            )
            assert position_id is not None
            edit(tx, tables.position, position_id, can_approve=facts["can_approve"])
            if like:
                _copy_rights(tx, like, facts["code"])

    def edit_position(self, by: Person, position_id: int, facts: Facts, *, seen: str) -> None:
        """Its names, rank, and whether it decides."""
        with self._begin(by, "edit_position") as tx:
            edit(tx, tables.position, position_id, seen=seen, **facts)

    def retire_position(self, by: Person, position_id: int, *, reason: str) -> None:
        """Let nobody receive it any more. Raises StillUsed."""
        with self._begin(by, "retire_position", reason) as tx:
            retire_position(tx, position_id)

    def set_rights(self, by: Person, code: str, rights: Rights, *, reason: str) -> None:
        """Give a position these rights; those that are not named stay."""
        with self._begin(by, "set_rights", reason) as tx:
            set_rights(tx, code, rights)

    @contextmanager
    def _begin(self, by: Person, action: str, reason: str | None = None) -> Iterator[Transaction]:
        with self.store.begin(by=by.id, action=f"organisation.{action}") as tx:
            demand(tx.connection, by, RESOURCE, "administer")
            if reason == "":
                raise Invalid(field="reason", message="a reason is needed", message_zh="请填写原因")
            yield tx
            if reason:
                tx.audit("organisation.reason", payload={"action": action, "reason": reason})
            demand_administrator(tx)


def _refuse_taken(
    tx: Transaction, field: str, value: str, *, table: Any = tables.person, but: int = 0
) -> None:
    column = table.c[field]
    found = tx.connection.scalars(select(table.c.id).where(column == value, table.c.id != but)).first()
    if found is not None:
        raise Invalid(field=field, message="is taken", message_zh="已被使用")


def _copy_rights(tx: Transaction, source: str, target: str) -> None:
    """The grants and denials of one position for a new one."""
    held = (
        select(tables.grant)
        .join(tables.position, tables.position.c.id == tables.grant.c.position_id)
        .where(tables.position.c.code == source)
    )
    rows = tx.connection.execute(held).all()
    grant_all(tx, [(target, row.resource, row.action, Scope(row.scope)) for row in rows if row.allow])
    set_rights(tx, target, {(row.resource, row.action): False for row in rows if not row.allow})
