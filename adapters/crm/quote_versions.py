"""The versions of a quote as they were submitted: frozen, with a checksum, and what two of them differ in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, quotes, tables
from engine.store.uow import Transaction

version = tables.quote_version
HEADER = (
    "no",
    "title",
    "valid_to",
    "currency",
    "payment_terms",
    "delivery_terms",
    "remark",
    "minimum_reason",
    "list_total",
    "rule_total",
    "given_total",
    "tax_total",
    "total",
    "max_discount",
    "margin",
    "below_minimum",
)
LINE = ("quantity", "list_price", "rule_ratio", "given_ratio", "discount", "price", "amount", "reason")


def freeze(tx: Transaction, quote_id: int, *, root: int | None = None) -> str:
    """Keep the version that is being submitted; its checksum. A version is kept once."""
    row = changes.row_of(tx.connection, tables.quote, quote_id)
    assert row is not None
    known = find(tx.connection, quote_id, row.version)
    if known is not None:
        return str(known.sha256)
    content = _content(row, quotes.lines(tx.connection, quote_id))
    sha256 = checksum(content)
    changes.add(
        tx, version, root=root, quote_id=quote_id, version=row.version, content=content, sha256=sha256
    )
    changes.edit(tx, tables.quote, quote_id, root=root, snapshot_sha256=sha256)
    return sha256


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of a version's content: the same content always gives the same."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find(connection: Connection, quote_id: int, number: int) -> Row[Any] | None:
    """One version."""
    query = select(version).where(version.c.quote_id == quote_id, version.c.version == number)
    return connection.execute(query).first()


def of_quote(connection: Connection, quote_id: int) -> Sequence[Row[Any]]:
    """All versions, the first one first."""
    query = select(version).where(version.c.quote_id == quote_id).order_by(version.c.version)
    return connection.execute(query).all()


def present(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """The content of the quote as it is now, to compare a draft with."""
    return _content(row, quotes.lines(connection, row.id))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What differs: ("", column) of the quote, (product code, column) of its lines; `*` for a whole line."""
    found = {("", name) for name in HEADER if before["header"].get(name) != after["header"].get(name)}
    old, new = _by_code(before), _by_code(after)
    found |= {(code, "*") for code in old.keys() ^ new.keys()}
    found |= {
        (code, name)
        for code in old.keys() & new.keys()
        for name in LINE
        if old[code].get(name) != new[code].get(name)
    }
    return frozenset(found)


def _by_code(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {line["key"]: line for line in content["lines"]}


def _content(row: Row[Any], lines: Sequence[Row[Any]]) -> dict[str, Any]:
    header = changes.plain({name: getattr(row, name) for name in HEADER})
    seen: dict[str, int] = {}
    kept = []
    for line in lines:
        seen[line.code] = seen.get(line.code, 0) + 1
        key = line.code if seen[line.code] == 1 else f"{line.code} #{seen[line.code]}"
        named = {"key": key, "code": line.code, "name": line.name, "name_en": line.name_en}
        kept.append({**named, **changes.plain({name: getattr(line, name) for name in LINE})})
    return {"header": header, "lines": kept}
