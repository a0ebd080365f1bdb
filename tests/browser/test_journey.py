"""The processes from the first click to the end, in Chromium: the stories of `tests.journeys`.

`make journeys` plays every story in both languages and keeps a picture of each page where a button is pressed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.store.verify import verify
from tests.browser.conftest import StageIn
from tests.journeys import lead_to_money
from tests.journeys.ends import STORIES, Beginning, Story
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ALL = bool(os.environ.get("JOURNEYS"))
FIRST_PARTS = (
    lead_to_money.enters_a_lead,
    lead_to_money.follows_it_up,
    lead_to_money.quotes_above_the_limit,
    lead_to_money.has_the_customer_approved,
)
LATER_PARTS = (
    lead_to_money.orders_it,
    lead_to_money.delivers_it,
    lead_to_money.collects_the_money,
    lead_to_money.takes_one_back,
    lead_to_money.complains,
)


def test_a_lead_becomes_money_and_what_comes_after(stage_in: StageIn) -> None:
    plays(stage_in("zh"), *FIRST_PARTS, *LATER_PARTS)


def test_a_lead_becomes_an_approved_customer_in_english(stage_in: StageIn) -> None:
    plays(stage_in("en"), *FIRST_PARTS, *(LATER_PARTS if ALL else ()))


@pytest.mark.skipif(not ALL, reason="make journeys; without a browser they are played with every test run")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "story",
    [one for one in STORIES if one.play.__module__ != lead_to_money.__name__],
    ids=lambda story: story.name,
)
def test_a_story_comes_to_its_ends(
    stage_in: StageIn, journey_beginnings: dict[Beginning, Path], story: Story, lang: str
) -> None:
    plays(stage_in(lang, journey_beginnings[story.begins]), story.play)


def plays(stage: Stage, *parts: Callable[[Stage], None]) -> None:
    for part in parts:
        part(stage)
    with stage.site.store.snapshot() as connection:
        assert verify(connection, stage.site.platform.checks) == []
