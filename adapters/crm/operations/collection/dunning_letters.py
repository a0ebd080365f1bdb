"""Letters to a customer who does not pay."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import changes, dunning, ledger, tables
from adapters.crm.dunning import Debt
from adapters.crm.operations.collection.schemas import Letter, Step
from adapters.crm.operations.collection.subjects import debt_of, title_of
from adapters.crm.operations.money_texts import money
from engine.ports import AdapterCall


def letter(call: AdapterCall) -> dict[str, Any]:
    """The dunning letter of a level: written, logged, ready to be sent."""
    found, level = debt_of(call), call.inputs["level"]
    lang = "en" if found.account.country and not _chinese(found.account.name) else "zh"
    subject, body = dunning.letter(call.tx.connection, found, level, lang, ledger.today(call.tx))
    to = _address(call, found)
    channel = "mail" if to else "letter"
    dunning.note(
        call.tx,
        found.plan.id,
        level,
        channel=channel,
        recipient=to or found.account.address,
        subject=subject,
        text=body,
        root=call.root_id,
    )
    after = dunning.moments(call.tx.connection, found)["decide_at" if level >= 3 else f"level{level + 1}_at"]
    return {"to": to, "language": lang, "subject": subject, "body": body, "reply_until": after}


def unsent(call: AdapterCall) -> dict[str, Any]:
    """The mail did not go out: the letter is to be printed, and the salesperson is told."""
    found, level = debt_of(call), call.inputs["level"]
    row = dunning.noted(call.tx.connection, found.plan.id, level)
    if row is not None:
        changes.edit(call.tx, tables.dunning, row.id, root=call.root_id, channel="letter")
    if found.owner:
        text = f"催款函请打印寄送 · Print and post the letter: {title_of(found)} · {level}"
        dunning.tell(call.tx, found.owner.id, text, plan_id=found.plan.id, root=call.root_id)
    return {}


def _address(call: AdapterCall, found: Debt) -> str:
    contact = None
    if found.order.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, found.order.contact_id)
    return str((contact.email if contact else "") or found.account.email)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


INSTALMENT = money("crm.instalment")
ADAPTERS: tuple[Adapter, ...] = (
    INSTALMENT.application("letter", "生成催款函", "Write a dunning letter", letter, Step, Letter),
    INSTALMENT.application("unsent", "催款函转打印", "Have a letter printed", unsent, Step),
)
