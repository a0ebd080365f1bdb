from __future__ import annotations

import time

import pytest

from engine.store.failpoints import FAILPOINTS, FailpointError, Failpoints, armed


def test_nothing_is_armed_outside_of_tests() -> None:
    reach = armed({"GUANXI_FAILPOINTS": "before_commit=fail"})
    assert reach is armed({"GUANXI_TESTING": "1"})
    for name in FAILPOINTS:
        reach(name)


def test_it_fails_every_time() -> None:
    reach = armed({"GUANXI_TESTING": "1", "GUANXI_FAILPOINTS": "before_commit=fail"})
    for _ in range(2):
        with pytest.raises(FailpointError, match="before_commit"):
            reach("before_commit")
    reach("after_commit")


def test_it_fails_on_the_third_pass_only() -> None:
    points = Failpoints(" after_commit=fail@3 , before_commit=sleep:0")
    points.reach("after_commit")
    points.reach("after_commit")
    with pytest.raises(FailpointError):
        points.reach("after_commit")
    points.reach("after_commit")


def test_it_waits() -> None:
    points = Failpoints("before_commit=sleep:0.05@2")
    start = time.monotonic()
    points.reach("before_commit")
    middle = time.monotonic()
    points.reach("before_commit")
    assert middle - start < 0.05 <= time.monotonic() - middle


@pytest.mark.parametrize(
    "setting", ["nowhere=crash", "before_commit", "before_commit=explode", "before_commit=fail@x", "x"]
)
def test_it_refuses_a_setting_that_makes_no_sense(setting: str) -> None:
    with pytest.raises(ValueError):
        Failpoints(setting)
