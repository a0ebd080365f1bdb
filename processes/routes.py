"""Approval routes as the pages of the CRM announce them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from adapters.crm import opportunities
from adapters.crm.web.hooks import RouteStep
from engine import organisation
from engine.organisation import Language
from engine.store.uow import Store
from processes.approval.documents import Documents
from processes.approval.opportunities import KEY
from processes.approval.previewing import route_preview
from processes.approval.route import RoutePoint


def opportunity_route(store: Store, documents: Documents, opportunity_id: int) -> Sequence[RouteStep]:
    """The points an opportunity would pass or skip as it is now; none without a flow in force."""
    with store.read() as connection:
        row = opportunities.row_of(connection, opportunity_id)
        owner = organisation.person(connection, row.owner_id)
        points = route_preview(
            connection, documents, KEY, row.id, owner.login if owner else "", at=store.clock.now()
        )
        return [route_step(connection, point) for point in points]


def route_step(connection: Connection, point: RoutePoint) -> RouteStep:
    """A point with who would decide; a fault stands where the reason would."""
    found = [organisation.by_login(connection, approver.login) for approver in point.approvers]
    why: dict[Language, str] = {"zh": point.fault_zh or point.why_zh, "en": point.fault_en or point.why_en}
    return RouteStep(
        title={"zh": point.name, "en": point.name_en},
        people=[person for person in found if person is not None],
        why=why,
        needed=point.entered and not point.passed,
    )
