"""What a person holds: customers, open documents, tasks, shares, open work items, processes, people below him."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, or_, select, true

from adapters.crm import catalogue, tables
from adapters.crm.ownership import documents
from engine import organisation
from engine.organisation import Person
from engine.organisation import tables as people
from engine.organisation.snapshot import company_today
from engine.service import leaving

account = tables.account
#: What the data of processes are called that hold a login: tasks are given out by them.
PEOPLE = frozenset(
    {
        "applicant",
        "approvers",
        "author",
        "chooser",
        "claimant",
        "engineer",
        "handler",
        "owner",
        "owner_login",
        "requester",
        "superior",
        "supervisor",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One thing that somebody holds. `kind` and `id` name it; `note` says whose customer it is about."""

    kind: str
    id: int
    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""
    url: str = ""

    def title(self, lang: str) -> str:
        """How it is called."""
        return self.zh if lang == "zh" else self.en or self.zh

    def note(self, lang: str) -> str:
        """What it is about."""
        return self.note_zh if lang == "zh" else self.note_en or self.note_zh

    def fits(self, words: str) -> bool:
        """Whether every word is in its names."""
        text = f"{self.zh} {self.en} {self.note_zh} {self.note_en}".casefold()
        return all(word in text for word in words.casefold().split())


Lister = Callable[[Connection, Person], Sequence[Held]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of things that change hands. `right`: the receiver must have it (resource, action)."""

    key: str
    zh: str
    en: str
    held: Lister
    right: tuple[str, str] | None = None
    icon: str = "file"

    def word(self, lang: str) -> str:
        """Many of them, in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Rows of a table that belong to a person while they are open."""

    entity: str
    table: Table
    owner: str
    is_open: ColumnElement[bool]


def _open(entity: str) -> Records:
    table, is_open, *_ = documents.OPEN[entity]
    return Records(entity=entity, table=table, owner="owner_id", is_open=is_open)


#: kind → its rows
RECORDS: Mapping[str, Records] = {
    "account": Records(entity="account", table=account, owner="owner_id", is_open=true()),
    **{key: _open(key) for key in ("lead", "opportunity", "quote")},
    "contract": Records(
        entity="contract",
        table=tables.contract,
        owner="owner_id",
        is_open=tables.contract.c.state.not_in(("rejected", "ended")),
    ),
    "order": _open("order"),
    "return": Records(
        entity="return",
        table=tables.return_order,
        owner="owner_id",
        is_open=tables.return_order.c.state.not_in(("closed", "cancelled", "rejected", "refunded")),
    ),
    "feedback": Records(
        entity="feedback",
        table=tables.feedback,
        owner="handler_id",
        is_open=tables.feedback.c.state.not_in(("closed", "rejected")),
    ),
    "task": _open("task"),
    "contact_plan": Records(
        entity="contact_plan",
        table=tables.contact_plan,
        owner="owner_id",
        is_open=tables.contact_plan.c.done_at.is_(None) & (tables.contact_plan.c.state == "draft"),
    ),
}


def _rows_of(records: Records) -> Lister:
    def held(connection: Connection, person: Person) -> Sequence[Held]:
        table = records.table
        query = select(table).where(
            table.c[records.owner] == person.id, records.is_open, table.c.deleted_at.is_(None)
        )
        rows = connection.execute(query.order_by(table.c.id)).all()
        return [_record(records.entity, row, *names) for row, names in _with_customers(connection, rows)]

    return held


def _record(entity: str, row: Row[Any], note_zh: str, note_en: str) -> Held:
    kind = catalogue.entity(entity)
    return Held(
        kind=entity,
        id=row.id,
        zh=kind.called(row, "zh") or kind.zh,
        en=kind.called(row, "en") or kind.en,
        note_zh=row.code if entity == "account" else note_zh,
        note_en=row.code if entity == "account" else note_en,
        url=kind.url(row.id),
    )


def _with_customers(
    connection: Connection, rows: Sequence[Row[Any]]
) -> Sequence[tuple[Row[Any], tuple[str, str]]]:
    """Each row with the Chinese and English name of its customer."""
    if not rows or "account_id" not in rows[0]._mapping:
        return [(row, ("", "")) for row in rows]
    wanted = {row.account_id for row in rows if row.account_id is not None}
    query = select(account.c.id, account.c.name, account.c.name_en).where(account.c.id.in_(wanted))
    names = {one.id: (one.name, one.name_en) for one in connection.execute(query)}
    return [(row, names.get(row.account_id, ("", ""))) for row in rows]


def _shares(connection: Connection, person: Person) -> Sequence[Held]:
    """Customers of others that were shared with the person and still are."""
    share = tables.account_share
    query = (
        select(share.c.id, account.c.name, account.c.name_en, account.c.code)
        .join(account, account.c.id == share.c.account_id)
        .where(
            share.c.person_id == person.id,
            share.c.deleted_at.is_(None),
            account.c.deleted_at.is_(None),
            or_(share.c.valid_to.is_(None), share.c.valid_to >= company_today()),
        )
    )
    return [
        Held(kind="share", id=row.id, zh=row.name, en=row.name_en, note_zh=row.code, note_en=row.code)
        for row in connection.execute(query.order_by(share.c.id))
    ]


def _work_items(connection: Connection, person: Person) -> Sequence[Held]:
    alone = {
        code
        for code in person.positions
        if not any(one.id != person.id for one in organisation.holders(connection, code))
    }
    return [
        Held(
            kind="work_item",
            id=item.id,
            zh=item.title,
            en=item.title,
            note_zh=item.name,
            note_en=item.name,
            url=f"/worklist/{item.id}",
        )
        for item in leaving.items_of(connection, person.login, groups=alone)
    ]


def _processes(connection: Connection, person: Person) -> Sequence[Held]:
    """Running processes that would give the person tasks; his own hand-over is none of them."""
    table = tables.handover
    own = connection.scalars(select(table.c.instance_id).where(table.c.person_id == person.id)).all()
    return [
        Held(
            kind="instance",
            id=one.root_id,
            zh=one.business_key or one.process,
            en=one.business_key or one.process,
            note_zh=", ".join(one.names),
            note_en=", ".join(one.names),
            url=f"/monitor/{one.root_id}",
        )
        for one in leaving.processes_naming(
            connection, person.login, people=PEOPLE, but=[root for root in own if root is not None]
        )
    ]


def _subordinates(connection: Connection, person: Person) -> Sequence[Held]:
    return [
        Held(kind="subordinate", id=one.id, zh=one.full_label("zh"), en=one.full_label("en"))
        for one in organisation.everyone(connection)
        if one.superior_id == person.id
    ]


def _departments(connection: Connection, person: Person) -> Sequence[Held]:
    table = people.department
    query = select(table).where(table.c.manager_id == person.id).order_by(table.c.id)
    return [
        Held(kind="department", id=row.id, zh=row.name, en=row.name_en) for row in connection.execute(query)
    ]


def _of_entity(key: str) -> Kind:
    entity = catalogue.entity(RECORDS[key].entity)
    return Kind(
        key=key,
        zh=entity.many_zh,
        en=entity.many_en,
        icon=entity.icon,
        held=_rows_of(RECORDS[key]),
        right=(entity.right, "edit"),
    )


#: In the order of the page.
KINDS: Mapping[str, Kind] = {
    **{key: _of_entity(key) for key in RECORDS},
    "share": Kind(
        key="share",
        zh="共享给其的客户",
        en="Customers shared with him",
        icon="share",
        held=_shares,
        right=("account", "view"),
    ),
    "work_item": Kind(key="work_item", zh="待办工作项", en="Open work items", icon="inbox", held=_work_items),
    "instance": Kind(
        key="instance", zh="运行中的流程", en="Running processes", icon="sitemap", held=_processes
    ),
    "subordinate": Kind(
        key="subordinate", zh="直接下属", en="People below him", icon="users", held=_subordinates
    ),
    "department": Kind(
        key="department", zh="负责的部门", en="Departments led", icon="building", held=_departments
    ),
}


def holdings(connection: Connection, person: Person) -> Mapping[str, Sequence[Held]]:
    """kind → what the person holds of it, in the order of the page; kinds of which he holds nothing are left out."""
    found = {key: kind.held(connection, person) for key, kind in KINDS.items()}
    return {key: held for key, held in found.items() if held}


def contacts_of(connection: Connection, person: Person) -> int:
    """How many contacts go along with his customers."""
    contact = tables.contact
    query = (
        select(func.count())
        .select_from(contact)
        .join(account, account.c.id == contact.c.account_id)
        .where(
            account.c.owner_id == person.id, account.c.deleted_at.is_(None), contact.c.deleted_at.is_(None)
        )
    )
    return connection.scalar(query) or 0
