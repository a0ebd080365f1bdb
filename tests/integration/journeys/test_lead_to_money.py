"""The chain from a lead to money, a return and a complaint, over the pages and with the shipped packages only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.store.verify import verify
from forms.accounts import passwords
from tests.journeys import lead_to_money
from tests.journeys.stage import Stage
from tests.support.application import CHEAP, Application, make_template
from tests.support.visitor import Visitor


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    before, passwords._hasher = passwords._hasher, CHEAP
    folder = tmp_path_factory.mktemp("journeys")
    make_template(folder)
    site = Application(folder)
    yield Stage(site, lambda login: Visitor(site.log_in(login, "zh")))
    site.close()
    passwords._hasher = before


def test_a_lead_becomes_money_and_what_comes_after(stage: Stage) -> None:
    lead_to_money.sells(stage)
    lead_to_money.takes_one_back(stage)
    lead_to_money.complains(stage)
    with stage.site.store.snapshot() as connection:
        assert verify(connection, stage.site.platform.checks) == []
