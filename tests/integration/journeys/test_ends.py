"""The four processes come to every end of their diagrams over the pages, with the shipped packages only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.store.schema.runtime import incident
from engine.store.verify import verify
from forms.accounts import passwords
from tests.journeys import ends
from tests.journeys.ends import STORIES, Beginning, Story
from tests.journeys.stage import Stage
from tests.support.application import CHEAP, Application
from tests.support.visitor import Visitor


@pytest.fixture(scope="module")
def beginnings(
    demo_application: Application, demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Beginning, Path]]:
    """The company as stories find it."""
    before, passwords._hasher = passwords._hasher, CHEAP
    yield ends.beginnings(demo_application, demo_template, tmp_path_factory.mktemp("beginnings"))
    passwords._hasher = before


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_comes_to_its_ends(
    story: Story, demo_application: Application, beginnings: dict[Beginning, Path]
) -> None:
    site = demo_application
    site.restore(beginnings[story.begins])
    before = ends.reached(site)
    story.play(Stage(site, lambda login: Visitor(site.log_in(login, "zh"))))
    assert ends.reached(site) - before == story.ends
    with site.store.snapshot() as connection:
        assert connection.scalar(select(func.count()).select_from(incident)) == 0
        assert verify(connection, site.platform.checks) == []


def test_no_end_of_the_four_diagrams_is_without_a_story() -> None:
    told = frozenset().union(*(story.ends for story in STORIES))
    assert (ends.all_ends() - told, told - ends.all_ends()) == (frozenset(), frozenset())
