"""Every open record that a process holds has its running instance, and every such instance its open record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.store.verify.invariants import Invariant

#: What stops an instance is told elsewhere: it may not have come to its record yet, or not to its next state.
STOPPED = (
    "EXISTS (SELECT 1 FROM engine_incident s WHERE s.instance_id = i.id AND s.resolved_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM engine_job s WHERE s.instance_id = i.id)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Records that a process holds.

    `fits`: the states a record may be in while its instance runs. `bound`: the states that only a running
    process leaves again, so that a record in one of them must have one. `root`: the record names the root of
    the process, which another process may have started.
    """

    process: str
    table: str
    number: str
    zh: str
    en: str
    fits: tuple[str, ...]
    bound: tuple[str, ...] = ()
    condition: str = ""
    root: bool = False

    @property
    def holder(self) -> str:
        """The column of the instance that the record names."""
        return "root_id" if self.root else "id"


KINDS: tuple[Held, ...] = (
    Held(
        process="quote_approval",
        table="crm_quote",
        number="no",
        zh="报价",
        en="quote",
        fits=("draft", "in_approval", "returned", "approved", "sent"),
        bound=("in_approval",),
    ),
    Held(
        process="order_fulfilment",
        table="crm_order",
        number="no",
        zh="订单",
        en="order",
        fits=("draft", "in_approval", "approved", "executing", "delivered"),
        bound=("in_approval",),
        root=True,
    ),
    Held(
        process="contract",
        table="crm_contract",
        number="no",
        zh="合同",
        en="contract",
        fits=("draft", "in_approval", "approved"),
        bound=("in_approval", "approved"),
    ),
    Held(
        process="payment_out",
        table="crm_payment_out",
        number="no",
        zh="付款",
        en="payment",
        fits=("draft", "in_approval", "approved", "ordered"),
        bound=("in_approval", "approved", "ordered"),
    ),
    Held(
        process="return_refund",
        table="crm_return_order",
        number="no",
        zh="退货",
        en="return",
        # closed: the customer is asked whether he is satisfied
        fits=(
            "draft",
            "in_approval",
            "approved",
            "awaiting_goods",
            "received",
            "inspected",
            "refund_due",
            "refunded",
            "closed",
        ),
        bound=(
            "in_approval",
            "approved",
            "awaiting_goods",
            "received",
            "inspected",
            "refund_due",
            "refunded",
        ),
    ),
    Held(
        process="repair",
        table="crm_repair_registration",
        number="no",
        zh="维修",
        en="repair",
        fits=("registered", "quoted", "accepted", "repaired"),
        bound=("quoted", "accepted", "repaired"),
    ),
    Held(
        process="complaint_handling",
        table="crm_feedback",
        number="no",
        zh="服务单",
        en="case",
        # closed: the revisits follow
        fits=(
            "new",
            "assigned",
            "in_progress",
            "waiting_customer",
            "solved",
            "confirmed",
            "reopened",
            "closed",
        ),
        bound=("in_progress", "waiting_customer", "confirmed", "reopened"),
        condition="r.type IN ('complaint', 'dispute', 'defective')",
    ),
    Held(
        process="knowledge_review",
        table="crm_knowledge",
        number="title",
        zh="知识",
        en="article",
        fits=("draft", "review"),
        bound=("review",),
    ),
    Held(
        process="duplicate_case",
        table="crm_duplicate_case",
        number="no",
        zh="重复客户单",
        en="duplicate case",
        fits=("open",),
        bound=("open",),
    ),
    Held(
        process="handover",
        table="crm_handover",
        number="no",
        zh="交接单",
        en="hand-over",
        fits=("in_approval", "choosing", "confirming"),
        bound=("in_approval", "choosing", "confirming"),
    ),
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
