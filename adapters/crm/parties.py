"""Customers and contacts: what a person may see of them, and the commands that change them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.numbering import next_number
from adapters.crm.words import DECISION_ROLES, INDUSTRIES, LEVELS, SOURCES
from engine.errors import NotFound
from engine.organisation import NotGranted, Person, demand, may, sees, visible
from engine.store.uow import Transaction

account, contact = tables.account, tables.contact

#: Fields that people type on the customer page, with the longest text each holds.
ACCOUNT_FIELDS = {
    "name": 200,
    "name_en": 200,
    "short_name": 100,
    "level": 8,
    "industry": 32,
    "source": 32,
    "province": 64,
    "city": 64,
    "address": 300,
    "phone": 40,
    "email": 200,
    "homepage": 200,
    "tax_no": 64,
    "payment_terms": 200,
    "introduction": 4000,
}
CONTACT_FIELDS = {
    "name": 100,
    "name_en": 100,
    "post": 100,
    "post_en": 100,
    "decision_role": 16,
    "mobile": 40,
    "phone": 40,
    "email": 200,
    "remark": 2000,
}
_CHOICES = {"level": LEVELS, "industry": INDUSTRIES, "source": SOURCES, "decision_role": DECISION_ROLES}
_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;]{1,63}")
_PHONE = re.compile(r"[0-9+\-() ext.]{3,40}")
_HOMEPAGE = re.compile(r"(https?://)?[A-Za-z0-9][^\s<>\"':]{2,180}(:\d+)?(/[^\s<>\"']*)?")


def accounts(connection: Connection, person: Person) -> Select[Any]:
    """The customers a person may see."""
    scope = may(connection, person, "account", "view")
    query = select(account).where(account.c.deleted_at.is_(None))
    return visible(query, person, scope, owner=account.c.owner_id)


def find_account(connection: Connection, person: Person, account_id: int, action: str = "view") -> Row[Any]:
    """One customer. `NotFound` when it does not exist or lies outside the person's reach."""
    row = changes.row_of(connection, account, account_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="account", id=account_id)
    if not sees(connection, person, may(connection, person, "account", "view"), row.owner_id):
        raise NotFound(what="account", id=account_id)
    if action != "view" and not sees(
        connection, person, may(connection, person, "account", action), row.owner_id
    ):
        raise NotGranted.of(connection, "account", action)
    return row


def contacts(connection: Connection, account_id: int) -> Sequence[Row[Any]]:
    """The contacts of a customer, the main one first."""
    query = select(contact).where(contact.c.account_id == account_id, contact.c.deleted_at.is_(None))
    return connection.execute(query.order_by(contact.c.is_main.desc(), contact.c.id)).all()


def add_account(tx: Transaction, person: Person, **values: str) -> int:
    """A new prospect owned by the person; its id."""
    demand(tx.connection, person, "account", "add")
    typed = _checked(values, ACCOUNT_FIELDS)
    if not typed.get("name"):
        raise InvalidFields([Fault(field="name", zh="请填写名称", en="Enter a name")])
    code = next_number(tx, "account")
    return changes.add(tx, account, code=code, kind="prospect", owner_id=person.id, **typed)


def edit_account(
    tx: Transaction, person: Person, account_id: int, *, revision: int | None = None, **values: str
) -> bool:
    """Change typed fields of a customer; whether anything differed."""
    find_account(tx.connection, person, account_id, "edit")
    return changes.edit(tx, account, account_id, revision=revision, **_checked(values, ACCOUNT_FIELDS))


def add_contact(tx: Transaction, person: Person, account_id: int, **values: str) -> int:
    """A new contact; the first one of a customer is the main one."""
    find_account(tx.connection, person, account_id, "view")
    demand(tx.connection, person, "contact", "add")
    typed = _checked(values, CONTACT_FIELDS)
    if not typed.get("name"):
        raise InvalidFields([Fault(field="name", zh="请填写姓名", en="Enter a name")])
    present = tx.connection.scalar(
        select(func.count()).where(contact.c.account_id == account_id, contact.c.deleted_at.is_(None))
    )
    return changes.add(tx, contact, account_id=account_id, is_main=not present, **typed)


def set_main_contact(tx: Transaction, person: Person, account_id: int, contact_id: int) -> None:
    """Make one contact the main one; the former main one steps back."""
    find_account(tx.connection, person, account_id, "edit")
    ids = [row.id for row in contacts(tx.connection, account_id)]
    if contact_id not in ids:
        raise NotFound(what="contact", id=contact_id)
    for other in ids:
        if other != contact_id:
            changes.edit(tx, contact, other, is_main=False)
    changes.edit(tx, contact, contact_id, is_main=True)


def _checked(values: dict[str, str], allowed: dict[str, int]) -> dict[str, Any]:
    """Trimmed values; every fault at once."""
    clean = {name: value.strip() for name, value in values.items()}
    faults = [fault for name, value in clean.items() if (fault := _fault(name, value, allowed))]
    if faults:
        raise InvalidFields(faults)
    return clean


def _fault(name: str, value: str, allowed: dict[str, int]) -> Fault | None:
    if name not in allowed:
        return Fault(field=name, zh=f"没有名为 {name} 的可改字段", en=f"there is no field {name} to change")
    if len(value) > allowed[name]:
        return Fault(field=name, zh=f"最多 {allowed[name]} 个字", en=f"at most {allowed[name]} characters")
    if name == "name" and not value:
        return Fault(field=name, zh="名称不能为空", en="a name is needed")
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value):
        return Fault(field=name, zh="含有控制字符", en="contains control characters")
    if value and name in _CHOICES and value not in _CHOICES[name]:
        return Fault(field=name, zh="请从列表中选择", en="choose one from the list")
    return _pattern_fault(name, value) if value else None


def _pattern_fault(name: str, value: str) -> Fault | None:
    if name == "email" and not _EMAIL.fullmatch(value):
        return Fault(field=name, zh="这不是邮箱地址", en="this is not an e-mail address")
    if name in ("phone", "mobile") and not _PHONE.fullmatch(value):
        return Fault(field=name, zh="电话只含数字、空格和 + - ( )", en="digits, spaces and + - ( ) only")
    if name == "homepage" and not _HOMEPAGE.fullmatch(value):
        return Fault(field=name, zh="网址以 http:// 或 https:// 开头", en="starts with http:// or https://")
    return None
