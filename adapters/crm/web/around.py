"""What belongs to a customer: its tabs with rows of every kind, its processes, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from adapters.crm import catalogue, follow_ups, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.processes import Processes
from adapters.crm.records import Child, Entity, access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.records.page import Children, below
from adapters.crm.web.records.shown import Values
from adapters.crm.web.timeline import Happening
from adapters.crm.words import word
from engine import organisation
from engine.organisation import Person
from engine.store.schema.runtime import work_item
from forms.shell import gettext as _
from forms.shell import lang

#: The tabs in their order (PT-1 and what came later): tables whose rows name the customer.
TABS: tuple[str, ...] = (
    "crm_task",
    "crm_progress",
    "crm_opportunity",
    "crm_quote",
    "crm_contract",
    "crm_order",
    "crm_account_product",
    "crm_contact",
    "crm_return_order",
    "crm_feedback",
    "crm_receipt",
    "crm_product_archive",
    "crm_communication",
)
#: Documents whose states are told in the timeline.
_DOCUMENTS = (
    "crm_opportunity",
    "crm_contract",
    "crm_order",
    "crm_return_order",
    "crm_feedback",
    "crm_receipt",
)
_ICONS = {"note": "note", "call": "phone", "visit": "users", "mail": "mail", "chat": "message"}
ROWS = 50
NEWEST = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One tab: its key in the URL, its word, how many rows it has."""

    key: str
    label: str
    count: int


def tabs(connection: Connection, person: Person, account_id: int) -> list[Tab]:
    """The kinds of rows that the person may see of a customer."""
    return [
        Tab(key=entity.key, label=entity.words(lang()), count=_count(connection, person, entity, account_id))
        for entity in _entities(connection, person)
    ]


def rows(connection: Connection, person: Person, account_id: int, key: str) -> Children | None:
    """The rows of one tab; None where the person has no such tab."""
    for entity in _entities(connection, person):
        if entity.key == key:
            child = Child(entity=entity.key, column="account_id")
            return below(connection, person, child, account_id, ACCOUNT, most=ROWS)
    return None


def roots(connection: Connection, person: Person, account_id: int) -> list[int]:
    """The process instances of a customer's documents, and its own."""
    found: set[int] = set()
    for entity in _entities(connection, person):
        if "instance_id" in entity.table.c:
            mine = _mine(connection, person, entity, account_id).with_only_columns(entity.table.c.instance_id)
            found |= set(connection.scalars(mine.where(entity.table.c.instance_id.is_not(None)).limit(ROWS)))
    own = connection.scalar(select(tables.account.c.instance_id).where(tables.account.c.id == account_id))
    return sorted(found | ({own} if own else set()))


def notes(connection: Connection, account_id: int) -> list[Happening]:
    """Calls, visits, mails, chats and notes."""
    book = Codebook(connection)
    return [
        Happening(
            at=row.at,
            title=f"{_way(book, row.type)}{_colon()}{row.subject}",
            note=row.content,
            icon=_ICONS.get(row.type, "messages"),
            kind="follow",
            person=organisation.person(connection, row.by_id),
            pin=None if row.pinned_at else row.id,
        )
        for row in follow_ups.of(connection, account_id, limit=NEWEST)
    ]


def _way(book: Codebook, code: str) -> str:
    """What notes may be has its words here; what else there is, in the administrators' list."""
    known = code in follow_ups.WAYS
    return word(follow_ups.WAYS, code, lang()) if known else book.word("comm_type", code, lang())


def documents(connection: Connection, person: Person, account_id: int) -> Iterator[Happening]:
    """Documents that came to be and changed their state."""
    for entity in _entities(connection, person):
        if entity.table.name in _DOCUMENTS:
            yield from moves(connection, person, entity, entity.table.c.account_id == account_id)


def tasks(connection: Connection, processes: Processes, root_ids: Sequence[int]) -> list[Happening]:
    """Tasks of processes that somebody completed."""
    done = select(work_item).where(work_item.c.root_id.in_(root_ids), work_item.c.state == "completed")
    newest = done.order_by(work_item.c.closed_at.desc()).limit(NEWEST)
    return [
        Happening(
            at=row.closed_at,
            title=_("Done: %(task)s", task=processes.named(connection, row.definition_id, row.element)),
            note=row.title or row.business_key or "",
            icon="sitemap",
            tone="ok",
            kind="process",
            url=f"/monitor/{row.root_id}",
            person=organisation.by_login(connection, row.closed_by) if row.closed_by else None,
        )
        for row in (connection.execute(newest) if root_ids else ())
    ]


def moves(
    connection: Connection, person: Person, entity: Entity, about: ColumnElement[bool]
) -> Iterator[Happening]:
    """The rows of an entity for which a condition holds: when each came to be, and its states since."""
    mine = access.readable(connection, person, entity).where(about)
    known = {row.id: row for row in connection.execute(mine.order_by(entity.table.c.id.desc()).limit(ROWS))}
    log = tables.change
    query = select(log).where(
        log.c.table_name == entity.table.name,
        log.c.row_id.in_(known),
        log.c.field.in_(("", entity.state or "state")),
    )
    values = Values(connection, person)
    for row in connection.execute(query.order_by(log.c.at.desc()).limit(NEWEST)):
        yield _moved(connection, entity, values, known[row.row_id], row)


def _moved(
    connection: Connection, entity: Entity, values: Values, document: Row[Any], row: Row[Any]
) -> Happening:
    field = entity.field(entity.state) if entity.state and row.field else None
    now = values.text(field, row.new) if field is not None else _("added")
    return Happening(
        at=row.at,
        title=f"{entity.word(lang())} {entity.called(document, lang())}{_colon()}{now}",
        note="",
        icon=entity.icon,
        tone=field.tones.get(str(row.new), "") if field is not None else "",
        kind="documents",
        url=entity.url(document.id),
        person=organisation.person(connection, row.by_id) if row.by_id else None,
    )


def _entities(connection: Connection, person: Person) -> Iterable[Entity]:
    declared = (catalogue.by_table(name) for name in TABS)
    return [
        entity
        for entity in declared
        if entity is not None and organisation.may(connection, person, entity.right, "view") is not None
    ]


def _mine(connection: Connection, person: Person, entity: Entity, account_id: int) -> Any:
    return access.readable(connection, person, entity, few=True).where(
        entity.table.c.account_id == account_id
    )


def _count(connection: Connection, person: Person, entity: Entity, account_id: int) -> int:
    mine = _mine(connection, person, entity, account_id).with_only_columns(entity.table.c.id)
    return connection.scalar(select(func.count()).select_from(mine.subquery())) or 0


def _colon() -> str:
    return "：" if lang() == "zh" else ": "
