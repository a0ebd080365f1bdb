"""P-05: somebody leaves, and everything he holds goes to others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.handover import plan
from adapters.crm.handover.errors import BeingHandedOver, CannotTake, NoReceiver, OtherStep, PoolRefused
from adapters.crm.handover.holdings import PEOPLE
from adapters.crm.ownership import sharing
from engine import organisation
from engine.audit import read_stream
from engine.organisation import tables as people
from processes.records import RecordProcesses
from tests.support.parties import BPMN, SLIP, Office
from tests.support.paths import Paths

#: Words of FEEL in expressions that give out tasks.
FUNCTIONS = {"if", "then", "else", "null", "count"}
LEAVER, HEIR, OTHER = "salesperson", "salesperson2", "salesperson3"


def begin(office: Office, by: str = "manager", leaver: str = LEAVER, **more: Any) -> int:
    """A hand-over as its page begins it; its id."""
    values = {"kind": "leaver", "reason": "辞职", "freeze_now": False, **more}
    with office.store.begin(by=office.people[by], action="test") as tx:
        return plan.begin(
            tx, office.person(by), RecordProcesses(engine=office.engine), office.person(leaver), **values
        )


def row(office: Office, handover_id: int) -> Any:
    with office.store.read() as connection:
        return plan.row_of(connection, handover_id)


def choose(
    office: Office,
    handover_id: int,
    kind: str,
    to: str,
    ids: Any = None,
    *,
    words: str = "",
    by: str = "manager",
) -> int:
    receiver = str(office.people[to]) if to != plan.POOL else to
    with office.store.begin(by=office.people[by], action="test") as tx:
        return plan.choose(tx, office.person(by), handover_id, kind, ids, receiver, words=words)


def choose_all(office: Office, handover_id: int, to: str = HEIR) -> None:
    with office.store.read() as connection:
        kinds = list(plan.planned(connection, plan.row_of(connection, handover_id)))
    for kind in kinds:
        choose(office, handover_id, kind, to)


def confirm(office: Office, handover_id: int) -> None:
    """The receivers are confirmed as the page does it."""
    with office.store.begin(by=office.people["manager"], action="test") as tx:
        known = plan.row_of(tx.connection, handover_id, lock=True)
        plan.demand_settled(tx.connection, office.person("manager"), known)
        processes = RecordProcesses(engine=office.engine)
        assert processes.complete_in(tx, known.instance_id, "choose", {}, by=office.person("manager"))


def status(office: Office, login: str = LEAVER) -> str:
    return office.person(login).status


def opportunity(office: Office, **values: Any) -> int:
    with office.store.begin(by=None, action="test") as tx:
        return changes.add(
            tx,
            tables.opportunity,
            **{
                "no": f"D-{len(values)}-{tx.now:%f}",
                "name": "产线改造",
                "account_id": office.customer,
                "owner_id": office.people[LEAVER],
                "state": "open",
                "stage": "enter",
                "stage_since": tx.now,
                **values,
            },
        )


def agreed(office: Office, **more: Any) -> tuple[int, int]:
    """A hand-over whose receivers can be chosen, and its process."""
    handover_id = begin(office, **more)
    root = row(office, handover_id).instance_id
    office.decide(root, "director")
    return handover_id, root


def everything_goes_to_one_and_the_account_ends(office: Office) -> None:
    handover_id, root = agreed(office, freeze_now=True)
    assert status(office) == "frozen"
    choose_all(office, handover_id)
    confirm(office, handover_id)
    assert office.account().owner_id == office.people[HEIR]
    office.complete(root, "confirm", "manager", check="complete")
    assert (status(office), row(office, handover_id).state) == ("left", "done")
    with office.store.read() as connection:
        person = people.person
        query = select(person.c.left_on).where(person.c.id == office.people[LEAVER])
        assert connection.scalar(query) is not None
    assert office.ended(root)


def whoever_returns_it_hears_more_and_then_refuses(office: Office) -> None:
    handover_id = begin(office, freeze_now=True)
    root = row(office, handover_id).instance_id
    office.decide(root, "director", "return", "请说明原因")
    office.complete(root, "revise", "manager", reason="合同到期")
    assert row(office, handover_id).reason == "合同到期"
    office.decide(root, "director", "reject", "留任")
    assert (status(office), row(office, handover_id).state) == ("active", "rejected")
    assert office.account().owner_id == office.people[LEAVER]


def the_applicant_takes_it_back_before_anybody_decides(office: Office) -> None:
    handover_id = begin(office)
    root = row(office, handover_id).instance_id
    with office.store.begin(by=office.people["manager"], action="test") as tx:
        assert office.engine.message_in(tx, root, "handover.withdraw")
    assert row(office, handover_id).state == "withdrawn"
    assert office.ended(root)


def it_is_taken_back_late_and_something_was_forgotten(office: Office) -> None:
    handover_id, root = agreed(office, kind="move", freeze_now=True)
    office.complete(root, "choose", "manager", default_receiver="warehouse")  # may not own customers
    assert "choose" in office.items(root)
    office.complete(root, "choose", "manager", default_receiver=HEIR)
    assert office.account().owner_id == office.people[HEIR]
    office.wait(days=6)
    assert any("还没有确认完整" in text for text in office.messages("director"))
    office.complete(root, "confirm", "manager", check="undo")
    assert office.account().owner_id == office.people[LEAVER]
    confirm(office, handover_id)  # the plan is still there
    opportunity(office)
    office.complete(root, "confirm", "manager", check="complete")
    assert row(office, handover_id).state == "choosing"
    choose_all(office, handover_id, OTHER)
    confirm(office, handover_id)
    office.complete(root, "confirm", "manager", check="again")
    confirm(office, handover_id)
    office.complete(root, "confirm", "manager", check="complete")
    assert (status(office), row(office, handover_id).state) == ("active", "done")


PATHS = Paths(
    package=BPMN / "handover",
    world=Office.open,
    stories=[
        everything_goes_to_one_and_the_account_ends,
        whoever_returns_it_hears_more_and_then_refuses,
        the_applicant_takes_it_back_before_anybody_decides,
        it_is_taken_back_late_and_something_was_forgotten,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_leavers_work_is_handed_over(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_by_a_story() -> None:
    PATHS.check()


@pytest.fixture
def office() -> Any:
    world = Office.open()
    yield world
    world.store.close()


def test_each_kind_and_each_record_may_go_to_somebody_else(office: Office) -> None:
    second = office.add_account(code="K-7", name="云岭", owner_id=office.people[LEAVER])
    with office.store.begin(by=office.people["director"], action="test") as tx:
        other = changes.add(
            tx, tables.account, code="K-8", kind="customer", name="远山", owner_id=office.people[OTHER]
        )
        director = office.person("director")
        sharing.share(tx, director, other, office.people[LEAVER], level="edit", action="assign")
    deal = opportunity(office)
    handover_id, _root = agreed(office)
    assert choose(office, handover_id, "account", HEIR) == 2
    assert choose(office, handover_id, "account", plan.POOL, words="云岭") == 1
    assert choose(office, handover_id, "opportunity", OTHER, [deal]) == 1
    with pytest.raises(NoReceiver):
        confirm(office, handover_id)
    choose(office, handover_id, "share", HEIR)
    confirm(office, handover_id)
    assert office.account().owner_id == office.people[HEIR]
    assert (office.account(second).owner_id, office.account(second).pool_state) == (None, "public")
    with office.store.read() as connection:
        moved = changes.row_of(connection, tables.opportunity, deal)
        assert moved is not None
        assert moved.owner_id == office.people[OTHER]
        [shared] = sharing.of_account(connection, other)
        assert shared.person_id == office.people[HEIR]
        told = {entry.field for entry in changes.history(connection, tables.opportunity, deal)}
        history = tables.account_owner_history
        query = select(history.c.reason).where(history.c.account_id == office.customer)
        assert "leaver" in connection.scalars(query).all()
    assert "owner_id" in told


def test_his_tasks_and_the_tasks_his_processes_will_give_go_to_the_receiver(office: Office) -> None:
    account = office.add_account(
        code="K-9",
        kind="prospect",
        name="朔方",
        owner_id=office.people[LEAVER],
        approved=False,
        **{**SLIP, "address": ""},
    )
    root = office.start("new_customer", LEAVER, account_id=account, applicant=LEAVER)
    handover_id, own = agreed(office)
    choose_all(office, handover_id)
    confirm(office, handover_id)
    assert office.items(root)["complete"].assignee == HEIR
    with office.store.read() as connection:
        codes = [event.code for event in read_stream(connection, root)]
    assert 23 in codes
    office.change(account, address="高新区 8 号")
    office.complete(root, "complete", HEIR)
    office.decide(root, "manager", "return", "再看看")
    assert office.items(root)["complete"].assignee == HEIR
    office.complete(own, "confirm", "manager", check="undo")
    office.complete(root, "complete", HEIR)  # this task was made for him, it is no part of what went back
    office.decide(root, "manager", "return", "地址不全")
    assert office.items(root)["complete"].assignee == LEAVER


def test_nobody_who_leaves_himself_or_may_not_sell_takes_over(office: Office) -> None:
    handover_id, _root = agreed(office)
    begin(office, leaver=HEIR)
    for login in (HEIR, "warehouse", LEAVER):
        with pytest.raises(CannotTake):
            choose(office, handover_id, "account", login)


def test_a_receiver_who_begins_to_leave_is_refused_at_the_confirmation(office: Office) -> None:
    handover_id, _root = agreed(office)
    choose_all(office, handover_id)
    begin(office, leaver=HEIR)
    with pytest.raises(CannotTake):
        confirm(office, handover_id)
    assert office.account().owner_id == office.people[LEAVER]


def test_what_comes_in_between_is_caught_at_the_confirmation(office: Office) -> None:
    handover_id, _root = agreed(office)
    choose_all(office, handover_id)
    opportunity(office)
    with pytest.raises(NoReceiver, match="产线改造"):
        confirm(office, handover_id)


def test_customers_with_open_business_do_not_go_to_the_pool(office: Office) -> None:
    opportunity(office)
    handover_id, _root = agreed(office)
    with pytest.raises(PoolRefused):
        choose(office, handover_id, "account", plan.POOL)


def test_only_the_chooser_chooses_and_only_at_that_step(office: Office) -> None:
    handover_id = begin(office)
    with pytest.raises(OtherStep):
        choose(office, handover_id, "account", HEIR)
    office.decide(row(office, handover_id).instance_id, "director")
    with pytest.raises(OtherStep):
        choose(office, handover_id, "account", HEIR, by="director")


def test_nobody_is_handed_over_twice_at_once(office: Office) -> None:
    begin(office)
    with pytest.raises(BeingHandedOver):
        begin(office, by="admin")


def test_people_below_a_leaver_and_his_department_come_under_the_receiver(office: Office) -> None:
    handover_id = begin(office, by="director", leaver="manager")
    root = row(office, handover_id).instance_id
    office.decide(root, "general")
    with office.store.begin(by=office.people["director"], action="test") as tx:
        director = office.person("director")
        for kind in plan.planned(tx.connection, plan.row_of(tx.connection, handover_id)):
            plan.choose(tx, director, handover_id, kind, None, str(office.people["director"]))
    office.complete(root, "choose", "director")
    with office.store.read() as connection:
        above = organisation.superior(connection, office.people[LEAVER])
        assert above is not None
        assert above.login == "director"
    office.complete(root, "confirm", "director", check="undo")
    assert office.person(LEAVER).superior_id == office.people["manager"]


def test_every_name_that_a_shipped_diagram_gives_tasks_by_is_known_to_hand_overs() -> None:
    given = re.compile(r'gx:(?:assignee|candidateUsers)="=([^"]+)"')
    known = FUNCTIONS | PEOPLE | {"customer"}  # customer.owner: a part of a value
    for diagram in BPMN.glob("*/*.bpmn"):
        for expression in given.findall(diagram.read_text(encoding="utf-8")):
            assert set(re.findall(r"[a-z_]+", expression)) <= known, f"{diagram.name}: {expression}"


def test_a_hand_over_that_an_operator_ends_releases_the_account_and_is_closed(office: Office) -> None:
    handover_id = begin(office, freeze_now=True)
    office.engine.cancel(row(office, handover_id).instance_id, reason="not needed", by="supervisor")
    assert (row(office, handover_id).state, status(office)) == ("withdrawn", "active")
