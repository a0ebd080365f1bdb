"""Enquiries through the public form: each is a lead with its process, and the consent that came with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields, TooManyEnquiries
from adapters.crm.intake import PROCESS
from adapters.crm.parameters import parameter
from adapters.crm.processes import Processes
from adapters.crm.records import typed
from adapters.crm.records.field import Field
from engine.store.uow import Transaction

enquiry = tables.enquiry

FIELDS = (
    Field(name="person", zh="姓名", en="Your name", length=100, required=True),
    Field(name="company", zh="公司", en="Company", length=200),
    Field(name="phone", zh="电话", en="Phone", kind="phone", length=40),
    Field(name="email", zh="邮箱", en="E-mail", kind="email", length=200),
    Field(name="region", zh="地区", en="Region", length=64),
    Field(name="product_interest", zh="感兴趣的产品", en="Product of interest", length=200),
    Field(name="content", zh="需求", en="What do you need?", kind="long", length=4000, required=True),
    Field(name="campaign", zh="活动", en="Campaign", length=100),
)
#: What somebody agrees to by sending the form; the company's own text is the parameter `lead.consent`.
CONSENT: Mapping[str, str] = {
    "zh": "我同意贵公司为答复我的咨询而保存和使用以上信息。我可以随时要求查看、更正或删除。",
    "en": "I agree that you keep and use these details to answer my enquiry. I may ask to see, correct or "
    "delete them at any time.",
}
#: So many enquiries from one address, and from all, within the hour.
FROM_ONE, FROM_ALL = 5, 200
WITHIN = timedelta(hours=1)


def consent(connection: Connection, lang: str) -> str:
    """What is agreed to, in the reader's language."""
    own = parameter(connection, "lead.consent", {})
    return str(own.get(lang) or CONSENT[lang])


def receive(
    tx: Transaction,
    processes: Processes,
    posted: Mapping[str, Sequence[str]],
    *,
    agreed: bool,
    lang: str,
    address: str,
    submission: str,
) -> int:
    """The enquiry as a lead that goes its way; its id. The same `submission` again is the same enquiry.

    `address`: whose it is, unreadable. Raises InvalidFields, TooManyEnquiries.
    """
    known = tx.connection.scalar(select(enquiry.c.id).where(enquiry.c.submission == submission))
    if known is not None:
        return int(known)
    values, faults = typed.read(FIELDS, posted, lambda _kind: {})
    faults = [*faults, *_missing(values, faults, agreed)]
    if faults:
        raise InvalidFields(faults)
    _demand_room(tx, address)
    given = {name: value or "" for name, value in values.items()}
    root = processes.start_in(
        tx, PROCESS, {**given, "channel": "web"}, business_key=f"web-{submission}", by=None
    )
    lead = tables.lead
    return changes.add(
        tx,
        enquiry,
        root=root,
        submission=submission,
        lead_id=tx.connection.scalar(select(lead.c.id).where(lead.c.instance_id == root)),
        language=lang,
        consent=consent(tx.connection, lang),
        received_at=tx.now,
        address=address,
    )


def _missing(values: Mapping[str, Any], faults: Sequence[Fault], agreed: bool) -> list[Fault]:
    wrong = {fault.field for fault in faults}
    found = [
        Fault(field=field.name, zh="请填写", en="is needed")
        for field in FIELDS
        if field.required and not values.get(field.name) and field.name not in wrong
    ]
    if not (values.get("phone") or values.get("email")) and not wrong & {"phone", "email"}:
        found.append(
            Fault(field="phone", zh="请填写电话或邮箱", en="a phone number or an e-mail address, please")
        )
    if not agreed:
        found.append(Fault(field="consent", zh="需要您的同意", en="we need your consent"))
    return found


def _demand_room(tx: Transaction, address: str) -> None:
    """Whoever floods the form waits; so does everybody while many do."""
    lately = enquiry.c.received_at > tx.now - WITHIN
    count = select(func.count()).select_from(enquiry)
    mine = tx.connection.scalar(count.where(lately, enquiry.c.address == address)) or 0
    if mine >= FROM_ONE or (tx.connection.scalar(count.where(lately)) or 0) >= FROM_ALL:
        raise TooManyEnquiries()
