"""Setting what rules and processes read: every value has its moment and whoever set it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.parameters import parameter
from adapters.crm.settable import Settable
from engine.calendar.reckoning import PLAIN
from engine.feel import FeelError
from engine.store.uow import Transaction

#: Unit of a duration → what stands before and behind its number.
UNITS: Mapping[str, tuple[str, str]] = {
    "minutes": ("PT", "M"),
    "hours": ("PT", "H"),
    "days": ("P", "D"),
    "months": ("P", "M"),
}
LONGEST = timedelta(days=3660)
MOST = 3660
_ONE = re.compile(r"(PT?)(\d+)([MHD])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What somebody typed for one value; `was`: what he had seen (JSON-safe)."""

    amount: str
    unit: str = ""
    was: str = ""


def set_parameter(tx: Transaction, key: str, value: Any) -> None:
    """A new value from now on, None: the default again; the former ones stay for the record."""
    changes.add(
        tx,
        tables.parameter,
        key=key,
        value=value,
        scope="global",
        valid_from=tx.now,
        changed_by_id=tx.by,
    )


def set_all(tx: Transaction, settables: Mapping[str, Settable], typed: Mapping[str, Typed]) -> int:
    """All that was typed, or none of it; how many values it changes.

    Raises InvalidFields for what cannot be read and for what somebody else has set meanwhile.
    """
    faults: list[Fault] = []
    wanted: list[tuple[Settable, Any]] = []
    for field, one in typed.items():
        settable = settables[field]
        held = present(tx.connection, settable)
        try:
            value = read(settable, one)
        except ValueError as error:
            faults.append(Fault(field=field, zh=error.args[0], en=error.args[1]))
            continue
        if value == held:
            continue
        if said(held) != one.was:
            faults.append(_overtaken(field, held))
        else:
            wanted.append((settable, value))
    if faults:
        raise InvalidFields(faults)
    for settable, value in wanted:
        _set(tx, settable, value)
    return len(wanted)


def present(connection: Connection, settable: Settable) -> Any:
    """What holds now."""
    value = settable.within(parameter(connection, settable.key))
    return settable.default if value is None else value


def said(value: Any) -> str:
    """A value as a plain text: what a page carries along to notice a change in between."""
    return str(value)


def parts(value: Any) -> tuple[str, str]:
    """A duration as number and unit; one of several units as it is written, with the unit `iso`."""
    found = _ONE.fullmatch(str(value))
    for unit, (begin, end) in UNITS.items():
        if found and (found[1], found[3]) == (begin, end):
            return found[2], unit
    return str(value), "iso"


def read(settable: Settable, typed: Typed) -> Any:
    """The value that was typed. Raises ValueError with the Chinese and the English reason."""
    amount = typed.amount.strip()
    if settable.kind == "choice":
        return _choice(settable, amount)
    if settable.kind != "duration":
        return _whole(amount, least=0, most=settable.most)
    if typed.unit not in UNITS:
        return _duration(amount.upper())
    begin, end = UNITS[typed.unit]
    return _duration(f"{begin}{_whole(amount, least=1)}{end}")


def _choice(settable: Settable, code: str) -> str:
    if code not in settable.choices:
        raise ValueError("请选择所列的值", "one of the values that are offered")
    return code


def _whole(amount: str, *, least: int, most: int = MOST) -> int:
    if not (amount.isascii() and amount.isdigit()) or not least <= int(amount[:12]) <= most:
        raise ValueError(f"请填写 {least} 到 {most} 的整数", f"a whole number from {least} to {most}")
    return int(amount)


def _duration(text: str) -> str:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    try:
        length = PLAIN.after(begun, text) - begun
    except (FeelError, ValueError, ArithmeticError):
        length = timedelta()
    if not timedelta() < length <= LONGEST:
        raise ValueError("请填写时长，例如 P1DT4H，最长十年", "a duration such as P1DT4H, up to ten years")
    return text


def _overtaken(field: str, held: Any) -> Fault:
    return Fault(
        field=field,
        zh=f"已被他人改为 {held}，请核对后再保存",
        en=f"set to {held} meanwhile; check it, then save",
    )


def _set(tx: Transaction, settable: Settable, value: Any) -> None:
    held = present(tx.connection, settable)
    set_parameter(tx, settable.key, settable.put(parameter(tx.connection, settable.key), value))
    facts = {"parameter": settable.field, "from": said(held), "to": said(value)}
    tx.audit("crm.parameter", payload=facts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Set:
    """A value that somebody set."""

    value: Any
    at: datetime
    by_id: int


def history(connection: Connection, settables: Sequence[Settable]) -> Mapping[str, Sequence[Set]]:
    """By the name of the input: what was set by people, the latest first; steps that changed others are left out."""
    table = tables.parameter
    query: Select[Any] = (
        select(table.c.key, table.c.value, table.c.valid_from, table.c.changed_by_id)
        .where(table.c.key.in_({one.key for one in settables}), table.c.deleted_at.is_(None))
        .where(table.c.scope == "global")
        .order_by(table.c.valid_from, table.c.id)
    )
    rows: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query).all():
        rows.setdefault(row.key, []).append(row)
    return {one.field: list(_set_by_people(one, rows.get(one.key, ())))[::-1] for one in settables}


def _set_by_people(settable: Settable, rows: Sequence[Row[Any]]) -> Iterator[Set]:
    held = settable.default
    for row in rows:
        value = settable.within(row.value)
        value = settable.default if value is None else value
        if value != held and row.changed_by_id is not None:
            yield Set(value=value, at=row.valid_from, by_id=row.changed_by_id)
        held = value
