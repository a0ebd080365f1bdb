"""Where an approval goes on when a newer version answers."""

from __future__ import annotations

import pytest

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
