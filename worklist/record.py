"""The record of an instance: what people did in it so far, and who is asked now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from engine.organisation import Language
from forms.shell import gettext as _
from processes.names import Names
from worklist import items, participants, signers
from worklist.happenings import happenings
from worklist.hooks import Entry, Hooks
from worklist.items import Item
from worklist.left_behind import gone
from worklist.signers import WAITING, Signer
from worklist.steps import step_name


def record(
    connection: Connection,
    root_id: int,
    *,
    hooks: Hooks,
    names: Names,
    lang: Language,
    hidden: Collection[str] = (),
) -> list[Entry]:
    """Decisions as the approval stored them, or else every completed item; then who is asked now.

    `hidden`: fields of the document whose changes the reader does not see.
    """
    decided = list(hooks.record(connection, root_id, lang))
    if not decided:
        done = items.closed_in(connection, root_id)
        decided = [_done(connection, item, names, lang) for item in done]
    told = sorted(
        [*decided, *happenings(connection, root_id, lang, hidden)],
        key=lambda entry: (entry.at is None, entry.at.timestamp() if entry.at else 0),
    )
    still_open = items.open_in(connection, [root_id])
    shared = signers.of_items(connection, [item.id for item in still_open])
    asked = [_asked(connection, item, shared.get(item.id), names, lang) for item in still_open]
    return [*told, *asked]


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
        on_behalf=participants.label(connection, item.behalf_of, lang, full=True) if item.behalf_of else "",
    )


def _asked(connection: Connection, item: Item, signer: Signer | None, names: Names, lang: Language) -> Entry:
    offered = items.candidates(connection, item.id)
    step = step_name(connection, item, names, lang)
    holder = item.assignee or (signer.person if signer else None)
    waits = item.state == WAITING
    if holder is not None:
        name, position = participants.name(connection, holder, lang)
    else:
        name, position = participants.offered_to(connection, offered, lang), ""
    left = gone(connection, holder, lang)
    return Entry(
        name=name,
        position=position,
        verb=left or (_("Waits for others") if waits else _("Waiting")),
        tone="bad" if left else "" if waits else "warn",
        at=item.created_at,
        state="future" if waits else "now",
        note=step if signer is None else f"{step} · {as_whom(connection, signer, lang)}",
    )


def as_whom(connection: Connection, signer: Signer, lang: Language) -> str:
    """As whom somebody shares a task: added before, beside or after, or asked for an opinion."""
    by = participants.label(connection, signer.by, lang) if signer.by else ""
    known: dict[str, str] = {
        "before": _("added by %(who)s, signs first", who=by),
        "parallel": _("added by %(who)s, signs as well", who=by),
        "after": _("added by %(who)s, signs after", who=by),
        "delegate": _("asked by %(who)s for an opinion", who=by),
    }
    return known[signer.kind] if signer.kind in known else str(_("decides with others"))
