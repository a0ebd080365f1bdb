"""What administrators of approvals do, with what comes of it, in Chromium and in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser.conftest import StageIn
from tests.journeys import conditions, leave_slip

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_leave_slip_is_set_up_from_nothing_and_used(stage_in: StageIn, lang: str) -> None:
    stage = stage_in(lang)
    leave_slip.is_set_up(stage)
    leave_slip.is_asked_for(stage)
    leave_slip.is_decided_and_filed(stage)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_condition_is_redefined_released_by_two_and_rolled_back(stage_in: StageIn, lang: str) -> None:
    stage = stage_in(lang)
    decided = conditions.quotes(stage)
    stage.agrees("manager", "审批（销售经理）", conditions.number(stage, decided))
    assert conditions.state(stage, decided) == "sent"
    stage.wait(timedelta(minutes=5))
    running = conditions.quotes(stage)
    conditions.is_redefined(stage)
    conditions.is_tried_on_the_past(stage)
    conditions.is_submitted(stage)
    conditions.is_agreed_to(stage)
    conditions.behaves_as_chosen(stage, running, conditions.quotes(stage))
    conditions.is_rolled_back(stage)
