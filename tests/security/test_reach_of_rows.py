"""Row-level rights (3.7, 3.8): every position × every kind of record × whose it is × action, against an oracle.

The oracle is written from the requirements and knows nothing of the SQL. Beside the standard positions there is
one per scope that may do everything as far as that scope reaches, so that each scope is tried on each kind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, false, insert, select

from adapters.crm import catalogue, tables
from adapters.crm.records import Entity, access
from engine import organisation
from engine.clock import ManualClock
from engine.ids import new_id
from engine.organisation import Person, Scope, standard
from engine.organisation import grants as rights
from engine.store.types import Instant, Money, Ratio
from engine.store.uow import Store

ACTIONS = ("view", "edit", "delete", "export")
#: What a level of sharing lets somebody do with a customer and what hangs on it.
SHARED = {
    "view": {"view", "export"},
    "follow": {"view", "export"},
    "edit": {"view", "export", "edit"},
    "full": {"view", "export", "edit", "delete"},
}
READING = {"view", "export"}
#: What waits for an owner is seen by whoever leads others: he gives it one.
WAITING = {"lead"}
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Owner:
    """Somebody who owns records: where he sits, and under whom."""

    id: int
    department: str
    plate: str
    superior: int | None = None


@dataclass(frozen=True)
class Case:
    """Whose a customer and what hangs on it are: `shared` = (person, level); `pool`: nobody's, open to claims."""

    name: str
    owner: Owner | None
    plate: str | None = None
    shared: tuple[int, str] | None = None
    gone: bool = False


@dataclass
class World:
    """One store with a row of every kind of record in every case."""

    connection: Connection
    people: Mapping[str, Person]  # position → who holds it
    seats: Mapping[int, Owner]
    cases: list[Case]
    plates: Mapping[str, int]
    rows: dict[str, dict[int, Case]] = field(default_factory=dict)  # entity → row → its case


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = Store("sqlite://", clock=ManualClock(NOW))
    store.create()
    with store.begin(by=None, action="test") as tx:
        people, seats, plates = hire(tx)
    with store.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            "PRAGMA defer_foreign_keys = ON"
        )  # never committed: rows need no neighbours
        made = World(
            connection, {code: organisation.person(connection, one.id) for code, one in people.items()},
            seats, cases(people, seats), plates,
        )  # fmt: skip
        fill(made)
        yield made
        connection.get_transaction().rollback()
    store.close()


def hire(tx: Any) -> tuple[dict[str, Owner], dict[int, Owner], dict[str, int]]:
    """Holders of every position in one department, somebody below each, colleagues near and far."""
    standard.install(tx)
    for scope in Scope:
        code = f"scope_{scope}"
        organisation.add_position(
            tx, code=code, name=code, name_en=code, short_name=code, kind="test", rank=1
        )
        for resource, action in itertools.product({one.right for one in catalogue.entities()}, ACTIONS):
            organisation.grant(tx, code, resource, action, scope)
    plates = {code: organisation.add_plate(tx, code=code, name=code, name_en=code) for code in ("A", "B")}
    parts = {"X": "A", "Y": "A", "Z": "B"}
    places = {
        code: organisation.add_department(tx, code=code, name=code, name_en=code, plate_id=plates[plate])
        for code, plate in parts.items()
    }
    seats: dict[int, Owner] = {}

    def seat(login: str, place: str, above: int | None = None) -> Owner:
        person_id = organisation.add_person(
            tx,
            code=login,
            login=login,
            name=login,
            name_en=login,
            department_id=places[place],
            superior_id=above,
        )
        seats[person_id] = Owner(person_id, place, parts[place], above)
        return seats[person_id]

    people = {}
    codes = [code for code, *_ in standard.POSITIONS] + [f"scope_{scope}" for scope in Scope]
    for code in codes:
        people[code] = seat(code, "X")
        organisation.assign_position(tx, people[code].id, code)
        below = seat(f"{code}.below", "Y", people[code].id)
        seat(f"{code}.deep", "Z", below.id)  # below, though of another plate
    for login, place in (("near", "X"), ("plate", "Y"), ("far", "Z")):
        seat(login, place)
    return people, seats, plates


