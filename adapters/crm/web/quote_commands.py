"""What people do with an approved quote: note it as sent, tell the customer's answer, change it again.

The quote's process does it where one runs; a quote without one (from before, imported) is moved by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from adapters.crm import quote_life, quotes
from adapters.crm.errors import Fault, InvalidFields, StateRefused
from adapters.crm.web.hooks import Hooks
from adapters.crm.words import ANSWERS, SENT_HOW, STATES, word
from engine.organisation import Person
from engine.store.uow import Transaction

ANSWERED, CHANGED = "quote.answered", "quote.changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the customer said. `competitor` and `price_gap` only where he refused."""

    answer: str
    note: str = ""
    competitor: str = ""
    price_gap: Decimal | None = None

    def faults(self) -> list[Fault]:
        """What is missing or impossible."""
        found = []
        if self.answer not in ANSWERS:
            found.append(Fault(field="answer", zh="请选择客户的答复", en="choose the customer's answer"))
        if self.answer in ("refused", "negotiate") and not self.note:
            found.append(Fault(field="note", zh="请填写原因", en="the reason is needed"))
        if len(self.note) > 2000:
            found.append(Fault(field="note", zh="最多 2000 个字", en="at most 2000 characters"))
        if len(self.competitor) > 200:
            found.append(Fault(field="competitor", zh="最多 200 个字", en="at most 200 characters"))
        return found


def tell_answer(tx: Transaction, person: Person, hooks: Hooks, quote_id: int, answer: Answer) -> None:
    """The customer answered. Raises InvalidFields, StateRefused, Conflict."""
    row = quotes.find(tx.connection, person, quote_id, "submit")
    if faults := answer.faults():
        raise InvalidFields(faults)
    _demand_state(row, "sent", {"accepted": "accepted", "refused": "refused"}.get(answer.answer, "draft"))
    said = {"answer": answer.answer, "answer_note": answer.note}
    why = {"reason": answer.note, "competitor": answer.competitor, "price_gap": answer.price_gap}
    if hooks.tell_quote(tx, quote_id, ANSWERED, said):
        if answer.answer == "refused":
            hooks.explain_quote_refusal(tx, quote_id, person, why)
        return
    if answer.answer == "accepted":
        quote_life.accept(tx, quote_id, answer.note, instance_id=None, root=None)
    elif answer.answer == "refused":
        quote_life.refuse(
            tx,
            quote_id,
            answer.note,
            competitor=answer.competitor,
            price_gap=answer.price_gap,
            instance_id=None,
            root=None,
        )
    else:
        quote_life.reopen(tx, quote_id, "negotiate", answer.note, instance_id=None, root=None)


def change(tx: Transaction, person: Person, hooks: Hooks, quote_id: int) -> None:
    """Take a quote up again as the draft of its next version."""
    row = quotes.find(tx.connection, person, quote_id, "edit")
    _demand_state(row, row.state, "draft")
    if hooks.tell_quote(tx, quote_id, CHANGED, {"answer": "", "answer_note": ""}):
        return
    quotes.revise(tx, person, quote_id)


def note_sent(tx: Transaction, person: Person, hooks: Hooks, quote_id: int, how: str) -> None:
    """The customer got it otherwise than by our mail."""
    row = quotes.find(tx.connection, person, quote_id, "submit")
    if how not in SENT_HOW:
        raise InvalidFields([Fault(field="how", zh="请选择发送方式", en="choose how it was sent")])
    _demand_state(row, "approved", "sent")
    if not hooks.note_quote_sent(tx, quote_id, person, how):
        quote_life.sent(tx, quote_id, how, instance_id=None, root=None)


def _demand_state(row: Row[Any], needed: str, wanted: str) -> None:
    if row.state == needed and wanted in quotes.MOVES[row.state]:
        return
    raise StateRefused(
        no=row.no,
        state_zh=word(STATES, row.state, "zh"),
        state_en=word(STATES, row.state, "en"),
        wanted_zh=word(STATES, wanted, "zh"),
        wanted_en=word(STATES, wanted, "en"),
    )
