"""The part that each contact plays in one opportunity (S31): who decides, who uses, who is for us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault
from adapters.crm.opportunities import STATES
from adapters.crm.records import Entity, Field
from adapters.crm.words import Words
from engine.organisation import Person

ATTITUDES: Words = {
    "supporter": ("支持", "For us"),
    "neutral": ("中立", "Neutral"),
    "opponent": ("反对", "Against us"),
    "unknown": ("不明", "Not known"),
}
ATTITUDE_TONES = {"supporter": "ok", "opponent": "bad"}
part = tables.opportunity_contact


def _fits(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """A contact of the opportunity's customer, and each only once."""
    deal = changes.row_of(connection, tables.opportunity, values["opportunity_id"])
    contact = changes.row_of(connection, tables.contact, values["contact_id"])
    if deal is None or contact is None or contact.account_id != deal.account_id:
        return [Fault(field="contact_id", zh="请选择该客户的联系人", en="choose a contact of this customer")]
    others = select(part.c.id).where(
        part.c.opportunity_id == deal.id,
        part.c.contact_id == contact.id,
        part.c.id != values.get("id", 0),
        part.c.deleted_at.is_(None),
    )
    if connection.execute(others).first() is None:
        return []
    return [Fault(field="contact_id", zh="该联系人已在列", en="this contact has a part already")]


def _while_open(
    connection: Connection, _person: Person, values: Mapping[str, Any], _action: str
) -> list[Fault]:
    """What was known of a closed opportunity stays as it was."""
    deal = changes.row_of(connection, tables.opportunity, values["opportunity_id"])
    if deal is None or deal.state == "open":
        return []
    zh, en = STATES[deal.state]
    return [Fault(field="opportunity_id", zh=f"销售机会{zh}", en=f"the opportunity is {en.lower()}")]


OPPORTUNITY_CONTACT = Entity(
    key="opportunity_contact",
    path="opportunity-contacts",
    table=part,
    zh="机会联系人",
    en="Contact in an opportunity",
    many_zh="机会联系人",
    many_en="Contacts in opportunities",
    icon="users-group",
    resource="opportunity",
    parent=("opportunity_id", "opportunity"),
    title=("remark",),
    check=_fits,
    guard=_while_open,
    fields=(
        Field(
            name="opportunity_id",
            zh="销售机会",
            en="Opportunity",
            kind="record",
            refers="opportunity",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="contact_id",
            zh="联系人",
            en="Contact",
            kind="record",
            refers="contact",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="role",
            zh="决策角色",
            en="Role in decisions",
            kind="choice",
            lookup="decision_role",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="attitude",
            zh="态度",
            en="Attitude",
            kind="choice",
            words=ATTITUDES,
            tones=ATTITUDE_TONES,
            listed=True,
            filtered=True,
        ),
        Field(name="remark", zh="说明", en="Note", length=500, listed=True, searched=True),
    ),
)