def cases(people: Mapping[str, Owner], seats: Mapping[int, Owner]) -> list[Case]:
    found = [Case(f"of {one.id}", one, one.plate) for one in seats.values()]
    far = list(seats.values())[-1]
    for one, level in itertools.product(people.values(), SHARED):
        found.append(Case(f"{level} for {one.id}", far, far.plate, shared=(one.id, level)))
    found += [Case("pool of everybody", None), Case("pool of A", None, "A"), Case("pool of B", None, "B")]
    found += [Case(f"gone of {one.id}", one, one.plate, gone=True) for one in people.values()]
    return found


def fill(world: World) -> None:
    """A row of every kind in every case, each hanging on the rows of the same case."""
    known: dict[tuple[str, str], int] = {}
    done: set[str] = set()

    def made(entity: Entity) -> None:
        if entity.key in done:
            return
        done.add(entity.key)
        for key in {"account", *([entity.parent[1]] if entity.parent else [])} - {entity.key}:
            made(catalogue.entity(key))
        table, batch, mine = entity.table, [], {}
        required = [one for one in table.c if not one.nullable and one.server_default is None]
        for number, case in enumerate(world.cases):
            values = {one.name: _filler(one, number) for one in required if one.default is None}
            if table is tables.account:
                values |= {"plate_id": world.plates.get(case.plate or ""), "owner_id": None, "invalid": False}
                values |= {"pool_state": "public" if case.owner is None else "claimed"}
            elif "account_id" in table.c:
                values["account_id"] = known["account", case.name]
            if entity.waits_for_owner and case.owner is None:
                values["plate_id"] = world.plates.get(case.plate or "")
            if entity.parent:
                values[entity.parent[0]] = known[entity.parent[1], case.name]
            if entity.owner:
                values[entity.owner] = None if case.owner is None else case.owner.id
                if case.owner is None and not table.c[entity.owner].nullable:
                    values[entity.owner] = list(world.seats)[-1]  # of somebody far away
            values |= {"id": new_id(), "deleted_at": NOW if case.gone else None}
            known[entity.key, case.name] = values["id"]
            mine[values["id"]] = case
            batch.append(values)
        names = {name for one in batch for name in one}
        world.connection.execute(insert(table), [{name: one.get(name) for name in names} for one in batch])
        world.rows[entity.key] = mine

    for entity in catalogue.entities():
        made(entity)
    share = tables.account_share
    shares = [
        {"id": new_id(), "account_id": known["account", one.name], "person_id": one.shared[0]}
        | {"level": one.shared[1], "granted_by_id": one.owner.id, "created_at": NOW, "updated_at": NOW}
        for one in world.cases
        if one.shared and one.owner
    ]
    world.connection.execute(insert(share), shares)


def _filler(column: Any, number: int) -> Any:
    """Something that a column may hold: codes from its check, texts and numbers that differ from row to row."""
    if column.table is tables.discount_rule and column.name == "kind":
        return "customer"  # the other kinds need more than their code
    for check in column.table.constraints:
        text = str(getattr(check, "sqltext", ""))
        if re.match(rf"{column.name} IN \(", text):
            return re.findall(r"'([^']*)'", text)[0]
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, Money | Ratio):
        return Decimal(0)
    kind = column.type.python_type
    if kind is str:
        return f"{number}{column.name}"[: column.type.length or 64]
    return {bool: False, int: number + 1, Decimal: Decimal(0), date: TODAY}.get(kind, {})


