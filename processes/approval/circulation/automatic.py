"""Copies that the rules of a point send when it is passed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from engine import organisation
from engine.organisation import Person
from engine.ports import AdapterCall
from processes.approval import tables
from processes.approval.approver_rule import StandIn
from processes.approval.circulation.copying import Giving, give
from processes.approval.circulation.tables import copy
from processes.approval.model import Flow, Point


def just_passed(call: AdapterCall, flow: Flow, after: int) -> Point | None:
    """The point that was passed by a decision right before this step; None at the beginning and after a return.

    `after`: the point behind which the approval goes on; a return within the flow goes on before the point that
    returned.
    """
    done = tables.decision
    query = select(done.c.point_id, done.c.at).where(
        done.c.root_id == call.root_id, done.c.instance_id == call.instance_id
    )
    row = call.tx.connection.execute(query.order_by(done.c.id.desc()).limit(1)).first()
    point = None if row is None else flow.of_id(row.point_id)
    if row is None or point is None or after < point.number:
        return None
    sent = select(copy.c.id).where(
        copy.c.root_id == call.root_id, copy.c.by_id.is_(None), copy.c.at >= row.at
    )
    return None if call.tx.connection.scalar(sent.limit(1)) else point  # the step may be made again


def send(call: AdapterCall, point: Point, applicant: str) -> list[Person]:
    """Send the copies of a point; who got one. The applicant follows his document anyway."""
    people = [one for one in _people(call.tx.connection, point.copies) if one.login != applicant]
    if not people or call.root_id is None:
        return []
    giving = Giving(root_id=call.root_id, point=(point.name, point.name_en), hidden=point.hidden)
    return give(call.tx, giving, people)


def _people(connection: Connection, recipients: tuple[StandIn, ...]) -> Iterator[Person]:
    """Holders of positions and named people who are here; who has left is passed over."""
    for one in recipients:
        if not one.person:
            yield from organisation.holders(connection, one.position)
            continue
        found = organisation.by_login(connection, one.person)
        if found is not None and found.is_active:
            yield found
