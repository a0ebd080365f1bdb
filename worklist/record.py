"""The record of an instance: what people did in it so far, and who is asked now."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.organisation import Language
from forms.shell import gettext as _
from processes.names import Names
from worklist import items, participants
from worklist.hooks import Entry, Hooks
from worklist.items import Item
from worklist.steps import step_name


def record(
    connection: Connection, root_id: int, *, hooks: Hooks, names: Names, lang: Language
) -> list[Entry]:
    """Decisions as the approval stored them, or else every completed item; then who is asked now."""
    decided = list(hooks.record(connection, root_id, lang))
    if not decided:
        done = items.closed_in(connection, root_id)
        decided = [_done(connection, item, names, lang) for item in done]
    asked = [_asked(connection, item, names, lang) for item in items.open_in(connection, [root_id])]
    return [*decided, *asked]


def _done(connection: Connection, item: Item, names: Names, lang: Language) -> Entry:
    assert item.closed_at is not None
    name, position = participants.name(connection, item.closed_by or "–", lang)
    return Entry(
        name=name,
        position=position,
        verb=_("Completed"),
        tone="ok",
        at=item.closed_at,
        spent=item.closed_at - (item.claimed_at or item.created_at),
        note=names.text(connection, item.definition_id, item.name, lang) or item.element,
    )


def _asked(connection: Connection, item: Item, names: Names, lang: Language) -> Entry:
    offered = items.candidates(connection, item.id)
    step = step_name(connection, item, names, lang)
    if item.assignee is not None:
        name, position = participants.name(connection, item.assignee, lang)
    else:
        name, position = participants.offered_to(connection, offered, lang), ""
    return Entry(
        name=name,
        position=position,
        verb=_("Waiting"),
        tone="warn",
        at=item.created_at,
        state="now",
        note=step,
    )
