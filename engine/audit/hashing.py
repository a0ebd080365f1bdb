"""The chain: `hash = sha256(previous hash ‖ header ‖ payload hash)`.

The header is a JSON list, so that the chain can be checked by any other program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

GENESIS = b""
NO_PAYLOAD = b""
HEADER = (
    "id", "root", "seq", "code", "word", "at", "by",
    "role", "instance", "definition", "activity", "element", "work_item",
)  # fmt: skip
_text = lru_cache(maxsize=4096)(
    json.encoder.encode_basestring_ascii
)  # elements and roles come again and again


def chain(previous: bytes, header: tuple[object, ...], payload_hash: bytes) -> bytes:
    """The hash of an event; `header` holds the columns of HEADER in that order, `at` in microseconds."""
    listed = "[" + ",".join(map(_plain_json, header)) + "]"
    return sha256(previous + listed.encode() + payload_hash).digest()


def _plain_json(value: object) -> str:
    """The JSON of a header's value, as `json.dumps` writes it: a header has nothing but these."""
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    return _text(str(value)) if type(value) is str else json.dumps(value)


def payload_hash(salt: bytes, body: str) -> bytes:
    """The hash by which an event vouches for its payload. Salted: a payload once erased cannot be guessed."""
    return sha256(salt + body.encode()).digest()


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not belong into an audit payload")


# made once: json.dumps with options makes a new one per call
_encode_payload = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain
).encode


def payload_body(payload: Mapping[str, object]) -> str:
    """The payload as JSON. Raises TypeError or ValueError for what JSON cannot carry."""
    body = _encode_payload(payload)
    try:
        body.encode()
    except UnicodeEncodeError:  # a lone surrogate: legal in JSON only when escaped
        return json.dumps(payload, separators=(",", ":"), allow_nan=False, default=_plain)
    return body
