"""Contracts: drafted from a template, reviewed, signed, filed, and renewed or left to end."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, held, plan_events, tables
from adapters.crm.amounts import written
from adapters.crm.errors import ContractRefused
from adapters.crm.numbering import next_number
from adapters.crm.parameters import parameter
from adapters.crm.records.field import Words
from adapters.crm.todo import add_todo
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

contract = tables.contract
KINDS: Words = {
    "sales": ("销售合同", "Sales"),
    "supply": ("供货合同", "Supply"),
    "quality": ("质量协议", "Quality agreement"),
    "service": ("服务合同", "Service"),
    "agency": ("代理协议", "Agency"),
}
STATES: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("会签中", "In review"),
    "approved": ("待签署", "To be signed"),
    "signed": ("已签署", "Signed"),
    "rejected": ("已驳回", "Rejected"),
    "ended": ("已终止", "Ended"),
}
RENEWALS: Words = {"renew": ("续签", "Renew"), "end": ("到期终止", "Let it end")}
TEMPLATES: Words = {
    "contract": ("合同", "Contracts"),
    "quote": ("报价", "Quotes"),
    "letter": ("信函", "Letters"),
    "mail": ("邮件", "Mails"),
    "sms": ("短信", "Text messages"),
    "dunning": ("催款", "Dunning"),
    "envelope": ("信封", "Envelopes"),
    "schedule": ("日程", "Schedules"),
}
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_approval"}),
    "in_approval": frozenset({"draft", "approved", "rejected"}),
    "approved": frozenset({"signed"}),
    "rejected": frozenset({"draft"}),
    "signed": frozenset({"ended"}),
    "ended": frozenset(),
}
EDITABLE = frozenset({"draft", "rejected"})
#: (days before the end, of the first and the second reminder), the amount from which the general manager decides
REMIND_FIRST, REMIND_SECOND, MANAGER_FROM = (
    "contract.remind_first",
    "contract.remind_second",
    "contract.gm_from",
)
_DEFAULTS = {REMIND_FIRST: 60, REMIND_SECOND: 30, MANAGER_FROM: "500000"}
_NAME = re.compile(r"\{(no|customer|amount|start|end|signers|payment|terms)\}")
_MORNING = time(9, tzinfo=COMPANY_ZONE)


def of(tx: Transaction, contract_id: int) -> Row[Any]:
    """One contract. Raises NotFound."""
    row = changes.row_of(tx.connection, contract, contract_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="contract", what_zh="合同", id=contract_id)
    return row


def draft_for_order(tx: Transaction, order_id: int, *, root: int | None) -> int:
    """The contract of an order: the one it names, or a new draft with its customer and amount; its id."""
    order = changes.row_of(tx.connection, tables.order, order_id, lock=True)
    if order is None or order.deleted_at is not None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    if order.contract_id is not None:
        return int(order.contract_id)
    contract_id = changes.add(
        tx,
        contract,
        root=root,
        no=next_number(tx, "contract"),
        title=f"{order.no}",
        kind="sales",
        account_id=order.account_id,
        contact_id=order.contact_id,
        owner_id=order.owner_id,
        quote_id=order.quote_id,
        opportunity_id=order.opportunity_id,
        amount=order.total,
        currency=order.currency,
        start_on=order.ordered_on,
    )
    changes.edit(tx, tables.order, order_id, root=root, contract_id=contract_id)
    return contract_id


def mark(
    tx: Transaction, contract_id: int, state: str, *, instance_id: int | None, root: int | None
) -> Row[Any]:
    """Move a contract on behalf of its process; repeating the move does nothing. Raises ContractRefused."""
    row = of(tx, contract_id)
    if row.state == state and instance_id in (None, row.instance_id):
        return row
    if row.state == "in_approval" and instance_id not in (None, row.instance_id):
        raise ContractRefused(
            no=row.no, why_zh="它属于另一个流程实例", why_en="another process instance has it"
        )
    if state not in MOVES[row.state]:
        zh, en = STATES[row.state][0], STATES[row.state][1].lower()
        raise ContractRefused(no=row.no, why_zh=f"它现在是「{zh}」", why_en=f"it is “{en}” now")
    changes.edit(
        tx, contract, contract_id, root=root, state=state, instance_id=instance_id or row.instance_id
    )
    return of(tx, contract_id)


def adopt(tx: Transaction, contract_id: int, instance_id: int | None, *, root: int | None) -> None:
    """A contract that can be edited belongs to the process that prepares it, unless another one that runs has it."""
    row = of(tx, contract_id)
    if row.state in EDITABLE and not held.runs(tx.connection, row.instance_id):
        changes.edit(tx, contract, contract_id, root=root, state="draft", instance_id=instance_id)


def submit(tx: Transaction, contract_id: int, *, instance_id: int | None, root: int | None) -> Row[Any]:
    """Into review, its text written from the template where nobody wrote one. Raises ContractRefused."""
    row = of(tx, contract_id)
    missing = [word for name, word in _NEEDED.items() if getattr(row, name) in (None, "")]
    if missing:
        zh, en = "、".join(zh for zh, _ in missing), ", ".join(en for _, en in missing)
        raise ContractRefused(no=row.no, why_zh=f"还缺：{zh}", why_en=f"it lacks {en}")
    text = row.body or _written(tx, row)
    if not text:
        raise ContractRefused(
            no=row.no, why_zh="还缺合同正文或文本模板", why_en="it lacks a text or a template for it"
        )
    changes.edit(tx, contract, contract_id, root=root, body=text)
    return mark(tx, contract_id, "in_approval", instance_id=instance_id, root=root)


def sign(
    tx: Transaction,
    contract_id: int,
    signed_on: date,
    signers: str,
    *,
    instance_id: int | None,
    root: int | None,
) -> list[int]:
    """Both sides have signed it; the orders whose instalments waited for that."""
    row = of(tx, contract_id)
    if signed_on > tx.now.astimezone(COMPANY_ZONE).date():
        raise ContractRefused(
            no=row.no, why_zh="签署日期不能在将来", why_en="it cannot be signed in the future"
        )
    mark(tx, contract_id, "signed", instance_id=instance_id, root=root)
    changes.edit(
        tx,
        contract,
        contract_id,
        root=root,
        signed_on=signed_on,
        signers=signers or row.signers,
        filed_at=tx.now,
    )
    return plan_events.signed(tx, contract_id, signed_on, root=root)


def reminders(tx: Transaction, row: Row[Any]) -> tuple[datetime, datetime]:
    """When its end is reminded of for the first and the second time."""
    assert row.end_on is not None
    days = [int(parameter(tx.connection, key, _DEFAULTS[key])) for key in (REMIND_FIRST, REMIND_SECOND)]
    first, second = (datetime.combine(row.end_on - timedelta(days=each), _MORNING) for each in days)
    return first, second


def remind(tx: Transaction, contract_id: int, *, root: int | None) -> None:
    """The owner gets a task: the contract ends soon."""
    row = of(tx, contract_id)
    add_todo(
        tx,
        owner_id=row.owner_id,
        subject=f"合同 {row.no} 将于 {row.end_on} 到期 · Contract {row.no} ends on {row.end_on}",
        due_at=tx.now + timedelta(days=7),
        account_id=row.account_id,
        root=root,
    )


def decide(tx: Transaction, contract_id: int, renewal: str, *, root: int | None) -> int | None:
    """Renew it (a new draft that begins the day after) or let it end; the id of the new one."""
    row = of(tx, contract_id)
    changes.edit(tx, contract, contract_id, root=root, renewal=renewal)
    if renewal == "end":
        mark(tx, contract_id, "ended", instance_id=None, root=root)
        return None
    kept = ("title", "kind", "account_id", "contact_id", "owner_id", "template_id", "amount", "currency")
    length = row.end_on - row.start_on if row.end_on and row.start_on else timedelta(days=365)
    start = (row.end_on or tx.now.astimezone(COMPANY_ZONE).date()) + timedelta(days=1)
    return changes.add(
        tx,
        contract,
        root=root,
        no=next_number(tx, "contract"),
        **{name: getattr(row, name) for name in (*kept, "payment_terms", "main_terms", "signers")},
        renews_id=row.id,
        start_on=start,
        end_on=start + length,
    )


_NEEDED: Words = {
    "title": ("标题", "a title"),
    "amount": ("金额", "an amount"),
    "start_on": ("开始日期", "the day it starts"),
    "end_on": ("结束日期", "the day it ends"),
    "signers": ("签署人", "signers"),
}


def _written(tx: Transaction, row: Row[Any]) -> str:
    """The template with the contract's values in it; words in braces that it does not know stay as they are."""
    template = (
        changes.row_of(tx.connection, tables.text_template, row.template_id) if row.template_id else None
    )
    if template is None:
        return ""
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    known = {
        "no": row.no,
        "customer": party.name if party is not None else "",
        "amount": written(row.amount, row.currency),
        "start": str(row.start_on),
        "end": str(row.end_on),
        "signers": row.signers,
        "payment": row.payment_terms,
        "terms": row.main_terms,
    }
    return _NAME.sub(lambda found: known[found[1]], template.body)
