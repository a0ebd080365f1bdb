"""What waits for a salesperson in the worklist stands in the list of tasks too: one row, kept by the process."""

from __future__ import annotations

import pytest

from adapters.crm import activities, intake, lead_answers, tables, tasks
from adapters.crm.catalogue.tasks import TASK
from adapters.crm.errors import InvalidFields, NobodyWaits, OpportunityClosed, TaskOfProcess
from adapters.crm.records import commands
from engine.errors import NotFound
from tests.support.selling import Selling

CALLED = ("duplicate_case", "quote_approval", "new_customer", "order_fulfilment")


@pytest.fixture
def selling():
    made = Selling.open(["follow_up", "lead_to_order"], CALLED)
    yield made
    made.store.close()


def _begin(selling):
    person = selling.person("salesperson")
    texts = {"name": ["测厚仪"], "account_id": [str(selling.customer)]}
    with selling.store.begin(by=person.id, action="test.begin") as tx:
        return intake.begin_opportunity(tx, person, selling.processes, texts)


def _open(selling):
    return [one for one in selling.rows(tables.task) if one.done_at is None]


def test_following_up_is_one_task_that_says_what_comes_next_and_when(selling):
    opportunity = _begin(selling)
    root = selling.row(tables.opportunity, opportunity).instance_id
    [item] = selling.items(root)
    [task] = _open(selling)
    assert (task.subject, task.owner_id, task.due_at) == (
        item.title,
        selling.people["salesperson"],
        item.due_at,
    )
    selling.do(
        root,
        "advance",
        {"decision": "continue", "result": "谈过", "next_step": "回访", "next_on": "2026-03-10"},
    )
    [item], [task] = selling.items(root), _open(selling)
    assert (task.content, task.due_at) == ("回访", item.due_at)
    assert [one.result for one in selling.rows(tables.task) if one.done_at is not None] == ["谈过"]
    selling.do(root, "advance", {"decision": "lost", "reason": "price"})
    assert _open(selling) == []
    selling.do(root, "close_lost", {"reason": "price", "win_back_on": "2026-09-01"})
    [again] = _open(selling)
    assert (again.opportunity_id, again.due_at.date().isoformat()) == (opportunity, "2026-09-01")
    assert selling.breaches() == []


def test_a_step_of_a_process_is_not_done_beside_it(selling):
    _begin(selling)
    person, [task] = selling.person("salesperson"), _open(selling)
    with pytest.raises(TaskOfProcess), selling.store.begin(by=person.id, action="test.move") as tx:
        tasks.move(tx, person, task.id, task.state_id, held=True)
    with pytest.raises(TaskOfProcess), selling.store.begin(by=person.id, action="test.edit") as tx:
        commands.edit(tx, person, TASK, task.id, {"subject": ["x"]})
    assert _open(selling) == [task]


def test_a_lead_that_is_asked_later_goes_on_when_its_customer_answers(selling):
    person = selling.person("salesperson")
    with selling.store.begin(by=person.id, action="test.lead") as tx:
        typed = {"company": "远岭科技", "channel": "call"}
        lead = intake.begin_lead(tx, person, selling.processes, typed, "one")
    root = selling.row(tables.lead, lead).instance_id
    selling.do(root, "assign_by_hand", {"owner": "salesperson"}, by="manager")
    assert [one.lead_id for one in _open(selling)] == [lead]
    with pytest.raises(NobodyWaits):
        _answer(selling, lead)
    selling.do(
        root,
        "first_contact",
        {"qualified": "later", "action": "call", "result": "reached", "next_on": "2026-05-10"},
    )
    with selling.store.read() as connection:
        places = {one.element for one in selling.processes.places(connection, root)}
    assert places & lead_answers.WAITING
    _answer(selling, lead, "现在就要")
    assert [one.element for one in selling.items(root)] == ["first_contact"]
    assert selling.row(tables.lead, lead).content.endswith("现在就要")
    with pytest.raises(NotFound):
        _answer(selling, lead, by="salesperson2")


def _answer(selling, lead, said="", by="salesperson"):
    person = selling.person(by)
    with selling.store.begin(by=person.id, action="test.answered") as tx:
        lead_answers.answered(tx, person, selling.processes, lead, said)


def test_an_action_with_a_next_step_leaves_a_task(selling):
    opportunity = _begin(selling)
    person = selling.person("salesperson")
    with selling.store.read() as connection:
        action = activities.actions(connection)[0]
    posted = {
        "action_id": [str(action.id)],
        "content": ["演示"],
        "result": ["满意"],
        "next_step": ["发资料"],
        "next_at": ["2026-03-04T10:00"],
    }
    with selling.store.begin(by=person.id, action="test.action") as tx:
        entry = activities.record(tx, person, "opportunity", opportunity, posted)
    assert selling.row(tables.progress, entry).account_id == selling.customer
    [task] = [one for one in _open(selling) if one.instance_id is None]
    assert (task.subject, task.opportunity_id, task.due_at.hour) == ("发资料", opportunity, 2)
    with pytest.raises(InvalidFields), selling.store.begin(by=person.id, action="test.action") as tx:
        activities.record(tx, person, "opportunity", opportunity, {**posted, "content": [""]})
    selling.edit(tables.opportunity, opportunity, state="lost")
    with pytest.raises(OpportunityClosed), selling.store.begin(by=person.id, action="test.action") as tx:
        activities.record(tx, person, "opportunity", opportunity, posted)
