"""Every open record that a process holds has its running instance, and every such instance its open record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.crm.verify.held import KINDS, Held
from engine.store.verify.invariants import Invariant

#: What stops an instance is told elsewhere: it may not have come to its record yet, or not to its next state.
STOPPED = (
    "EXISTS (SELECT 1 FROM engine_incident s WHERE s.instance_id = i.id AND s.resolved_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM engine_job s WHERE s.instance_id = i.id)"
)


#: States in which a process has let go of the record for now, or for good.
_LET_GO = {"closed", "draft"}


def _words(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _rules(kind: Held) -> Iterator[Invariant]:
    code, of = kind.process.upper(), f"FROM {kind.table} r"
    alive = "r.deleted_at IS NULL" + (f" AND {kind.condition}" if kind.condition else "")
    held = [state for state in kind.fits if state not in _LET_GO]
    yield Invariant(
        f"{code}_ENDED",
        f"A {kind.en} is open, and the process that it names has ended, or is another one.",
        f"{kind.zh}未结，但其流程已结束或不是该流程。",
        kind.en,
        f"SELECT r.{kind.number} {of} LEFT JOIN engine_instance i ON i.id = r.instance_id"
        f" LEFT JOIN engine_definition d ON d.id = i.definition_id WHERE {alive} AND r.instance_id IS NOT NULL"
        f" AND r.state IN ({_words(held)}) AND (i.id IS NULL OR i.ended_at IS NOT NULL"
        + (")" if kind.root else f" OR d.key <> '{kind.process}')"),
    )
    yield Invariant(
        f"{code}_MISSING",
        f"A {kind.en} is in a state that only its process leaves again, and has none.",
        f"{kind.zh}处于只能由流程推进的状态，但没有流程。",
        kind.en,
        f"SELECT r.{kind.number} {of} WHERE {alive} AND r.instance_id IS NULL AND r.state IN ({_words(kind.bound)})",
    )
    yield Invariant(
        f"{code}_RECORD",
        f"A process runs, and its {kind.en} does not exist, or is in a state that does not fit.",
        f"流程在运行，但没有对应的{kind.zh}，或其状态不符。",
        "instance",
        "SELECT i.id FROM engine_instance i JOIN engine_definition d ON d.id = i.definition_id"
        f" WHERE d.key = '{kind.process}' AND i.ended_at IS NULL AND NOT EXISTS (SELECT 1 {of}"
        f" WHERE r.instance_id = i.{kind.holder} AND r.deleted_at IS NULL AND r.state IN ({_words(kind.fits)}))"
        f" AND NOT ({STOPPED})",
    )


_SALES = Invariant(
    "LEAD_TO_ORDER_RECORD",
    "A process runs, and it has neither an open lead nor an open opportunity.",
    "流程在运行，但没有未结的线索或商机。",
    "instance",
    "SELECT i.id FROM engine_instance i JOIN engine_definition d ON d.id = i.definition_id"
    " WHERE d.key = 'lead_to_order' AND i.ended_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM crm_lead r WHERE r.instance_id = i.id AND r.deleted_at IS NULL"
    " AND r.state IN ('new', 'contacted', 'qualified'))"
    " AND NOT EXISTS (SELECT 1 FROM crm_opportunity r WHERE r.instance_id = i.id AND r.deleted_at IS NULL"
    f" AND r.state = 'open') AND NOT ({STOPPED})",
)
_COLLECTION = Invariant(
    "PAYMENT_COLLECTION_RECORD",
    "Money is collected, and no open instalment names the process.",
    "在催收回款，但没有未结的期次属于该流程。",
    "instance",
    "SELECT i.id FROM engine_instance i JOIN engine_definition d ON d.id = i.definition_id"
    " WHERE d.key = 'payment_collection' AND i.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM crm_payment_plan r"
    " WHERE r.instance_id = i.root_id AND r.deleted_at IS NULL AND r.received + r.written_off < r.amount)"
    " AND NOT EXISTS (SELECT 1 FROM engine_token t WHERE t.instance_id = i.id AND t.element = 'make_plan')"
    f" AND NOT ({STOPPED})",
)


def _ended(code: str, zh: str, en: str, table: str, label: str, open_: str) -> Invariant:
    """Records that may be open without a process, but not with one that is over."""
    return Invariant(
        code,
        f"{en} is open, and the process that it names has ended.",
        f"{zh}未结，但其流程已结束。",
        en.rsplit(maxsplit=1)[-1],
        f"SELECT {label} FROM {table} r LEFT JOIN engine_instance i ON i.id = r.instance_id"
        f" WHERE r.deleted_at IS NULL AND r.instance_id IS NOT NULL AND {open_}"
        " AND (i.id IS NULL OR i.ended_at IS NOT NULL)",
    )


_PLAN_NO = "(SELECT o.no FROM crm_order o WHERE o.id = r.order_id) || '/' || CAST(r.seq AS VARCHAR(9))"
PROCESSES: tuple[Invariant, ...] = (
    *(rule for kind in KINDS for rule in _rules(kind)),
    _SALES,
    _COLLECTION,
    _ended(
        "LEAD_ENDED", "线索", "A lead", "crm_lead", "r.no", "r.state IN ('new', 'contacted', 'qualified')"
    ),
    _ended("OPPORTUNITY_ENDED", "商机", "An opportunity", "crm_opportunity", "r.no", "r.state = 'open'"),
    _ended("NEW_CUSTOMER_ENDED", "客户审批", "The approval of a customer", "crm_account", "r.code", "1 = 1"),
    _ended(
        "PAYMENT_PLAN_ENDED",
        "回款期次",
        "An instalment",
        "crm_payment_plan",
        _PLAN_NO,
        "r.received + r.written_off < r.amount AND EXISTS (SELECT 1 FROM crm_order o WHERE o.id = r.order_id"
        " AND o.state NOT IN ('draft', 'in_approval', 'cancelled', 'rejected'))",
    ),
)
