"""Routes that applicants adjust or compose: what is asked, what is refused, what stays after a return."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine import organisation
from engine.service.instances import StartRefused
from engine.store.schema import runtime
from engine.store.schema.audit import audit_event
from processes.approval import evaluations
from processes.approval.approver_rule import Rule
from processes.approval.chosen import kept, pinned
from processes.approval.chosen.check import Asking, faults
from processes.approval.chosen.choice import Choice, Step
from processes.approval.chosen.errors import RouteChanged, RouteRuns
from processes.approval.documents import Documents
from processes.approval.flow_models import Limits
from processes.approval.history import History
from processes.approval.model import Flow, Point
from processes.approval.previewing import outlook
from processes.approval.quotes import QUOTES
from processes.approval.verify import verify_approvals
from tests.support.at_once import together

MANAGER = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",), id="manager")
DIRECTOR = Point(
    number=2, name="总监", name_en="Director", positions=("sales_director",), skippable=True, id="director"
)
FINANCE = Point(number=3, name="财务", name_en="Finance", positions=("finance",), addable=True, id="finance")
PREDEFINED = Flow(points=(MANAGER, DIRECTOR, FINANCE), model="predefined")
LAST = replace(FINANCE, number=1, addable=False)
SELF = Flow(points=(LAST,), model="self", limits=Limits(rank=60))
DOCUMENTS = Documents([QUOTES])


@pytest.fixture
def office(quick_office):
    return quick_office


def choose(office, quote, choice, seen=0, by="salesperson"):
    with office.store.begin(by=office.people[by], action="test.choose") as tx:
        kept.keep(tx, "quote", quote, choice, seen=seen)


def start(office, flow, choice=None):
    office.release(flow)
    quote = office.quote("0.03")
    if choice is not None:
        choose(office, quote, choice)
    return quote, office.submit(quote)


def approval(office, root):
    with office.store.read() as connection:
        one = runtime.instance
        query = select(one.c.id).where(one.c.root_id == root, one.c.id != root).order_by(one.c.id.desc())
        return connection.scalars(query).first()


def points(office, root, lang="en"):
    with office.store.read() as connection:
        found = History(DOCUMENTS).points(connection, approval(office, root), lang)
    return [(one.name, one.state, one.note) for one in found]


def reasons(office, root):
    [item] = office.open_items(root)
    with office.store.read() as connection:
        return [
            (one.text, one.note) for one in History(DOCUMENTS).reasons(connection, item.activity_id, "en")
        ]


def sound(office):
    with office.store.snapshot() as connection:
        return verify_approvals(connection)


def route(office, quote, choice=None):
    moment = office.store.clock.now()
    with office.store.read() as connection:
        found = outlook(connection, DOCUMENTS, "quote", quote, "salesperson", choice=choice, at=moment)
    return [(one.name_en, one.entered, one.fault_en) for one in found.points]


# predefined


def test_an_optional_point_is_left_out_and_the_others_are_asked_where_nothing_was_said(office):
    quote, root = start(office, PREDEFINED)
    office.decide(root, "manager")
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert points(office, root)[2] == ("Finance", "skipped", "Optional; the applicant did not add it")
    assert sound(office) == []


def test_a_point_is_skipped_for_a_reason_that_everybody_after_it_reads(office):
    said = Choice(skipped={"director": "总监出差，已口头同意"}, added=("finance",))
    quote, root = start(office, PREDEFINED, said)
    assert ("The applicant skipped point 2 (Director): 总监出差，已口头同意", "") in reasons(office, root)
    office.decide(root, "manager")
    assert office.waits_for(root) == ["finance"]
    assert points(office, root) == [
        ("Manager", "done", "Always entered"),
        ("Director", "skipped", "The applicant skipped it: 总监出差，已口头同意"),
        ("Finance", "now", "Added by the applicant"),
    ]
    office.decide(root, "finance")
    assert office.state(quote) == "approved"
    assert sound(office) == []
    with office.store.read() as connection:
        words = connection.scalars(select(audit_event.c.word).where(audit_event.c.root == root)).all()
    assert words.count("approval.route_chosen") == 1


def test_what_the_flow_does_not_allow_is_refused_at_submission_and_the_draft_stays(office):
    office.release(PREDEFINED)
    quote = office.quote("0.03")
    choose(office, quote, Choice(skipped={"manager": "嫌麻烦"}))
    with pytest.raises(StartRefused) as refused:
        office.engine.start(
            "quote_approval",
            variables={"quote_id": quote, "applicant": "salesperson"},
            business_key=f"quote-{quote}",
            by=None,
            refusable=True,
        )
    assert "“Manager” cannot be skipped" in refused.value.text("en")
    assert office.state(quote) == "draft"


def test_what_is_outside_the_limits_is_said_at_its_place(office):
    both = Choice(steps=(Step(people=("finance", "director")),))
    wrong = [
        (PREDEFINED, Choice(skipped={"director": " "}), "points/director/reason", "Say why"),
        (PREDEFINED, Choice(added=("director",)), "points/director/add", "cannot be added"),
        (PREDEFINED, Choice(people={"manager": ("manager",)}), "points/manager/people", "Nobody can be"),
        (SELF, Choice(), "steps", "Needed at least: 1 step"),
        (SELF, Choice(steps=(Step(),)), "steps/0/people", "Choose who decides"),
        (SELF, Choice(steps=(Step(people=("salesperson",)),)), "steps/0/people", "his own request"),
        (SELF, Choice(steps=(Step(people=("nobody",)),)), "steps/0/people", "not work here any more"),
        (SELF, both, "steps", "rank 60 or higher"),
        (SELF, Choice(steps=(Step(people=("director",), deadline="soon"),)), "steps/0/deadline", "999"),
        (SELF, Choice(steps=(Step(people=("director",), mode="vote"),)), "steps/0/share", "share"),
        (
            replace(SELF, limits=Limits(positions=("finance",), departments=("finance",))),
            Choice(steps=(Step(people=("director",)),)),
            "steps/0/people",
            "not among those",
        ),
    ]
    with office.store.read() as connection:
        asking = Asking(connection=connection, applicant="salesperson", facts={})
        for flow, said, place, what in wrong:
            [fault] = [one for one in faults(asking, flow, said) if one.place == place]
            assert what in fault.en
        together_high = replace(both, steps=(replace(both.steps[0], mode="all"),))
        assert faults(asking, SELF, together_high) == []


def test_whoever_is_chosen_among_the_candidates_is_asked_alone(office):
    both = replace(
        MANAGER, positions=(), rules=(Rule(position="sales_manager", near=False),), mode="all", choose=True
    )
    flow = Flow(points=(replace(both, rules=(*both.rules, Rule(position="finance"))),), model="predefined")
    _quote, root = start(office, flow, Choice(people={"manager": ("finance",)}))
    assert office.waits_for(root) == ["finance"]
    assert reasons(office, root)[-2][1].endswith("chosen by the applicant at submission")
    assert sound(office) == []


def test_if_whom_he_chose_has_left_by_then_the_point_asks_as_it_would_without(office):
    director = replace(DIRECTOR, rules=(Rule(position="finance"),), choose=True, skippable=False)
    quote, root = start(
        office,
        Flow(points=(MANAGER, director), model="predefined"),
        Choice(people={"director": ("finance",)}),
    )
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["finance"], "left")
    office.decide(root, "manager")
    with office.store.read() as connection:
        asked = evaluations.of_instance(connection, approval(office, root))[-1]
    assert [one.login for one in asked.approvers] == ["director", "general"]
    assert {one.chosen for one in asked.approvers} == {""}
    assert office.state(quote) == "in_approval"


# self-defined

STEPS = Choice(steps=(Step(people=("manager",)), Step(people=("director", "service"), mode="all")))


def test_a_composed_route_is_asked_step_by_step_and_the_fixed_point_comes_last(office):
    quote, root = start(office, SELF, STEPS)
    assert [one for one, *_ in points(office, root)] == [
        "Step 1 (by the applicant)",
        "Step 2 (by the applicant)",
        "Finance",
    ]
    assert "chosen by the applicant at submission" in [note for _text, note in reasons(office, root)]
    office.decide(root, "manager")
    assert sorted(office.waits_for(root)) == ["director", "service"]
    office.decide(root, "director")
    office.decide(root, "service")
    assert office.waits_for(root) == ["finance"]
    office.decide(root, "finance")
    assert office.state(quote) == "approved"
    assert [point for point, *_ in office.record(root)] == [1, 2, 2, 3]
    assert sound(office) == []


def test_where_nobody_waits_for_the_answer_a_missing_route_is_an_incident_that_choosing_mends(
    office,
):
    office.release(SELF)
    quote = office.quote("0.03")
    root = office.submit(quote)
    [incident] = office.incidents(root)
    assert incident.code == "ERROR_UNCAUGHT"
    choose(office, quote, STEPS)
    office.engine.retry(incident.id, by=None)
    assert office.waits_for(root) == ["manager"]


def test_a_release_changes_nothing_about_a_composed_route_that_runs(office):
    quote, root = start(office, SELF, STEPS)
    office.release(PREDEFINED)
    office.decide(root, "manager")
    assert sorted(office.waits_for(root)) == ["director", "service"]
    office.decide(root, "director")
    office.decide(root, "service")
    assert office.waits_for(root) == ["finance"]
    assert sound(office) == []
    assert office.state(quote) == "in_approval"


def test_after_a_return_who_decided_stays_and_the_rest_can_be_changed(office):
    quote, root = start(office, SELF, STEPS)
    office.decide(root, "manager", "return", "价格再谈")
    assert office.state(quote) == "returned"
    choose(office, quote, Choice(steps=(Step(people=("director",)), Step(people=("general",)))), seen=1)
    [revise] = office.open_items(root)
    office.engine.complete(revise.id, {}, by=None)
    assert office.waits_for(root) == ["manager"]
    office.decide(root, "manager")
    assert office.waits_for(root) == ["general"]
    assert sound(office) == []


# keeping


def test_of_two_who_choose_at_once_one_is_told(office):
    quote = office.quote("0.03")
    one, two = Choice(added=("finance",)), Choice(skipped={"director": "急"})
    answers = together(lambda: choose(office, quote, one), lambda: choose(office, quote, two))
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "RouteChanged"]
    with pytest.raises(RouteChanged):
        choose(office, quote, Choice(), seen=0)


def test_the_route_of_a_document_in_approval_cannot_be_changed(office):
    quote, root = start(office, PREDEFINED, Choice(added=("finance",)))
    with pytest.raises(RouteRuns):
        choose(office, quote, Choice(), seen=1)
    with office.store.read() as connection:
        assert pinned.choice_of(connection, approval(office, root)) == Choice(added=("finance",))


def test_the_preview_tells_what_the_choice_would_do_before_it_is_kept(office):
    office.release(PREDEFINED)
    quote = office.quote("0.03")
    assert [one[1] for one in route(office, quote)] == [True, True, False]
    said = Choice(skipped={"director": "急"}, added=("finance",))
    assert [one[1] for one in route(office, quote, said)] == [True, False, True]
    assert [one[1] for one in route(office, quote)] == [True, True, False]
