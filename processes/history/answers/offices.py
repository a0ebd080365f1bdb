"""Legal, finance and owners at contracts; superiors at customers of the pool and at duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from adapters.crm import changes, tables
from processes.history.desks import Answer, Turn, Values


def _review(turn: Turn) -> Values:
    if turn.visit == 1 and turn.dice.random() < 0.08:
        return {"action": "return", "opinion": "违约责任条款需与标准文本一致"}
    return {"action": "agree", "opinion": "条款无异议"}


def _sign(turn: Turn) -> Values:
    row = changes.row_of(turn.tx.connection, tables.contract, turn.facts["contract_id"])
    signers = row.signers if row is not None and row.signers else turn.person.name
    return {"signed_on": turn.company.today.isoformat(), "signers": signers}


def _renewal(turn: Turn) -> Values:
    return {"renewal": "renew" if turn.dice.random() < 0.7 else "end"}


def _complete(turn: Turn) -> Values:
    """What the slip of a new customer still lacks."""
    slip = {"address": "工业园 18 号", "payment_terms": "月结 30 天", "settlement_method": "monthly_30"}
    row = changes.row_of(turn.tx.connection, tables.account, turn.facts["account_id"])
    missing: dict[str, Any] = {name: text for name, text in slip.items() if not getattr(row, name)}
    limit = turn.dice.choice((60_000, 100_000, 150_000))
    changes.edit(
        turn.tx,
        tables.account,
        turn.facts["account_id"],
        min_discount=Decimal("0.08"),
        credit_limit=Decimal(limit),
        level="C",
        **missing,
    )
    return {}


def _claim(turn: Turn) -> Values:
    return {"action": "agree", "opinion": "同意领用，两周内完成首次拜访"}


def _evidence(turn: Turn) -> Values:
    return {"evidence": "去年工博会上与对方设备部长交换过名片，并有三次报价往来记录。"}


def _comment(turn: Turn) -> Values:
    return {"owner_comment": "该客户由我长期维护，上月仍有订单。"}


def _decide(turn: Turn) -> Values:
    return {"decision": "keep", "reason": "现负责人有持续订单，维持归属"}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("contract", "write"): Answer(act=lambda _turn: {}, hours=(2, 12)),
    ("contract", "legal"): Answer(act=_review, hours=(3, 15)),
    ("contract", "finance"): Answer(act=_review, hours=(2, 12)),
    ("contract", "sign"): Answer(act=_sign, hours=(16, 60)),
    ("contract_term", "renewal"): Answer(act=_renewal, hours=(40, 120)),
    ("new_customer", "complete"): Answer(act=_complete, hours=(1, 8)),
    ("pool_claim", "approve"): Answer(act=_claim, hours=(1, 8)),
    ("duplicate_case", "prove"): Answer(act=_evidence, hours=(1, 12)),
    ("duplicate_case", "comment"): Answer(act=_comment, hours=(1, 12)),
    ("duplicate_case", "decide"): Answer(act=_decide, hours=(1, 8)),
}
