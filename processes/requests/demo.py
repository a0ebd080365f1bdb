"""Requests of the demo company that wait for somebody, on routes that their applicants composed."""

from __future__ import annotations

from sqlalchemy import select

from engine import organisation
from engine.organisation import Person
from engine.store.uow import Store
from processes.approval.chosen import templates
from processes.approval.chosen.choice import Choice, Step
from processes.approval.chosen.kept import Kept
from processes.requests.commands import Requests
from processes.requests.tables import request

KEY = "request_report"
WHO = "salesperson"
TEMPLATE = "展会与市场投入"
ROUTE = Choice(
    steps=(
        Step(people=("manager",), deadline="P1D"),
        Step(people=("director", "finance_manager"), mode="all", deadline="P2D"),
    )
)
TEXT = {
    "subject": "关于参加秋季电源展的请示",
    "urgency": "major",
    "text": "拟参加十一月的秋季电源展，展位与搭建费用约 18 万元，由销售与市场共同承担。请批示。",
}


def open_requests(store: Store, requests: Requests) -> None:
    """Submit a report for decision and keep its route as a template; nothing where that was done before."""
    with store.read() as connection:
        person = organisation.by_login(connection, WHO)
        known = connection.scalar(select(request.c.id).where(request.c.key == KEY).limit(1))
        there = all(organisation.by_login(connection, one) for step in ROUTE.steps for one in step.people)
    if person is None or known is not None or not there:
        return
    _keep_template(store, person)
    requests.submit(
        person,
        KEY,
        TEXT,
        request_id=None,
        revision=0,
        submission="demo",
        route=Kept(choice=ROUTE),
    )


def _keep_template(store: Store, person: Person) -> None:
    with store.begin(by=person.id, action="demo.template") as tx:
        templates.save(tx, person, KEY, TEMPLATE, ROUTE)
