"""People are reminded of a return on their desktops."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import changes, tables
from adapters.crm.operations.returns.area import RETURNS
from adapters.crm.operations.returns.schemas import ReturnTell
from adapters.crm.returns import documents
from engine import organisation
from engine.ports import AdapterCall

_STEPS = {
    "document": ("还没有提交", "it has not been submitted yet"),
    "inspect": ("货物已到，还没有验收", "the goods came and are not inspected yet"),
    "deduct": ("等待决定扣减金额", "the deduction is not decided yet"),
}


def tell(call: AdapterCall) -> dict[str, Any]:
    """Put a reminder on desktops, in each one's language. Once per step and person."""
    row = documents.known(call.tx.connection, call.inputs["return_id"])
    zh, en = _STEPS[call.inputs["step"]]
    for person in _people(call, call.inputs["to"]):
        text = f"退货单 {row.no}：{zh}" if person.language == "zh" else f"Return {row.no}: {en}"
        changes.add(
            call.tx,
            tables.message,
            root=call.root_id,
            to_id=person.id,
            text=text,
            at=call.tx.now,
            ref_type="return",
            ref_id=row.id,
        )
    return {}


def _people(call: AdapterCall, to: str) -> list[organisation.Person]:
    one = organisation.by_login(call.tx.connection, to)
    return [one] if one is not None else list(organisation.holders(call.tx.connection, to))


ADAPTERS: tuple[Adapter, ...] = (RETURNS.application("tell", "提醒", "Remind", tell, ReturnTell),)
