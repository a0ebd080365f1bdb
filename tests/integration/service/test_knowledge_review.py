"""The package `knowledge_review`: an item is published, handed back or refused, and looked at again after a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from adapters.crm import desk as commands
from adapters.crm import knowledge
from engine.store.schema import runtime
from tests.integration.service.desk import BPMN, Desk, open_desk
from tests.support.paths import Paths

DAY = timedelta(days=1)


def published(desk: Desk) -> None:
    item, root = _submitted(desk)
    desk.do(root, "review", "technical", decision="publish", note="好")
    assert _item(desk, item).state == "published"
    assert desk.instance_state(root) == "completed"


def handed_back_and_revised(desk: Desk) -> None:
    item, root = _submitted(desk)
    desk.wait(10 * DAY)  # the reviewer is reminded
    desk.do(root, "review", "service_manager", decision="return", note="请写清步骤")
    assert _item(desk, item).state == "draft"
    desk.wait(10 * DAY)  # and so is the author
    assert any("评审已过时限" in text for text in desk.told("service_manager"))
    desk.do(
        root, "revise", "service", title="零点校准", question="怎样校准？", answer="三步", keywords="零点"
    )
    assert (_item(desk, item).state, _item(desk, item).answer) == ("review", "三步")


def refused(desk: Desk) -> None:
    item, root = _submitted(desk)
    desk.do(root, "review", "technical", decision="refuse", note="重复")
    assert _item(desk, item).state == "retired"


PATHS = Paths(
    package=BPMN / "knowledge_review", world=open_desk, stories=[published, handed_back_and_revised, refused]
)


@pytest.mark.parametrize("story", PATHS.names)
def test_an_item_goes_its_way(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story() -> None:
    PATHS.check()


def test_a_published_item_is_confirmed_for_another_year_and_then_retired() -> None:
    desk = open_desk()
    item, root = _submitted(desk)
    desk.do(root, "review", "technical", decision="publish")
    first = _item(desk, item).valid_to
    desk.wait(366 * DAY)
    [check] = _open_checks(desk)
    desk.do(check, "check", "service", still="yes")
    assert _item(desk, item).valid_to > first
    desk.wait(366 * DAY)
    desk.do(check, "check", "service", still="no")
    assert _item(desk, item).state == "retired"
    assert desk.instance_state(check) == "completed"


def _submitted(desk: Desk) -> tuple[int, int]:
    person = desk.person("service")
    with desk.store.begin(by=person.id, action="test.item") as tx:
        item = knowledge.draft(tx, title="零点", question="怎样？", answer="按键", author_id=person.id)
    with desk.store.begin(by=person.id, action="test.submit") as tx:
        commands.submit_knowledge(tx, desk.processes, person, item)
    root = _item(desk, item).instance_id
    assert root is not None
    return item, root


def _item(desk: Desk, item: int) -> Any:
    with desk.store.read() as connection:
        return knowledge.row(connection, item)


def _open_checks(desk: Desk) -> list[int]:
    """The instances that ask whether an item is still right."""
    item = runtime.work_item
    with desk.store.read() as connection:
        query = item.select().where(item.c.element == "check", item.c.closed_at.is_(None))
        return [row.root_id for row in connection.execute(query)]