def reaches(world: World, me: Owner, scope: Scope | None, entity: Entity, case: Case, action: str) -> bool:
    """What the requirements say."""
    if scope is None or case.gone:
        return False
    if scope is Scope.ALL:
        return True
    if entity.key == "account":
        pool = case.owner is None and action == "view" and case.plate in (None, me.plate)
        whole_plate = scope is Scope.PLATE and case.plate == me.plate
        return pool or whole_plate or held(world, me, scope, case, action)
    if entity.key in WAITING and case.owner is None:
        # a lead is given to somebody by who leads others in its plate; one of no plate by any of them
        leads = action == "view" and scope is not Scope.OWN and case.plate in (None, me.plate)
        if leads or (scope is Scope.PLATE and case.plate == me.plate):
            return True
    has_account = "account_id" in entity.table.c
    if entity.owner and in_scope(world, me, scope, owner_of(world, entity, case)):
        return True
    if entity.parent and not (entity.owner and has_account):
        above = catalogue.entity(entity.parent[1])
        if above.key == "account":
            return held_on_plate(world, me, scope, case, action)
        return reaches(world, me, scope, above, case, action)
    if has_account and action in READING:
        return held_on_plate(world, me, scope, case, action)
    return has_account and shares(me, case, action)


def owner_of(world: World, entity: Entity, case: Case) -> Owner | None:
    if case.owner is None and not entity.table.c[entity.owner].nullable:
        return list(world.seats.values())[-1]
    return case.owner


def held_on_plate(world: World, me: Owner, scope: Scope, case: Case, action: str) -> bool:
    """The customer is within reach; what hangs on one of the pool is reached by its plate only."""
    return held(world, me, scope, case, action) or (scope is Scope.PLATE and case.plate == me.plate)


def held(world: World, me: Owner, scope: Scope, case: Case, action: str) -> bool:
    return in_scope(world, me, scope, case.owner) or shares(me, case, action)


def shares(me: Owner, case: Case, action: str) -> bool:
    return case.shared is not None and case.shared[0] == me.id and action in SHARED[case.shared[1]]


def in_scope(world: World, me: Owner, scope: Scope, owner: Owner | None) -> bool:
    if owner is None:
        return False
    if owner.id == me.id:
        return True
    if scope is Scope.SUBORDINATE:
        above = owner.superior
        while above is not None and above != me.id:
            above = world.seats[above].superior
        return above == me.id
    if scope is Scope.DEPARTMENT:
        return owner.department == me.department
    return scope is Scope.PLATE and owner.plate == me.plate


def granted(position: str, resource: str, action: str) -> Scope | None:
    """The widest scope that the standard gives a position, read from its table."""
    if position.startswith("scope_"):
        return Scope(position.removeprefix("scope_"))
    own = {**standard._EVERYBODYS_OWN, **standard.GRANTS[position].get(Scope.OWN, {})}
    all_ = {**standard.GRANTS[position], Scope.OWN: own}
    found = [scope for scope, given in all_.items() if action in given.get(resource, "").split()]
    return max(found, key=list(Scope).index, default=None)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_position_reaches_exactly_the_rows_that_the_requirements_name(
    world: World, action: str
) -> None:
    wrong = []
    for code, person in world.people.items():
        me = world.seats[person.id]
        for entity in catalogue.entities():
            scope = granted(code, entity.right, action)
            assert rights.may(world.connection, person, entity.right, action) == scope
            reach = access.reach(world.connection, person, entity, action)
            got: set[int] = set()
            if str(reach) != str(false()):
                alive = select(entity.table.c.id).where(entity.table.c.deleted_at.is_(None), reach)
                got = (
                    set(world.connection.scalars(alive)) & world.rows[entity.key].keys()
                )  # two kinds in a table
            rows = world.rows[entity.key]
            wanted = {row for row, case in rows.items() if reaches(world, me, scope, entity, case, action)}
            if got != wanted:
                more, less = ({rows[one].name for one in found} for found in (got - wanted, wanted - got))
                wrong.append(
                    (code, entity.key, f"too many: {sorted(more)[:3]}", f"missing: {sorted(less)[:3]}")
                )
    assert not wrong, wrong[:12]
