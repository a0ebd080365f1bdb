"""A document in approval is in one, and an approval that runs is about a document in approval."""

from __future__ import annotations

from collections.abc import Iterator

from engine.store.verify.invariants import Invariant

#: document type → its table, the words for it
_DOCUMENTS = {
    "quote": ("crm_quote", "报价", "quote"),
    "order": ("crm_order", "订单", "order"),
    "contract": ("crm_contract", "合同", "contract"),
    "return": ("crm_return_order", "退货", "return"),
    "payment": ("crm_payment_out", "付款", "payment"),
}
#: Documents whose whole time in approval is spent in the approval itself.
_NOTHING_ELSE = ("quote", "return", "payment")
_APPROVAL = """FROM engine_instance i JOIN engine_definition d ON d.id = i.definition_id AND d.key = 'approval'
 JOIN engine_scope s ON s.instance_id = i.id AND s.parent_id IS NULL
 JOIN engine_variable t ON t.scope_id = s.id AND t.name = 'document_type'
 JOIN engine_variable v ON v.scope_id = s.id AND v.name = 'document_id'"""


#: A number as `engine.store.values` writes it: plain, or tagged as an exact decimal.
_ID = """CAST(NULLIF(REPLACE(REPLACE(v.value, '{"$":"n","v":"', ''), '"}', ''), 'null') AS BIGINT)"""


def _rules() -> Iterator[Invariant]:
    for document, (table, zh, en) in _DOCUMENTS.items():
        yield Invariant(
            f"APPROVAL_OF_{document.upper()}",
            f"An approval runs, and its {en} is not in approval.",
            f"审批在进行，但其{zh}不在审批中。",
            "instance",
            f"SELECT i.id {_APPROVAL} LEFT JOIN {table} r ON r.id = {_ID}"
            f" WHERE i.ended_at IS NULL AND t.value = '\"{document}\"'"
            " AND (r.id IS NULL OR r.state <> 'in_approval')",
        )
    for document in _NOTHING_ELSE:
        table, zh, en = _DOCUMENTS[document]
        yield Invariant(
            f"{document.upper()}_NOT_ASKED",
            f"A {en} is in approval, and nobody is asked about it.",
            f"{zh}在审批中，但没有进行中的审批。",
            en,
            f"SELECT r.no FROM {table} r JOIN engine_instance h ON h.id = r.instance_id"
            " WHERE r.deleted_at IS NULL AND r.state = 'in_approval' AND h.ended_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM engine_instance i JOIN engine_definition d ON d.id = i.definition_id"
            " WHERE i.root_id = h.root_id AND i.ended_at IS NULL AND d.key = 'approval')"
            " AND NOT EXISTS (SELECT 1 FROM engine_incident s WHERE s.root_id = h.root_id AND s.resolved_at IS NULL)"
            " AND NOT EXISTS (SELECT 1 FROM engine_job j WHERE j.root_id = h.root_id)",
        )


APPROVALS: tuple[Invariant, ...] = tuple(_rules())
