"""What is typed when a case is taken in, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.catalogue import entity
from adapters.crm.catalogue.feedback_words import TYPES
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import access, typed
from adapters.crm.records.lookups import Codebook
from engine.errors import NotFound
from engine.organisation import Person

#: Fields of the form that are columns of the case and typed like everywhere else.
FIELDS = (
    "channel",
    "subject",
    "content",
    "category",
    "phone",
    "email",
    "caller",
    "urgency",
    "claimed_loss",
    "mood",
)
KEPT = (*FIELDS, "type", "account_id", "contact_id", "product", "order", "handler")


def read(connection: Connection, person: Person, form: Mapping[str, str]) -> dict[str, Any]:
    """The values of a new case. Raises InvalidFields with every fault."""
    fields = [field for name in FIELDS if (field := entity("feedback").field(name)) is not None]
    posted = {name: [form.get(name, "")] for name in FIELDS}
    values, faults = typed.read(fields, posted, Codebook(connection))
    kind = form.get("type", "")
    if kind not in TYPES:
        faults.append(Fault(field="type", zh="请从列表中选择", en="choose one from the list"))
    values["type"] = kind
    values["account_id"] = _account(connection, person, form.get("account_id", ""), faults)
    values["contact_id"] = _contact(connection, values["account_id"], form.get("contact_id", ""), faults)
    values |= _what(connection, values["account_id"], form.get("product", "").strip(), faults)
    values["order_id"] = _order(connection, values["account_id"], form.get("order", "").strip(), faults)
    if faults:
        raise InvalidFields(faults)
    return values


def _order(connection: Connection, account_id: int | None, no: str, faults: list[Fault]) -> int | None:
    if not no:
        return None
    order = tables.order
    mine = (order.c.no == no, order.c.account_id == account_id, order.c.deleted_at.is_(None))
    found: int | None = connection.scalar(select(order.c.id).where(*mine))
    if found is None:
        faults.append(Fault(field="order", zh="该客户没有这个订单", en="the customer has no such order"))
    return found


def _account(connection: Connection, person: Person, text: str, faults: list[Fault]) -> int | None:
    if text.isdecimal() and len(text) < 20:
        try:
            return int(access.find(connection, person, entity("account"), int(text)).id)
        except NotFound:
            pass
    faults.append(Fault(field="account_id", zh="请选择客户", en="choose the customer"))
    return None


def _contact(connection: Connection, account_id: int | None, text: str, faults: list[Fault]) -> int | None:
    if not text or account_id is None:
        return None
    contact = tables.contact
    if text.isdecimal() and len(text) < 20:
        query = select(contact.c.id).where(contact.c.id == int(text), contact.c.account_id == account_id)
        found: int | None = connection.scalar(query.where(contact.c.deleted_at.is_(None)))
        if found is not None:
            return found
    faults.append(Fault(field="contact_id", zh="请从列表中选择", en="choose one from the list"))
    return None


def _what(
    connection: Connection, account_id: int | None, text: str, faults: list[Fault]
) -> dict[str, int | None]:
    """What the case is about: a unit of the customer by its serial number, else a product by its code."""
    unit = tables.product_archive
    mine = select(unit.c.id, unit.c.product_id).where(
        unit.c.serial_no == text, unit.c.account_id == account_id, unit.c.deleted_at.is_(None)
    )
    found = connection.execute(mine).first() if text else None
    if found is not None:
        return {"archive_id": found.id, "product_id": found.product_id}
    return {"product_id": _product(connection, text, faults)}


def _product(connection: Connection, code: str, faults: list[Fault]) -> int | None:
    if not code:
        return None
    product = tables.product
    found: int | None = connection.scalar(
        select(product.c.id).where(product.c.code == code, product.c.deleted_at.is_(None))
    )
    if found is None:
        zh = "没有这个产品编号，该客户也没有这个序列号"
        en = "there is no product with this code, and no unit of the customer with this number"
        faults.append(Fault(field="product", zh=zh, en=en))
    return found
