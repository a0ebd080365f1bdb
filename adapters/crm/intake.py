"""What people enter to begin: a lead, or an opportunity of a customer. Each starts its process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.crm import catalogue, opportunities, pipeline, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.processes import Processes
from adapters.crm.records import commands
from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction

PROCESS = "lead_to_order"
#: What a lead brings, with the longest text each holds.
LEAD_FIELDS = {
    "company": 200,
    "person": 100,
    "phone": 40,
    "email": 200,
    "tax_no": 64,
    "region": 64,
    "product_interest": 200,
    "source": 32,
    "campaign": 100,
    "content": 4000,
}


def begin_opportunity(
    tx: Transaction, person: Person, processes: Processes, posted: Mapping[str, Sequence[str]]
) -> int:
    """A new opportunity of a customer, with the process that carries it; its id. Raises InvalidFields."""
    stages = pipeline.stages(tx.connection)
    first = stages[0].code if stages else ""
    fixed: dict[str, Any] = {
        "state": "open",
        "stage": first,
        "stage_since": tx.now,
        "last_progress_at": tx.now,
    }
    if not any(posted.get("probability", ())) and stages:
        posted = {name: texts for name, texts in posted.items() if name != "probability"}
        fixed["probability"] = stages[0].probability
    opportunity_id = commands.add(tx, person, catalogue.entity("opportunity"), posted, **fixed)
    row = opportunities.row_of(tx.connection, opportunity_id)
    opportunities.log_stage(tx, opportunity_id, first, row.owner_id)
    processes.start_in(tx, PROCESS, {"opportunity_id": opportunity_id}, business_key=row.no, by=person)
    return opportunity_id


def begin_lead(
    tx: Transaction, person: Person, processes: Processes, typed: Mapping[str, str], submission: str
) -> int:
    """A lead that somebody enters; its id. The same `submission` again gives the same lead."""
    organisation.demand(tx.connection, person, "lead", "add")
    values = {name: value.strip() for name, value in typed.items()}
    faults = [
        Fault(field=name, zh=f"最多 {most} 个字", en=f"at most {most} characters")
        for name, most in LEAD_FIELDS.items()
        if len(values.get(name, "")) > most
    ]
    if not any(values.get(name) for name in ("company", "person", "phone", "email")):
        faults.append(
            Fault(
                field="company",
                zh="请填写公司、联系人、电话或邮箱",
                en="enter a company, person, phone or e-mail",
            )
        )
    if values.get("channel") not in channels():
        faults.append(Fault(field="channel", zh="请从列表中选择", en="choose one from the list"))
    if faults:
        raise InvalidFields(faults)
    key = f"lead-{submission}"
    running = processes.running(tx.connection, PROCESS, key)
    root = running or processes.start_in(tx, PROCESS, values, business_key=key, by=person)
    lead = tables.lead
    found = tx.connection.execute(lead.select().where(lead.c.instance_id == root)).one()
    return int(found.id)


def channels() -> Mapping[str, tuple[str, str]]:
    """How a lead may come in."""
    field = catalogue.entity("lead").field("channel")
    assert field is not None
    return field.words
