"""Running cases for the demo company, so that worklists and the monitor have something to show."""

from __future__ import annotations

from sqlalchemy import Connection, Select, select

from adapters.crm import tables
from engine import organisation
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import instance, work_item
from processes.quotes import PROCESS, QuoteApproval

CASES = 12
#: What the manager has done with the first ones: action and opinion. The rest waits for somebody.
DECIDED = (
    ("agree", "同意"),
    ("return", "折扣偏高，请调整。 / The discount is too high, please adjust."),
    ("agree", "同意，按此执行。 / Agreed, go ahead."),
    ("reject", "毛利太低。 / The margin is too low."),
)


def open_cases(engine: Engine, approval: QuoteApproval) -> None:
    """Submit some draft quotes as their owners and decide a few; nothing where that was done before."""
    with engine.store.read() as connection:
        if connection.scalar(_submitted().limit(1)) is not None:
            return
        drafts = _drafts(connection)
    for quote_id, owner_id in drafts:
        with engine.store.read() as connection:
            owner = organisation.person(connection, owner_id)
        if owner is not None:
            approval.submit(quote_id, owner)
    with engine.store.read() as connection:
        items = _first_items(connection)
    for (item_id, login), (action, opinion) in zip(items, DECIDED, strict=False):
        with engine.store.read() as connection:
            decider = organisation.by_login(connection, login)
        if decider is not None:
            engine.complete(item_id, {"action": action, "opinion": opinion}, by=Actor(login, decider.id))


def _submitted() -> Select[tuple[int]]:
    """Quotes that were submitted by themselves, not by the process of an opportunity."""
    known = select(instance.c.id).join(definition, definition.c.id == instance.c.definition_id)
    return known.where(instance.c.depth == 0, definition.c.key == PROCESS)


def _drafts(connection: Connection) -> list[tuple[int, int]]:
    """Newest first, of several sellers; those with lines."""
    quote, line = tables.quote, tables.quote_line
    query = (
        select(quote.c.id, quote.c.owner_id)
        .where(
            quote.c.state == "draft",
            quote.c.opportunity_id.is_(None),
            quote.c.id.in_(select(line.c.quote_id)),
        )
        .order_by(quote.c.id.desc())
        .limit(CASES)
    )
    return [(row.id, row.owner_id) for row in connection.execute(query)]


def _first_items(connection: Connection) -> list[tuple[int, str]]:
    query = (
        select(work_item.c.id, work_item.c.assignee)
        .where(
            work_item.c.closed_at.is_(None),
            work_item.c.assignee.is_not(None),
            work_item.c.root_id.in_(_submitted()),
        )
        .order_by(work_item.c.id)
    )
    return [(row.id, row.assignee) for row in connection.execute(query)]
