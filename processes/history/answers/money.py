"""Finance and sellers at payment plans, overdue instalments and payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from adapters.crm import tables
from adapters.demo.texts import money
from processes.history.desks import Answer, Turn, Values


def _contact(turn: Turn) -> Values:
    """What a late customer says."""
    thrown = turn.dice.random()
    if thrown < 0.62:
        day = turn.company.today + timedelta(days=turn.dice.randint(5, 15))
        note = turn.dice.choice(money.PROMISES)
        return {"result": "promise", "promised_on": day.isoformat(), "note": note}
    if thrown < 0.7:
        return {"result": "dispute", "promised_on": None, "note": turn.dice.choice(money.DISPUTES)}
    return {"result": "paid", "promised_on": None, "note": turn.dice.choice(money.PAID)}


def _superior(turn: Turn) -> Values:
    return {"plan_text": turn.dice.choice(money.PLANS)}


def _decide(turn: Turn) -> Values:
    first = turn.company.today + timedelta(days=15)
    parts = {"parts": 3, "first_on": first.isoformat(), "every_days": 30}
    if turn.dice.random() < 0.15:
        return {"decision": "instalments", **parts, "reason": turn.dice.choice(money.DECISIONS)}
    return {
        "decision": "legal",
        **dict.fromkeys(("parts", "first_on", "every_days")),
        "reason": turn.dice.choice(money.DECISIONS),
    }


def _legal(turn: Turn) -> Values:
    first = turn.company.today + timedelta(days=20)
    return {
        "legal_result": "parts",
        "parts": 2,
        "first_on": first.isoformat(),
        "every_days": 30,
        "legal_note": "律师函已发，对方同意分期",
    }


def _detail(turn: Turn) -> Values:
    bank = turn.tx.connection.scalar(
        select(tables.bank_account.c.id).order_by(tables.bank_account.c.id).limit(1)
    )
    number = f"6222{turn.dice.randrange(10**11, 10**12)}"
    due = turn.company.today.isoformat()
    where = {"payee_bank": turn.dice.choice(money.BANKS), "payee_no": number, "remark": ""}
    return {"bank_account_id": bank, "method": "transfer", "paid_on": due, **where}


def _bank(turn: Turn) -> Values:
    number = f"HD{turn.dice.randrange(10**8, 10**9)}"
    return {"bank_result": "paid", "paid_on": turn.company.today.isoformat(), "bank_ref": number}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("payment_collection", "make_plan"): Answer(act=lambda _turn: {}, hours=(1, 8)),
    ("instalment_collection", "contact"): Answer(act=_contact, hours=(2, 30)),
    ("instalment_collection", "superior_plan"): Answer(act=_superior, hours=(4, 40)),
    ("instalment_collection", "decide"): Answer(act=_decide, hours=(8, 50)),
    ("instalment_collection", "legal"): Answer(act=_legal, hours=(300, 700)),
    ("payment_out", "revise"): Answer(act=lambda _turn: {"next_step": "submit"}, hours=(1, 8)),
    ("payment_out", "detail"): Answer(act=_detail, hours=(1, 12)),
    ("payment_out", "bank"): Answer(act=_bank, hours=(2, 16)),
}
