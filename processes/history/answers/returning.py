"""Those who take goods back and repair them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from adapters.crm.returns import documents, inspection
from adapters.crm.returns.inspection import COVERED, Finding
from adapters.demo.texts import service
from processes.history.desks import Answer, Turn, Values


def _inspect(turn: Turn) -> Values:
    """Write down what came back; goods with a fault do not go back on the shelf."""
    return_id = turn.facts["return_id"]
    row = documents.known(turn.tx.connection, return_id)
    damaged = turn.dice.random() < (0.7 if row.reason in COVERED else 0.25)
    shelf = "repair" if row.kind == "repair" else "scrap" if damaged else "restock"
    note = turn.dice.choice(service.FINDINGS_BAD if damaged else service.FINDINGS_OK)
    findings = [
        Finding(
            line_id=line.id,
            received=line.quantity,
            state="damaged" if damaged else "ok",
            disposition=shelf,
            note=note,
        )
        for line in documents.lines(turn.tx.connection, return_id)
    ]
    inspection.record(turn.tx, return_id, findings, inspection=note, root=turn.item.root_id)
    return {}


def _deduct(turn: Turn) -> Values:
    row = documents.known(turn.tx.connection, turn.facts["return_id"])
    kept = (row.amount * Decimal("0.85")).quantize(Decimal("0.01"))
    reason = {"deduction_reason": "外壳划痕，扣除翻新费用", "customer_consent": True}
    return {"accepted_amount": kept, **reason}


def _satisfaction(turn: Turn) -> Values:
    mark = turn.dice.choice(("3", "4", "4", "5", "5"))
    return {"satisfaction": mark, "satisfaction_note": turn.dice.choice(service.CONFIRMED)}


def _diagnose(turn: Turn) -> Values:
    known = _fault(turn)
    parts, labour = turn.dice.randrange(2, 20) * 100, turn.dice.randrange(2, 8) * 100
    return {"diagnosis": known[2], "parts_total": parts, "labour_total": labour}


def _work(turn: Turn) -> Values:
    known = _fault(turn)
    done = {"result": "repaired", "work": known[3], "parts_used": known[4]}
    return {**done, "hours": turn.dice.randint(1, 6), "advice": "建议每年保养一次", "signed_by": "设备部"}


def _fault(turn: Turn) -> tuple[str, str, str, str, str]:
    said = str(turn.facts.get("fault") or "")
    return next((one for one in service.REPAIRS if one[0] in said), turn.dice.choice(service.REPAIRS))


def _receive(turn: Turn) -> Values:
    return {"received": turn.facts.get("charge") or 0, "method": "transfer"}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("return_refund", "document"): Answer(act=lambda _turn: {}, hours=(0.5, 8)),
    ("return_refund", "inspect"): Answer(act=_inspect, hours=(1, 12)),
    ("return_refund", "deduct"): Answer(act=_deduct, hours=(1, 12)),
    ("return_refund", "satisfaction"): Answer(act=_satisfaction, hours=(4, 30)),
    ("repair", "diagnose"): Answer(act=_diagnose, hours=(3, 20)),
    ("repair", "ask"): Answer(act=lambda _turn: {"answer": "accepted"}, hours=(4, 40)),
    ("repair", "work"): Answer(act=_work, hours=(4, 30)),
    ("repair", "receive"): Answer(act=_receive, hours=(4, 30)),
}
