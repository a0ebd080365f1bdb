"""Where an approval goes on when a newer version answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.approval.model import Flow, Point
from processes.approval.running.place import Place, moved, remaining


def flow(names: str) -> Flow:
    return Flow(
        points=tuple(
            Point(number=number, name=name, name_en=name, positions=("finance",), id=name.lower())
            for number, name in enumerate(names, start=1)
        )
    )


def goes_on(old: str, after: int, new: str, **more: object) -> str:
    """The points that are still asked."""
    place = moved(Place(after=after, **more), flow(old), flow(new))
    return "".join(point.name for point in remaining(flow(new), place).points)


@pytest.mark.parametrize(
    ("new", "asked"),
    [
        ("abcd", "cd"),
        ("abxcd", "xcd"),  # inserted where it goes on
        ("axbcd", "cd"),  # inserted before the place: not for those that have passed there
        ("acd", "cd"),  # the last passed one is gone
        ("cd", "cd"),  # all it has passed are gone
        ("xcd", "xcd"),  # and one is new: nothing says that it stands before the place
        ("abc", "c"),  # one ahead is gone
        ("dabc", "dc"),  # one ahead was moved before the place: still asked, first
        ("dxabc", "dxc"),  # and what is new behind it
        ("bcda", "cd"),  # one it passed was moved behind: not asked again
        ("cadb", "cd"),
        ("", ""),
        ("xy", "xy"),
    ],
)
def test_it_goes_on_behind_what_it_passed_and_asks_nobody_twice(new, asked):
    assert goes_on("abcd", 2, new) == asked


def test_what_was_asked_before_stays_so_through_a_second_change():
    once = moved(Place(after=2), flow("abcd"), flow("bcda"))
    assert (once.after, once.settled) == (1, (4,))
    twice = moved(once, flow("bcda"), flow("bacd"))
    assert [point.name for point in remaining(flow("bacd"), twice).points] == ["c", "d"]
    assert twice == Place(after=1, settled=(2,))


@pytest.mark.parametrize(("new", "at"), [("abxcd", 4), ("abd", 3), ("ab", 3)])
def test_a_return_comes_back_to_the_point_that_returned_or_the_next_there_is(new, at):
    assert moved(Place(after=0, comes_back=3), flow("abcd"), flow(new)).comes_back == at


orders = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8).map("".join)


@given(
    versions=st.lists(orders, min_size=2, max_size=5),
    steps=st.lists(st.integers(0, 3), min_size=5, max_size=5),
)
def test_through_any_versions_nobody_is_asked_twice_and_nothing_ahead_slips_past(versions, steps):
    asked: list[str] = []
    place, before = Place(after=0), flow(versions[0])
    for names, count in zip(versions, steps, strict=False):
        after = flow(names)
        ahead = {point.id for point in remaining(before, place).points}
        place = moved(place, before, after, asked)
        left = remaining(after, place).points
        assert not {point.id for point in left} & set(asked)
        assert {point.id for point in left} >= ahead & {point.id for point in after.points}
        for point in left[:count]:
            asked.append(point.id)
            place = Place(after=point.number, settled=place.settled)
        before = after
    assert len(asked) == len(set(asked))
