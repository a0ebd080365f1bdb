"""What people did with the tasks of an instance besides doing them: handed on, added, removed, asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import Connection, or_

from engine.audit.events import Event, select_events, to_event
from engine.organisation import Language
from engine.service.giving import WORK_ITEM_REASSIGNED
from engine.store.schema.audit import audit_event
from forms.shell import gettext as _
from processes.approval.circulation.lines import of_root
from worklist import participants, signers
from worklist.hooks import Entry

MOST: Final = 500
WORDS: Final = ("item.urged", "signer.added", "signer.delegated", "signer.removed", "signer.resolved")


def happenings(
    connection: Connection, root_id: int, lang: Language, hidden: Collection[str] = ()
) -> list[Entry]:
    """Lines of the record; those of copies, comments and corrections come last."""
    query = (
        select_events()
        .where(
            audit_event.c.root == root_id,
            or_(audit_event.c.word.in_(WORDS), audit_event.c.code == WORK_ITEM_REASSIGNED),
        )
        .order_by(audit_event.c.seq)
        .limit(MOST)
    )
    events = [to_event(row) for row in connection.execute(query)]
    asked = [event.work_item for event in events if event.code == "signer.resolved" and event.work_item]
    opinions = {one: signer.opinion for one, signer in signers.of_items(connection, asked).items()}
    told = [_entry(connection, event, opinions, lang) for event in events]
    return [*told, *(Entry(**asdict(line)) for line in of_root(connection, root_id, lang, hidden))]


def _entry(connection: Connection, event: Event, opinions: Mapping[int, str], lang: Language) -> Entry:
    said: Mapping[str, Any] = event.payload or {}  # erased: who and when is all that is left
    by = said.get("by")
    name, position = participants.name(connection, by, lang) if isinstance(by, str) else ("–", "")
    entry = Entry(
        name=name, position=position, at=event.at, tone="accent", opinion=str(said.get("reason") or "")
    )

    def called(login: object) -> str:
        return participants.label(connection, login, lang) if isinstance(login, str) else "–"

    if event.code == "signer.resolved":
        answer = opinions.get(event.work_item or 0, "")
        return replace(
            entry, verb=_("Gave an opinion to %(name)s", name=called(said.get("for"))), opinion=answer
        )
    if event.code == "item.urged":
        return replace(entry, verb=_("Urged, time %(number)s", number=said.get("number") or 1), tone="warn")
    if event.code == "signer.removed":
        return replace(entry, verb=_("Removed %(name)s", name=called(said.get("who"))), tone="")
    if event.code == WORK_ITEM_REASSIGNED:
        former = said.get("from")
        note = _("It was with %(name)s", name=called(former)) if former and former != by else ""
        return replace(entry, verb=_("Transferred to %(name)s", name=called(said.get("to"))), note=note)
    people = said.get("people") or ()
    names = ("、" if lang == "zh" else ", ").join(called(one) for one in people)
    return replace(entry, verb=_added(str(said.get("kind")), names))


def _added(kind: str, names: str) -> str:
    known: dict[str, str] = {
        "before": _("Added to sign before: %(names)s", names=names),
        "parallel": _("Added to sign as well: %(names)s", names=names),
        "after": _("Added to sign after: %(names)s", names=names),
    }
    return known[kind] if kind in known else str(_("Delegated to %(names)s", names=names))
