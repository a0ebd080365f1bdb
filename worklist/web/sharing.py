"""Who shares the task on the page: one line each, with what the reader may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.organisation import Language
from forms.shell import gettext as _
from worklist import participants
from worklist.case import Case
from worklist.left_behind import gone
from worklist.operations import Possible
from worklist.record import as_whom
from worklist.signers import DELEGATE, OWN, WAITING, Signer


@dataclass(frozen=True, kw_only=True, slots=True)
class SharingLine:
    """One who shares a task: who, as whom and why, how far he is; `remove`: what the button says, empty for none."""

    item_id: int
    name: str
    position: str
    role: str
    reason: str
    state: str
    tone: str
    opinion: str
    remove: str
    transfer: int | None = None
    """The task of somebody who has left, for whoever may give it away."""


def sharing(connection: Connection, case: Case, possible: Possible, lang: Language) -> Sequence[SharingLine]:
    """Everybody who was added to the task, in the order in which they came."""
    removable = {one.item_id for one in possible.remove}
    added = [one for one in case.signers if one.kind != OWN and one.state != "cancelled"]
    return [_line(connection, one, one.item_id in removable, lang, possible.supervises) for one in added]


def _line(
    connection: Connection, one: Signer, removable: bool, lang: Language, may_assign: bool
) -> SharingLine:
    state, tone = _state(one)
    left = gone(connection, one.person, lang) if one.is_open else ""
    if left:
        state, tone = left, "bad"
    remove = ""
    if removable:
        remove = _("Take it back") if one.kind == DELEGATE else _("Remove signer")
    name, position = participants.name(connection, one.person or "–", lang)
    return SharingLine(
        item_id=one.item_id,
        name=name,
        position=position,
        role=as_whom(connection, one, lang),
        reason=one.reason,
        state=state,
        tone=tone,
        opinion=one.opinion if not one.is_open else "",
        remove=remove,
        transfer=one.item_id if left and may_assign else None,
    )


def _state(one: Signer) -> tuple[str, str]:
    if one.is_open:
        return (_("Not yet their turn"), "") if one.state == WAITING else (_("Waiting"), "warn")
    return (_("Has answered"), "ok") if one.kind == DELEGATE else (_("Has signed"), "ok")
