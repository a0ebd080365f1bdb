"""What the pages of hand-overs show: one with its choices and sums, those that are not finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import tables
from adapters.crm.handover import plan
from adapters.crm.handover.holdings import KINDS, contacts_of
from adapters.crm.handover.plan import POOL, Planned
from adapters.crm.handover.words import OPEN_STATES
from adapters.crm.processes import OpenItem
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from forms.shell import gettext as _
from forms.shell import lang

MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoverPage:
    """What `crm/parties/handover.html` draws. `moved`: what changed hands, with its receiver."""

    row: Row[Any]
    leaver: Person
    requester: Person | None
    chooser: Person | None
    items: Sequence[OpenItem]
    found: Mapping[str, Sequence[Planned]]
    kind: str
    shown: Sequence[Planned]
    fitting: int
    words: str
    moved: Sequence[tuple[Row[Any], Person | None]]
    receivers: Sequence[tuple[str, str]]
    sums: Sequence[tuple[str, str, int]]  # kind, receiver, how many
    left: int
    contacts: int
    choosing: bool
    confirming: bool
    may_withdraw: bool
    process_url: str
    refusal: str = ""


def gather(
    connection: Connection,
    person: Person,
    site: Site,
    row: Row[Any],
    *,
    asked: str,
    words: str,
    refusal: str = "",
) -> HandoverPage:
    """One hand-over; `asked`: the kind whose things are shown, `words`: narrowed to."""
    found = plan.planned(connection, row) if row.state in OPEN_STATES else {}
    kind = asked if asked in found else next(iter(found), "")
    fitting = [one for one in found.get(kind, ()) if one.held.fits(words)]
    leaver = plan.leaver_of(connection, row)
    mine = row.chooser_id == person.id
    return HandoverPage(
        row=row,
        leaver=leaver,
        requester=_of(connection, row.requested_by_id),
        chooser=_of(connection, row.chooser_id),
        items=site.processes.items(connection, [row.instance_id] if row.instance_id else []),
        found=found,
        kind=kind,
        shown=fitting[:MOST],
        fitting=len(fitting),
        words=words,
        moved=_moved(connection, row),
        receivers=_receivers(connection, row, kind) if row.state == "choosing" and mine else (),
        sums=_sums(found),
        left=sum(not one.settled for kept in found.values() for one in kept),
        contacts=contacts_of(connection, leaver),
        choosing=row.state == "choosing" and mine,
        confirming=row.state == "confirming" and mine,
        may_withdraw=row.state == "in_approval"
        and row.requested_by_id == person.id
        and site.processes.may_withdraw(connection, row.instance_id, person),
        process_url=site.processes.url(row.instance_id) if row.instance_id else "",
        refusal=refusal,
    )


def running(connection: Connection, person: Person) -> Sequence[tuple[Row[Any], Person | None]]:
    """Those that are not finished and within his reach, with the leaver."""
    table = tables.handover
    scope = organisation.may(connection, person, "handover", "view")
    query = select(table).where(table.c.state.in_(OPEN_STATES), table.c.deleted_at.is_(None))
    rows = connection.execute(query.order_by(table.c.id.desc()).limit(MOST)).all()
    return [
        (row, _of(connection, row.person_id))
        for row in rows
        if person.id in (row.requested_by_id, row.chooser_id)
        or organisation.sees(connection, person, scope, row.person_id)
    ]


def customers(connection: Connection) -> Mapping[int, int]:
    """person → how many customers he has."""
    account = tables.account
    query = select(account.c.owner_id, func.count()).where(account.c.deleted_at.is_(None))
    return {owner: count for owner, count in connection.execute(query.group_by(account.c.owner_id)) if owner}


def _moved(connection: Connection, row: Row[Any]) -> Sequence[tuple[Row[Any], Person | None]]:
    item = tables.handover_item
    query = select(item).where(item.c.handover_id == row.id, item.c.done_at.is_not(None))
    rows = connection.execute(query.order_by(item.c.id).limit(1000)).all()
    return [(one, _of(connection, one.successor_id)) for one in rows]


def _receivers(connection: Connection, row: Row[Any], kind: str) -> Sequence[tuple[str, str]]:
    """Who may get things of this kind, as choices."""
    right = KINDS[kind].right if kind else None
    people = [
        (str(one.id), one.full_label(lang()))
        for one in organisation.everyone(connection)
        if one.id != row.person_id
        and (right is None or organisation.may(connection, one, *right) is not None)
        and plan.running(connection, one.id, kind="leaver") is None
    ]
    return [*people, *([(POOL, _("The customer pool"))] if kind == "account" else [])]


def _sums(found: Mapping[str, Sequence[Planned]]) -> Sequence[tuple[str, str, int]]:
    """kind, receiver, how many: what the confirmation says."""
    counts: dict[tuple[str, str], int] = {}
    for kind, kept in found.items():
        for one in kept:
            to = _("The customer pool") if one.to_pool else one.to.label(lang()) if one.to else ""
            counts[kind, to] = counts.get((kind, to), 0) + 1
    return [(kind, to, count) for (kind, to), count in counts.items()]


def _of(connection: Connection, person_id: int | None) -> Person | None:
    return None if person_id is None else organisation.person(connection, person_id)
