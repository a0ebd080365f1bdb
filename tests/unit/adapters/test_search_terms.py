from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.crm.index.terms import LONGEST, of_query, of_text


def found(query: str, text: str) -> bool:
    own = of_text(text)
    return all(
        any(term.startswith(one.term) or (one.spoken and term.startswith(one.spoken)) for term in own)
        if one.prefix
        else one.term in own
        for one in of_query(query)
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("华星", "苏州华星电子有限公司"),
        ("华", "华星"),
        ("星", "华星"),
        ("hxdz", "华星电子"),
        ("dz", "华星电子"),
        ("huaxing", "华星电子"),
        ("cq", "重庆长安"),
        ("chang", "重庆长安"),
        ("2031", "Q-2031"),
        ("q-2031", "Ｑ－２０３１"),
        ("210", "GX210"),
        ("precision", "Hengchuan PRECISION Instruments"),
        ("苏州 电子", "苏州华星电子有限公司"),
    ],
)
def test_a_text_is_found_by(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("星华", "华星"), ("hx", "Thx Ltd"), ("电子 医疗", "华星电子"), ("cision", "precision"), ("zq", "重庆")],
)
def test_a_text_is_not_found_by(query: str, text: str) -> None:
    assert not found(query, text)


@given(
    st.text(alphabet="华星明德远景海天瑞丰恒盛金鼎", min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(1, 12),
)
def test_every_part_of_a_chinese_name_finds_it(name: str, start: int, length: int) -> None:
    part = name[start : start + length]
    assert not part or found(part, name)


@given(st.text())
def test_any_text_gives_terms_that_fit_the_column(text: str) -> None:
    assert all(0 < len(term) <= LONGEST for term in of_text(text))
    assert all(0 < len(one.term) <= LONGEST for one in of_query(text))
