"""What administrators of approvals do, with what comes of it, in Chromium and in both languages."""

from __future__ import annotations

import pytest

from tests.browser.conftest import StageIn
from tests.journeys import leave_slip

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_leave_slip_is_set_up_from_nothing_and_used(stage_in: StageIn, lang: str) -> None:
    stage = stage_in(lang)
    leave_slip.is_set_up(stage)
    leave_slip.is_asked_for(stage)
    leave_slip.is_decided_and_filed(stage)
