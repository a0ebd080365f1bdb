"""The work guide of the desktop counts what the worklist holds."""

from __future__ import annotations

import re

from engine import organisation
from tests.support.application import Application
from worklist import queries


def test_the_desktop_counts_the_work_items_of_a_person(demo: Application) -> None:
    with demo.store.read() as connection:
        manager = organisation.by_login(connection, "manager")
        assert manager is not None
        held = queries.count(connection, queries.Reader(person=manager), "mine").number
    assert held > 0
    page = demo.as_("manager", "zh").get("/crm/desktop/").text
    line = re.search(r"我的待办</a>(.*?)</li>", page, re.DOTALL)
    assert line is not None
    assert f">{held}<" in line[1]
    assert (
        "我的待办" in demo.log_in("warehouse", "zh").get("/crm/desktop/").text
    )  # and it is a way there with none
