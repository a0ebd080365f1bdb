"""What came back and in which condition; what is accepted of the refund."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.returns import documents, rules
from adapters.crm.returns.errors import AmountRefused, NotInspected, state_refused
from engine.store.uow import Transaction

#: Reasons for which goods may well be damaged: that is why they come back.
COVERED = frozenset({"defective", "transport", "wrong_delivery"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was found of one line: `state` ok, damaged or missing; `disposition` restock, scrap, repair, send_back."""

    line_id: int
    received: Decimal
    state: str
    disposition: str
    note: str = ""


def record(
    tx: Transaction,
    return_id: int,
    findings: Sequence[Finding],
    *,
    inspection: str = "",
    root: int | None = None,
) -> None:
    """Write down what was found. Raises InvalidFields with fields `lines-<id>-received`, ReturnState."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.state not in ("received", "inspected"):
        raise state_refused(row)
    stored = {line.id: line for line in documents.lines(tx.connection, return_id)}
    faults = [fault for finding in findings for fault in _faults(stored.get(finding.line_id), finding)]
    if faults:
        raise InvalidFields(faults)
    for finding in findings:
        changes.edit(
            tx,
            tables.return_line,
            finding.line_id,
            root=root,
            received_quantity=finding.received,
            inspected=finding.state,
            disposition=finding.disposition if finding.received else "",
            note=finding.note,
        )
    changes.edit(tx, tables.return_order, return_id, root=root, inspection=inspection)


def _faults(line: Row[Any] | None, finding: Finding) -> list[Fault]:
    name = f"lines-{finding.line_id}-"
    if line is None:
        return [Fault(field=f"{name}received", zh="没有这一行", en="there is no such line")]
    faults = []
    if not rules.ZERO <= finding.received <= line.quantity:
        most = f"{line.quantity.normalize():f}"
        faults.append(Fault(field=f"{name}received", zh=f"0 到 {most} 之间", en=f"between 0 and {most}"))
    short = finding.received < line.quantity
    if finding.state not in ("ok", "damaged", "missing"):
        faults.append(Fault(field=f"{name}state", zh="请选择状态", en="choose a condition"))
    elif short and finding.state != "missing":
        faults.append(Fault(field=f"{name}state", zh="数量不足，应为“缺少”", en="fewer came: say “missing”"))
    elif finding.state == "missing" and not short:
        faults.append(Fault(field=f"{name}state", zh="数量齐全，没有缺少", en="all came: none is missing"))
    if finding.received and finding.disposition not in ("restock", "scrap", "repair", "send_back"):
        faults.append(Fault(field=f"{name}disposition", zh="请选择处置方式", en="choose what happens to it"))
    return faults


def assess(tx: Transaction, return_id: int, *, root: int | None) -> dict[str, Any]:
    """What the findings come to. Raises NotInspected while a line lacks them.

    `all_ok`: nothing speaks against the whole amount; `proposed_amount`: what the sound part is worth.
    """
    row = documents.known(tx.connection, return_id, lock=True)
    stored = documents.lines(tx.connection, return_id)
    if any(not line.inspected for line in stored):
        raise NotInspected(no=row.no)
    proposed = sum((_accepted(row, line) for line in stored), rules.ZERO)
    whole = all(_covered(row, line) for line in stored)
    proposed = row.amount if whole else min(proposed, row.amount)
    changes.edit(tx, tables.return_order, return_id, root=root, accepted_amount=proposed)
    return {"all_ok": whole, "proposed_amount": proposed}


def accept(
    tx: Transaction,
    return_id: int,
    amount: Decimal | None,
    *,
    reason: str = "",
    consent: bool = False,
    root: int | None = None,
) -> Row[Any]:
    """Settle how much is accepted, spread over the lines by what they are worth. Raises AmountRefused."""
    row = documents.known(tx.connection, return_id, lock=True)
    changes.row_of(tx.connection, tables.order, row.order_id, lock=True)
    accepted = (row.accepted_amount if amount is None else amount) or rules.ZERO
    most = row.amount
    if row.kind == "refund":
        most = min(most, rules.creditable(tx.connection, row.order_id, without=return_id))
    if not rules.ZERO <= accepted <= most:
        raise AmountRefused(most=f"{most:.2f}", currency=row.currency)
    values: dict[str, Any] = {"accepted_amount": accepted}
    if reason:
        values |= {"deduction_reason": reason, "customer_consent": consent}
    changes.edit(tx, tables.return_order, return_id, root=root, **values)
    spread(tx, return_id, accepted, root)
    return documents.known(tx.connection, return_id)


def spread(tx: Transaction, return_id: int, accepted: Decimal, root: int | None) -> None:
    """Shares by what came back of each line; the last one takes the rest of rounding."""
    stored = documents.lines(tx.connection, return_id)
    weights = [line.amount * (line.received_quantity or rules.ZERO) / line.quantity for line in stored]
    whole = sum(weights, rules.ZERO)
    rest = accepted
    for place, (line, weight) in enumerate(zip(stored, weights, strict=True), start=1):
        share = (accepted * weight / whole).quantize(rules.CENT, ROUND_HALF_UP) if whole else rules.ZERO
        share = rest if place == len(stored) else min(share, rest)
        rest -= share
        changes.edit(tx, tables.return_line, line.id, root=root, accepted_amount=share)


def _covered(row: Row[Any], line: Row[Any]) -> bool:
    if line.inspected == "damaged":
        return row.reason in COVERED or row.kind == "repair"
    return bool(line.inspected == "ok")


def _accepted(row: Row[Any], line: Row[Any]) -> Decimal:
    """What is proposed for a line: the part that came, nothing for damage that is the customer's."""
    if line.inspected == "damaged" and not _covered(row, line):
        return rules.ZERO
    share: Decimal = line.amount * line.received_quantity / line.quantity
    return share.quantize(rules.CENT, ROUND_HALF_UP)
