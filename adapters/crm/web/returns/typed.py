"""Reading what people type on the pages of returns: every fault at once, under the input's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records.lookups import codes
from adapters.crm.returns.documents import Draft, DraftLine
from adapters.crm.returns.inspection import Finding
from adapters.crm.returns.rules import Returnable
from adapters.crm.returns.words import KINDS
from adapters.crm.web.typed import decimal

LONGEST = 2000


def draft(connection: Connection, form: Mapping[str, str], there: Sequence[Returnable]) -> Draft:
    """The return as typed. Raises InvalidFields."""
    faults: list[Fault] = []
    reason, kind = form.get("reason", ""), form.get("kind", "")
    if reason not in codes(connection, "return_reason", in_use_too=True):
        faults.append(Fault(field="reason", zh="请选择退货原因", en="choose a reason"))
    if kind not in KINDS:
        faults.append(Fault(field="kind", zh="请选择处理方式", en="choose how to settle it"))
    wish = form.get("customer_wish", "").strip()
    if len(wish) > LONGEST:
        faults.append(Fault(field="customer_wish", zh="最多 2000 个字", en="at most 2,000 characters"))
    lines = [line for each in there if (line := _line(form, each, faults)) is not None]
    if not lines and not faults:
        faults.append(
            Fault(field="lines", zh="请至少填写一行的退货数量", en="enter a quantity in one line at least")
        )
    if faults:
        raise InvalidFields(faults)
    return Draft(reason=reason, kind=kind, lines=tuple(lines), customer_wish=wish)


def _line(form: Mapping[str, str], each: Returnable, faults: list[Fault]) -> DraftLine | None:
    name = f"lines-{each.order_line_id}-quantity"
    text = form.get(name, "").strip()
    if not text:
        return None
    quantity = decimal(text)
    if quantity is None:
        faults.append(Fault(field=name, zh="请填写数字", en="enter a number"))
        return None
    if quantity == 0:
        return None
    serials = form.get(f"lines-{each.order_line_id}-serials", "").strip()[:LONGEST]
    return DraftLine(order_line_id=each.order_line_id, quantity=quantity, serials=serials)


def findings(form: Mapping[str, str], stored: Sequence[Row[Any]]) -> list[Finding]:
    """What was found of each line. Raises InvalidFields for what is no number."""
    faults, found = [], []
    for line in stored:
        name = f"lines-{line.id}-"
        received = decimal(form.get(f"{name}received", ""))
        if received is None:
            faults.append(Fault(field=f"{name}received", zh="请填写实收数量", en="enter what was received"))
        found.append(
            Finding(
                line_id=line.id,
                received=received or Decimal(0),
                state=form.get(f"{name}state", ""),
                disposition=form.get(f"{name}disposition", ""),
                note=form.get(f"{name}note", "").strip()[:200],
            )
        )
    if faults:
        raise InvalidFields(faults)
    return found
