"""The route that counts for one approval: written when it begins, the same for all its steps and for its history."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, insert, select

from engine.errors import BusinessError
from engine.ports import AdapterCall
from processes.approval import policies
from processes.approval.chosen import content, kept, tables
from processes.approval.chosen.check import Asking, faults
from processes.approval.chosen.choice import NOTHING, Choice, adjusted
from processes.approval.chosen.decided import decided_of, with_decided
from processes.approval.chosen.errors import RouteRefused
from processes.approval.chosen.words import told
from processes.approval.documents import DocumentType
from processes.approval.model import Flow
from processes.approval.policies import Version

EVENT = "approval.route_chosen"


def begin(call: AdapterCall, version: Version, document: DocumentType) -> Flow:
    """Pin what the applicant chose for a document whose approval begins; the flow with it.

    Raises BusinessError ROUTE_REFUSED, which says everything that is not allowed (any more).
    """
    flow, connection = version.flow, call.tx.connection
    if flow.model == "fixed":
        return flow
    document_id, applicant = call.inputs["document_id"], call.inputs["applicant"]
    asking = Asking(connection=connection, applicant=applicant, facts=document.read(connection, document_id))
    choice = chosen(asking, flow, document.key, document_id)
    wrong = faults(asking, flow, choice)
    if wrong:
        refusal = RouteRefused(wrong)
        raise BusinessError("ROUTE_REFUSED", refusal.text("en"), message_zh=refusal.text("zh"))
    connection.execute(
        insert(tables.pinned).values(
            instance_id=call.instance_id,
            root_id=call.root_id,
            policy=version.policy,
            version=version.version,
            document_type=document.key,
            document_id=document_id,
            content=content.dump(choice),
            at=call.tx.now,
        )
    )
    if not choice.is_empty:
        _note(call, version, choice, applicant)
    return adjusted(flow, choice)


def chosen(
    asking: Asking, flow: Flow, document_type: str, document_id: int, choice: Choice | None = None
) -> Choice:
    """A choice for a document (None: what is kept for it); what was decided before it came back is as it was."""
    before = decided_of(asking.connection, document_type, document_id)
    wanted = (
        kept.of_document(asking.connection, document_type, document_id).choice if choice is None else choice
    )
    return with_decided(asking, flow, wanted, before)


def choice_of(connection: Connection, instance_id: int) -> Choice:
    """What counts for an approval."""
    table = tables.pinned
    text = connection.scalar(select(table.c.content).where(table.c.instance_id == instance_id))
    return NOTHING if text is None else content.load(text)


def instances(connection: Connection) -> set[int]:
    """The approvals for which a choice is kept, if an empty one."""
    return set(connection.scalars(select(tables.pinned.c.instance_id)))


def composed(connection: Connection, keys: Collection[str]) -> set[int]:
    """The approvals by these flows whose route the applicant composed."""
    table = tables.pinned
    query = select(table.c.instance_id, table.c.content).where(table.c.policy.in_(keys))
    return {row.instance_id for row in connection.execute(query) if content.load(row.content).steps}


def adjusted_for(connection: Connection, instance_id: int | None, flow: Flow) -> Flow:
    """A version's flow as it is for one approval."""
    if flow.model == "fixed" or instance_id is None:
        return flow
    return adjusted(flow, choice_of(connection, instance_id))


def flow_of(connection: Connection, instance_id: int | None, policy: str, version: int) -> Flow:
    """The flow that an approval runs by. Raises VersionNotFound."""
    return adjusted_for(connection, instance_id, policies.version(connection, policy, version).flow)


def _note(call: AdapterCall, version: Version, choice: Choice, applicant: str) -> None:
    """What the applicant chose, in the trail of the process."""
    lines = told(call.tx.connection, version.flow, choice)
    call.tx.audit(
        EVENT,
        root=call.root_id,
        instance=call.instance_id,
        element=call.element_id,
        payload={
            "policy": version.policy,
            "version": version.version,
            "applicant": applicant,
            "said": [{"zh": zh, "en": en} for zh, en in lines],
        },
    )
