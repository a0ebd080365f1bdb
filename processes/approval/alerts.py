"""Telling the administrators that an approval point has nobody who could decide."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm.notices import tell_all
from engine import organisation
from engine.facts import Facts
from engine.service.facts import IncidentRaised
from engine.store.schema.runtime import instance
from engine.store.uow import Transaction

CODE = "NO_APPROVER"
ADMINISTRATORS = ("rules", "define")  # whoever may change the rule that finds nobody


def listen(facts: Facts) -> None:
    """Hear of incidents."""
    facts.subscribe(IncidentRaised, _tell)


def _tell(raised: IncidentRaised, tx: Transaction) -> None:
    if raised.incident.args.get("error") != CODE:
        return
    key = tx.connection.scalar(select(instance.c.business_key).where(instance.c.id == raised.root_id)) or ""
    tell_all(
        tx,
        [person for person in organisation.everyone(tx.connection) if _administers(tx, person)],
        zh=f"{key} 的审批停住：审批点没有审批人。补充人员或修改审批规则后，重试该步骤。",
        en=f"{key}: an approval stands at a point without an approver. Add people or change the rule, then retry.",
        about=("instance", raised.root_id),
    )


def _administers(tx: Transaction, person: organisation.Person) -> bool:
    return organisation.may(tx.connection, person, *ADMINISTRATORS) is not None
