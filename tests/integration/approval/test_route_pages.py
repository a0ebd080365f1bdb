"""The route of a record on its page, and the templates that a person keeps."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine import organisation
from engine.errors import NotFound
from processes.approval import drafting, policies
from processes.approval.chosen import desk, kept, templates
from processes.approval.chosen.acting import acted
from processes.approval.chosen.choice import Choice, Step
from processes.approval.chosen.desk import Paper
from processes.approval.chosen.eligible import eligible, matching
from processes.approval.chosen.errors import TemplateExists, TemplateNameNeeded
from processes.approval.chosen.reading import Posted
from processes.approval.documents import Documents
from processes.approval.flow_models import Limits
from processes.approval.model import Flow
from processes.approval.quotes import QUOTES
from processes.approval.releasing import gate

SELF = Flow(points=(), model="self", limits=Limits(rank=50))
TWO = Choice(steps=(Step(people=("manager",)), Step(people=("director", "finance"), mode="all")))
DOCUMENTS = Documents([QUOTES])


@pytest.fixture
def office(quick_office):
    return quick_office


def saved(office, name="常用", choice=TWO, by="salesperson"):
    with office.store.begin(by=office.people[by], action="test.template") as tx:
        return templates.save(tx, office.person(by), "quote", name, choice)


def names(office, by="salesperson"):
    with office.store.read() as connection:
        return [one.name for one in templates.of_person(connection, office.person(by), "quote")]


def panel(office, posted, *, judged=True):
    paper = Paper(type="quote", id=office.quote("0.03"), at=office.store.clock.now())
    with office.store.read() as connection:
        return desk.shown(
            connection, DOCUMENTS, office.person("salesperson"), paper, posted, "en", judged=judged
        )


def test_a_template_is_saved_once_per_name_renamed_and_deleted_by_its_owner_only(office):
    first = saved(office)
    assert saved(office, choice=Choice(steps=TWO.steps[:1])) == first
    second = saved(office, "展会")
    seller, other = office.person("salesperson"), office.person("manager")
    with office.store.begin(by=seller.id, action="test.template") as tx:
        with pytest.raises(TemplateExists):
            templates.rename(tx, seller, "quote", second, "常用")
        with pytest.raises(TemplateNameNeeded):
            templates.rename(tx, seller, "quote", second, "  ")
        with pytest.raises(NotFound):
            templates.remove(tx, other, "quote", second)
        templates.rename(tx, seller, "quote", second, "展会投入")
        templates.remove(tx, seller, "quote", first)
    assert (names(office), names(office, "manager")) == (["展会投入"], [])


def test_a_template_that_names_somebody_who_left_says_so_when_it_is_applied(office):
    office.release(SELF)
    template = saved(office)
    seller = office.person("salesperson")
    paper = Paper(type="quote", id=None, at=office.store.clock.now())
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["director"], "left")
    with office.store.begin(by=seller.id, action="test.apply") as tx:
        posted, done = desk.act(tx, seller, paper, Posted(do="template.apply", template=template))
    assert (done, posted.choice) == ("apply", TWO)
    assert "does not work here any more" in panel(office, posted).faults["steps/1/people"]


@pytest.mark.parametrize(
    ("do", "people"),
    [
        ("step.up.1", [("director", "finance"), ("manager",)]),
        ("step.down.0", [("director", "finance"), ("manager",)]),
        ("step.down.1", [("manager",), ("director", "finance")]),
        ("step.remove.0", [("director", "finance")]),
        ("step.add", [("manager",), ("director", "finance"), ()]),
        ("person.add.0.general", [("manager", "general"), ("director", "finance")]),
        ("person.add.0.manager", [("manager",), ("director", "finance")]),
        ("person.remove.1.director", [("manager",), ("finance",)]),
        ("person.up.1.finance", [("manager",), ("finance", "director")]),
        ("step.up.9", [("manager",), ("director", "finance")]),
        ("nothing.of.it", [("manager",), ("director", "finance")]),
    ],
)
def test_the_buttons_of_the_panel_change_the_steps(do, people):
    assert [step.people for step in acted(TWO, do).steps] == people


def test_what_was_decided_is_moved_by_no_button():
    for do in ("step.up.1", "step.remove.0", "step.down.0", "person.remove.0.manager"):
        assert acted(TWO, do, locked=1) == TWO


@pytest.mark.parametrize(
    ("words", "login"),
    [
        ("陈静", "manager"),
        ("chenjing", "manager"),
        ("cj", "manager"),
        ("Sales director", "director"),
        ("财务部", "finance"),
    ],
)
def test_people_are_found_by_name_pinyin_position_and_department(office, words, login):
    with office.store.read() as connection:
        allowed = eligible(connection, Limits(), "salesperson")
        assert login in [one.login for one in matching(connection, allowed.values(), words)]
        assert "salesperson" not in allowed


def release(site, flow):
    """The flow of quotes with a second person who agrees; the newest draft of the salesperson."""
    with site.store.read() as connection:
        who = {
            login: organisation.by_login(connection, login)
            for login in ("admin", "supervisor", "salesperson")
        }
    with site.store.begin(by=who["admin"].id, action="test.release") as tx:
        drafting.save_draft(tx, "quote", flow, seen=None)
        draft = policies.draft(tx.connection, "quote")
        gate.release(tx, "quote", QUOTES, seen=draft.token, reason="自定")
    with site.store.begin(by=who["supervisor"].id, action="test.agree") as tx:
        gate.agree(tx, "quote", QUOTES, opinion="")
    quote = tables.quote.c
    mine = select(quote.id).where(quote.state == "draft", quote.owner_id == who["salesperson"].id)
    with site.store.read() as connection:
        return connection.scalar(mine.order_by(quote.id.desc()).limit(1))


def test_the_page_of_a_quote_keeps_a_route_and_refuses_what_is_not_allowed(site):
    seller = site.client("salesperson", "en")
    page = f"/routes/quote/{release(site, SELF)}"

    def post(url, **fields):
        return site.post(seller, url, {"route-seen": "0", **fields}, page=page)

    assert 'name="route-step" value="0"' in post(f"{page}/panel", **{"route-do": "step.add"}).text
    typed = {"route-step": "0", "route-0-find": "chenjing"}
    assert "person.add.0.manager" in post(f"{page}/panel", **typed).text
    refused = post(page, **{"route-step": "0"})
    assert (refused.status_code, "Choose who decides" in refused.text) == (422, True)
    one = {"route-step": "0", "route-0-person": "manager", "route-0-days": "2"}
    assert post(page, **one).status_code == 303
    assert post(page, **{**one, "route-0-person": "director"}).status_code == 409
    with site.store.read() as connection:
        [step] = kept.of_document(connection, "quote", int(page.rsplit("/", 1)[1])).choice.steps
    assert (step.people, step.deadline) == (("manager",), "P2D")
    assert "Sales manager Chen Jing" in seller.get(page).text
    assert site.client("service").get(page).status_code == 404
