"""Random approvals part-way, and a random new version with a random choice for them: what was decided stays.

Decisions, evaluations and closed tasks are as they were, points that were settled are not asked again, and the
approval comes to its end. `make policies` tries more.
"""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from engine.errors import Conflict
from engine.ports import Actor
from engine.service.signing import Adding
from engine.store.schema import runtime
from processes.approval import signatures, tables
from processes.approval.documents import Documents
from processes.approval.errors import NothingChanged
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES
from processes.approval.running import queue

EXAMPLES = int(os.environ.get("EXAMPLES", "6"))
DOCUMENTS = Documents([QUOTES])
POSTS = (
    "sales_manager",
    "sales_director",
    "finance",
    "finance_manager",
    "general_manager",
    "service_manager",
)
MODES = ("any", "all", "sequential", "vote")
#: Of quotes that give 4 % or 12 %.
LIMITS = ("0.02", "0.08", "0.20")
MOST_DECISIONS = 60


def point(random: Random, name: str) -> Point:
    mode = random.choice(MODES)
    rows = ()
    if random.random() < 0.5:
        limit = Decimal(random.choice(LIMITS))
        rows = ((Test(fact="max_discount", operator=random.choice(("gt", "le")), value=limit),),)
    return Point(
        number=1,
        name=name,
        name_en=name,
        id=name.lower(),
        positions=tuple(random.sample(POSTS, random.randint(1, 3))),
        condition=Condition(rows=rows),
        mode=mode,
        share=Decimal("0.5") if mode == "vote" else None,
        deadline="P2D",
    )


def flow(random: Random) -> Flow:
    points = tuple(point(random, name) for name in "ABCD"[: random.randint(2, 4)])
    return Flow(points=(), once=random.random() < 0.3).with_points(points)


def changed(random: Random, old: Flow) -> Flow:
    """Points left out, moved, changed in any part, and new ones among them."""
    points = [
        replace(point(random, one.name), id=one.id) if random.random() < 0.5 else one
        for one in old.points
        if random.random() < 0.85
    ]
    if random.random() < 0.3:
        random.shuffle(points)
    for name in "XY":
        if random.random() < 0.3:
            points.insert(random.randint(0, len(points)), point(random, name))
    return replace(old, once=random.random() < 0.3).with_points(tuple(points or old.points))


def rows(office, table, *columns, **where):
    query = select(*(table.c[name] for name in columns)).order_by(table.c.id)
    with office.store.read() as connection:
        return list(connection.execute(query.where(*(table.c[name] == one for name, one in where.items()))))


def decided(office, root):
    """What no release may touch: id → row."""
    item = runtime.work_item
    closed = [
        one
        for one in rows(office, item, "id", "state", "assignee", "closed_at", root_id=root)
        if one.closed_at is not None
    ]
    kept = (
        rows(office, tables.decision, *tables.decision.c.keys(), root_id=root),
        rows(office, tables.evaluation, *tables.evaluation.c.keys(), root_id=root),
        closed,
    )
    return [{row.id: tuple(row) for row in each} for each in kept]


def settled(office, root):
    """Ids of points that were asked and are behind: another was asked after them."""
    asked = rows(office, tables.evaluation, "id", "point_id", "outcome", root_id=root)
    return {one.point_id for one in asked if one.id < asked[-1].id} - {asked[-1].point_id} if asked else set()


def decide_one(office, random, root):
    """Somebody who is asked agrees; now and then he asks a colleague first. False where nobody is asked."""
    found = [one for one in office.open_items(root) if one.state != "waiting"]
    if not found:
        return False
    item = random.choice(found)
    candidates = [item.assignee] if item.assignee else candidates_of(office, item.id)
    login = random.choice(candidates)
    by = Actor(login, office.people[login])
    if item.assignee is None:
        office.engine.claim(item.id, by=by)
    elif random.random() < 0.15 and login != "legal" and adds_somebody(office, random, item.id, by):
        return True
    office.engine.complete(item.id, {"action": "agree", "opinion": ""}, by=by)
    return True


def adds_somebody(office, random, item_id, by):
    """False where the colleague has to sign already."""
    kind = random.choice(("before", "parallel", "after"))
    try:
        with office.store.begin(by=by.id, action="test.sign") as tx:
            office.engine.add_signers_in(tx, Adding(item_id=item_id, kind=kind, people=("legal",)), by=by)
    except Conflict:
        return False
    return True


def candidates_of(office, item_id):
    candidate = runtime.candidate
    with office.store.read() as connection:
        return list(connection.scalars(select(candidate.c.name).where(candidate.c.work_item_id == item_id)))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_policy_change_touches_what_was_decided(quick_office, seed):
    office, random = quick_office, Random(seed)
    queue.listen(office.store.facts)
    signatures.listen(office.store.facts, DOCUMENTS)
    first = flow(random)
    office.release(first, running="new")
    quote = office.quote(random.choice(("0.04", "0.12")))
    root = office.submit(quote)
    for _ in range(random.randint(0, 5)):
        decide_one(office, random, root)
    for _ in range(random.randint(1, 2)):
        before, behind = decided(office, root), settled(office, root)
        last = rows(office, tables.evaluation, "id", root_id=root)
        choice = random.choice(("new", "ahead", "waiting"))
        first = changed(random, first)
        try:
            office.release(first, running=choice)
        except NothingChanged:
            continue
        while queue.work(office.engine, DOCUMENTS):
            pass
        for old, now in zip(before, decided(office, root), strict=True):
            assert {key: now.get(key) for key in old} == old
        decide_one(office, random, root)
        anew = list(rows(office, tables.evaluation, "id", "point_id", "outcome", root_id=root))
        asked_again = {one.point_id for one in anew[len(last) :] if one.outcome == "entered"} & behind
        assert asked_again == set(), (choice, behind)
    for _ in range(MOST_DECISIONS):
        if not decide_one(office, random, root):
            break
    assert office.state(quote) != "in_approval"
    assert office.breaches() == []
