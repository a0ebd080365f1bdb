"""A return is opened for an instance, or taken up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import access_of_starters, changes, tables
from adapters.crm.operations.returns.area import RETURNS
from adapters.crm.operations.returns.schemas import ReturnOpen, ReturnOpened
from adapters.crm.orders import reading
from adapters.crm.parameters import parameter
from adapters.crm.returns import documents, moves
from adapters.crm.standard.returns import PARAMETERS
from engine import organisation
from engine.errors import NotFound
from engine.ports import AdapterCall


def open_return(call: AdapterCall) -> dict[str, Any]:
    """Take up a return as this instance's, or open a draft for an order."""
    row = _hold(call)
    order = changes.row_of(call.tx.connection, tables.order, row.order_id)
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    owner = organisation.person(call.tx.connection, row.owner_id)
    assert order is not None
    assert party is not None
    levels = parameter(call.tx.connection, "return.call_levels", PARAMETERS["return.call_levels"])
    return {
        "return_id": row.id,
        "return_no": row.no,
        "return_state": row.state,
        "order_id": row.order_id,
        "order_no": order.no,
        "account_id": row.account_id,
        "customer": party.short_name or party.name,
        "customer_en": party.name_en or party.name,
        "customer_level": party.level,
        "owner": owner.login if owner else "",
        "requester": call.inputs["requester"] or (owner.login if owner else ""),
        "currency": row.currency,
        "wants_call": party.level in levels,
        "opinion": "",
        "reason": "",
        **_contact(call, order, party),
    }


def _hold(call: AdapterCall) -> Row[Any]:
    return_id, order_id = call.inputs["return_id"], call.inputs["order_id"]
    if return_id is None:
        held = _of_instance(call)
        if held is not None:
            return held
        if order_id is None:
            raise NotFound(what="order", what_zh="订单", id="–")
        _demand_requester(call, order_id)
        return_id = documents.open_draft(call.tx, order_id, root=call.root_id).id
    return moves.hold(call.tx, return_id, call.instance_id, root=call.root_id)


def _of_instance(call: AdapterCall) -> Row[Any] | None:
    table = tables.return_order
    query = table.select().where(table.c.instance_id == call.instance_id, table.c.instance_id.is_not(None))
    return call.tx.connection.execute(query).first()


def _demand_requester(call: AdapterCall, order_id: int) -> None:
    """Naming an order's id when starting a process is not enough: the starter must see it and write returns."""
    if access_of_starters.trusted(call):
        return
    starter = organisation.by_login(call.tx.connection, call.started_by or "")
    if starter is None or organisation.may(call.tx.connection, starter, "return", "add") is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    reading.find(call.tx.connection, starter, order_id)


def _contact(call: AdapterCall, order: Row[Any], party: Row[Any]) -> dict[str, str]:
    contact = None
    if order.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, order.contact_id)
    return {
        "contact_name": (contact.name if contact else "") or party.name,
        "contact_email": (contact.email if contact else "") or party.email or "",
    }


ADAPTERS: tuple[Adapter, ...] = (
    RETURNS.application("open", "登记退货", "Open a return", open_return, ReturnOpen, ReturnOpened),
)
