"""The formulas of section 7 against numbers computed by hand (acceptance scenario 14)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.crm.analysis import measures

D = Decimal


def test_abc_follows_the_cumulative_share() -> None:
    found = measures.abc([D(500), D(250), D(150), D(50), D(30), D(20)])
    assert [letter for letter, _share in found] == ["A", "A", "B", "B", "C", "C"]
    assert [share for _letter, share in found] == [D("0.5"), D("0.75"), D("0.9"), D("0.95"), D("0.98"), D(1)]


def test_the_largest_customer_is_an_a_even_when_he_is_the_only_one() -> None:
    assert measures.abc([D(10)]) == [("A", D(1))]
    assert measures.abc([]) == []


def test_the_seasonal_index_is_the_month_to_the_mean_month() -> None:
    sales = {(year, month): D(100) for year in (2023, 2024, 2025) for month in range(1, 13)}
    sales |= {(2023, 6): D(200), (2024, 6): D(400), (2025, 6): D(300)}
    months = measures.seasons(sales, [2023, 2024, 2025])
    # June's mean is 300; the mean month is (11 × 100 + 300) ÷ 12 = 116.67
    assert months[5] == (D(300), D("2.5714"), D("0.2143"))
    assert months[0] == (D(100), D("0.8571"), D("0.0714"))


def test_no_sales_have_no_season() -> None:
    assert measures.seasons({}, [2025]) == [(0, 0, 0)] * 12


def test_fifths_give_equal_scores_to_equal_values() -> None:
    assert measures.quintiles([1, 2, 3, 4, 5]) == [1, 2, 3, 4, 5]
    assert measures.quintiles([7, 7, 7, 7]) == [1, 1, 1, 1]
    assert measures.quintiles([]) == []


@pytest.mark.parametrize(
    ("days", "name"),
    [(1, "1–30"), (30, "1–30"), (31, "31–60"), (60, "31–60"), (61, "61–90"), (90, "61–90"), (91, ">90")],
)
def test_ageing_brackets(days: int, name: str) -> None:
    assert measures.bracket(days) == name


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_shares_of_the_seasons_make_a_year_and_classes_never_rise(amounts: list[int]) -> None:
    ordered = sorted((D(one) for one in amounts), reverse=True)
    letters = [letter for letter, _share in measures.abc(ordered)]
    assert letters == sorted(letters)
    sales = {(2025, place % 12 + 1): amount for place, amount in enumerate(ordered)}
    total = sum(share for _mean, _index, share in measures.seasons(sales, [2025]))
    assert abs(total - 1) < D("0.001")


def test_growth_of_nothing_is_unknown() -> None:
    assert (measures.growth(D(5), D(0)), measures.growth(D(150), D(100))) == (None, D("0.5"))
