"""Routes that a person keeps for himself, for a type of document: saved, applied, renamed, deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import NotFound
from engine.ids import new_id
from engine.organisation import Person
from engine.store.uow import Transaction
from processes.approval.chosen import content, tables
from processes.approval.chosen.choice import Choice
from processes.approval.chosen.errors import TemplateExists, TemplateNameNeeded, TooManyTemplates

LONGEST_NAME, MOST = 100, 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A kept route."""

    id: int
    name: str
    choice: Choice


def of_person(connection: Connection, person: Person, document_type: str) -> list[Template]:
    """What somebody kept for a type of document, by name."""
    table = tables.template
    query = select(table).where(table.c.person_id == person.id, table.c.document_type == document_type)
    return [
        Template(id=row.id, name=row.name, choice=content.load(row.content))
        for row in connection.execute(query.order_by(table.c.name, table.c.id))
    ]


def one(connection: Connection, person: Person, document_type: str, template_id: int | None) -> Template:
    """One of them. Raises NotFound, also for those of others."""
    found = (each for each in of_person(connection, person, document_type) if each.id == template_id)
    template = next(found, None)
    if template is None:
        raise NotFound(what="route template", what_zh="路线模板", id=template_id or 0)
    return template


def save(tx: Transaction, person: Person, document_type: str, name: str, choice: Choice) -> int:
    """Keep a route under a name, in the place of one of that name. Its id.

    Raises TemplateNameNeeded, TooManyTemplates.
    """
    table, called = tables.template, _name(name)
    values = {"content": content.dump(choice), "at": tx.now}
    mine = (table.c.person_id == person.id, table.c.document_type == document_type)
    known = tx.connection.scalar(select(table.c.id).where(*mine, table.c.name == called))
    if known is not None:
        tx.connection.execute(update(table).where(table.c.id == known).values(**values))
        return int(known)
    if (tx.connection.scalar(select(func.count()).select_from(table).where(*mine)) or 0) >= MOST:
        raise TooManyTemplates(most=MOST)
    identity = new_id()
    try:
        tx.connection.execute(
            insert(table).values(
                id=identity, person_id=person.id, document_type=document_type, name=called, **values
            )
        )
    except IntegrityError as error:  # saved in another window at this moment
        raise TemplateExists(name=called) from error
    return identity


def rename(tx: Transaction, person: Person, document_type: str, template_id: int | None, name: str) -> None:
    """Call one otherwise. Raises TemplateNameNeeded, TemplateExists, NotFound."""
    called, found = _name(name), one(tx.connection, person, document_type, template_id)
    others = of_person(tx.connection, person, document_type)
    if any(each.name == called and each.id != found.id for each in others):
        raise TemplateExists(name=called)
    table = tables.template
    tx.connection.execute(update(table).where(table.c.id == found.id).values(name=called))


def remove(tx: Transaction, person: Person, document_type: str, template_id: int | None) -> None:
    """Delete one. Raises NotFound."""
    found = one(tx.connection, person, document_type, template_id)
    tx.connection.execute(delete(tables.template).where(tables.template.c.id == found.id))


def _name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise TemplateNameNeeded
    return called
