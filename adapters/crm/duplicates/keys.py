"""What identifies a customer, in the form in which it is compared: `crm_match_key`, kept by the one writer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from adapters.crm import tables
from engine.ids import new_id

Values = Mapping[str, Any]
match_key = tables.match_key

_LEGAL_ZH = re.compile(r"(股份有限公司|有限责任公司|集团有限公司|有限公司|总公司|分公司|公司|集团)$")
_LEGAL_EN = re.compile(
    r"\b(co|company|ltd|limited|inc|incorporated|corp|corporation|llc|plc|gmbh|ag|sa|bv|pty|group|holdings?)\b"
)
_NO_WORD = re.compile(r"[\W_]+")
#: Mail providers whose domain says nothing about a company.
_PUBLIC_MAIL = frozenset(
    {"qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "hotmail.com", "sina.com"}
)
#: Digits of a number that identify somebody.
SHORTEST_PHONE = 7

#: table → its columns that identify: column → kind
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "crm_account": {
        "name": "name",
        "name_en": "name",
        "phone": "phone",
        "email": "email",
        "tax_no": "tax",
        "homepage": "site",
    },
    "crm_contact": {"mobile": "phone", "phone": "phone", "home_phone": "home", "email": "email"},
}


def name_key(text: str) -> str:
    """A company's name without width, case, spaces, places in brackets and legal form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[\((](中国|china|prc)[\))]", "", plain)
    latin = _LEGAL_EN.sub(" ", plain)
    short = _LEGAL_ZH.sub("", _NO_WORD.sub("", latin))
    return (short or _NO_WORD.sub("", plain))[:200]


def phone_key(text: str, shortest: int = SHORTEST_PHONE) -> str:
    """The digits of a number without country code and leading zeros; empty when too short to tell."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())
    digits = re.sub(r"^(00)?86(?=\d{10,})", "", digits).lstrip("0")
    return digits if len(digits) >= shortest else ""


def email_key(text: str) -> str:
    """An address in lower case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def tax_key(text: str) -> str:
    """A tax number: letters and digits only."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).upper()


def site_key(text: str) -> str:
    """The host of a web address without www."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    host = re.sub(r"^[a-z]+://", "", plain).partition("/")[0].partition(":")[0].removeprefix("www.")
    return "" if host in _PUBLIC_MAIL else host


def backwards(text: str) -> str:
    """A number from its last digit on: what ends with some digits begins with them in the index."""
    return phone_key(text)[::-1]


_READ = {
    "name": name_key,
    "phone": backwards,
    "home": backwards,  # tells who calls, not that two customers are one
    "email": email_key,
    "tax": tax_key,
    "site": site_key,
}


def keys_of(table: str, values: Values) -> set[tuple[str, str]]:
    """(kind, value) of what identifies a row."""
    found = (
        (kind, _READ[kind](str(values.get(column) or ""))) for column, kind in _COLUMNS.get(table, {}).items()
    )
    return {(kind, value[:200]) for kind, value in found if value}


def added(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Rows came to be."""
    if table.name not in _COLUMNS:
        return
    new = [
        {
            "id": new_id(),
            "account_id": row["id"] if table is tables.account else row["account_id"],
            "source": table.name.removeprefix("crm_"),
            "row_id": row["id"],
            "kind": kind,
            "value": value,
        }
        for row in rows
        for kind, value in sorted(keys_of(table.name, row))
    ]
    if new:
        connection.execute(insert(match_key), new)


def changed(connection: Connection, table: Table, before: Values, values: Values) -> None:
    """One row is another now."""
    columns = _COLUMNS.get(table.name, {})
    if not values.keys() & {*columns, *(("account_id",) if table is tables.contact else ())}:
        return
    connection.execute(
        delete(match_key).where(
            match_key.c.row_id == before["id"], match_key.c.source == table.name.removeprefix("crm_")
        )
    )
    added(connection, table, [{**before, **values}])


def rebuild(connection: Connection) -> int:
    """Write all keys anew; how many rows have been read. For stores from before there were keys."""
    connection.execute(delete(match_key))
    count = 0
    for table in (tables.account, tables.contact):
        for part in connection.execute(select(table)).mappings().partitions(2000):
            added(connection, table, [dict(row) for row in part])
            count += len(part)
    return count
