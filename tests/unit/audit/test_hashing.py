from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit.hashing import GENESIS, HEADER, NO_PAYLOAD, chain, payload_body, payload_hash

VALUES = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text())
HEADERS = st.tuples(*[VALUES] * len(HEADER))
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_chain_can_be_computed_by_any_program() -> None:
    header = (3, 7, 1, 18, None, 1_700_000_000_000_000, 5, "经理", 7, 8, 9, "Task_1", 10)
    by_hand = '[3,7,1,18,null,1700000000000000,5,"\\u7ecf\\u7406",7,8,9,"Task_1",10]'
    assert chain(GENESIS, header, NO_PAYLOAD) == sha256(by_hand.encode()).digest()
    assert chain(b"p" * 32, header, b"d" * 32) == sha256(b"p" * 32 + by_hand.encode() + b"d" * 32).digest()


@given(HEADERS, HEADERS)
def test_different_events_have_different_hashes(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert (chain(b"", one, b"") == chain(b"", other, b"")) is (one == other)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_payload_survives_its_storage(payload: dict[str, object]) -> None:
    body = payload_body(payload)
    assert json.loads(body.encode().decode()) == payload
    assert "\x00" not in body


def test_dates_and_amounts_keep_their_text() -> None:
    body = payload_body(
        {"a": Decimal("1.10"), "d": date(2026, 3, 2), "t": datetime(2026, 3, 2, 1, tzinfo=UTC), "s": "\ud800"}
    )
    assert json.loads(body) == {
        "a": "1.10",
        "d": "2026-03-02",
        "t": "2026-03-02T01:00:00+00:00",
        "s": "\ud800",
    }


@pytest.mark.parametrize(("value", "refusal"), [(object(), TypeError), (float("nan"), ValueError)])
def test_it_refuses_what_json_cannot_carry(value: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        payload_body({"x": value})


def test_the_same_payload_has_another_hash_under_another_salt() -> None:
    assert payload_hash(b"1" * 16, "{}") != payload_hash(b"2" * 16, "{}")
