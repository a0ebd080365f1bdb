"""Random flows of a type and random documents: the route that is announced is the route that is taken.

Flows in an order, their applicants and conditions, every kind of approver rule, fallbacks, every mode, deciding once;
facts that are missing. `make routes` tries ten thousand.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.demo.company import build_company
from engine.errors import BusinessError
from engine.ports import AdapterCall
from engine.store.uow import Store
from processes.approval import decisions, evaluations, policies
from processes.approval.decisions import Signing
from processes.approval.documents import Documents
from processes.approval.errors import ApprovalError
from processes.approval.evaluations import Subject
from processes.approval.previewing import route_preview
from processes.approval.steps import ApprovalSteps
from tests.integration.approval.test_backtest_by_hand import Company, undone
from tests.support import random_flows
from tests.support.random_flows import typed_in

EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
ROOT, INSTANCE = 1, 2


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('named') / 'company.db'}")
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        build_company(tx)
    yield store
    store.close()


class Taking:
    """One approval, step by step, as the process would call for it."""

    def __init__(self, tx: Any, documents: Documents, applicant: str, random: Random) -> None:
        self.tx = tx
        self.random = random
        self.steps = ApprovalSteps(documents)
        self.inputs: dict[str, Any] = {
            "policy": "quote",
            "document_type": "quote",
            "document_id": 7,
            "applicant": applicant,
            "settled": [],
            "comes_back": None,
        }
        self.visits = 0

    def call(self, **more: Any) -> AdapterCall:
        self.visits += 1
        return AdapterCall(
            name="approval",
            inputs=self.inputs | more,
            idempotency_key=str(self.visits),
            transaction=self.tx,
            root_id=ROOT,
            instance_id=INSTANCE,
            element_id="ask",
        )

    def go(self) -> dict[str, Any]:
        """Until it is approved; every point is agreed to in one of the ways it can be."""
        begun = self.steps.begin(self.call())
        if not begun["policy_version"]:
            return begun
        self.inputs |= {"policy": begun["policy"], "policy_version": begun["policy_version"]}
        after = 0
        while (point := self.steps.next_point(self.call(after=after))["point"]) is not None:
            after = point["number"]
            for login in self._agreeing(point):
                self._agree(point, login)
        return begun

    def _agreeing(self, point: dict[str, Any]) -> list[str]:
        groups = point["groups"]
        needed = len(groups)
        if point["mode"] == "vote":
            needed = next(n for n in range(1, needed + 1) if n >= point["share"] * len(groups))
        return [self.random.choice(group) for group in self.random.sample(groups, needed)]

    def _agree(self, point: dict[str, Any], login: str) -> None:
        flow = policies.version(self.tx.connection, self.inputs["policy"], self.inputs["policy_version"]).flow
        subject = Subject(
            policy=self.inputs["policy"],
            version=self.inputs["policy_version"],
            document_type="quote",
            document_id=7,
            applicant=self.inputs["applicant"],
        )
        signing = Signing(
            root_id=ROOT,
            instance_id=INSTANCE,
            work_item_id=None,
            person=login,
            on_behalf_of=None,
            action="agree",
            opinion="",
        )
        found = flow.point(point["number"])
        assert found is not None
        read = self.steps._documents.of("quote").read
        decisions.keep(self.tx, subject, found, signing, read(self.tx.connection, 7))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), chance=st.integers(0, 2**16))
def test_the_route_that_is_announced_is_the_one_that_is_taken(company, seed, chance):
    random = Random(seed)
    known, applicant = random_flows.facts(random, holes=0.3), random.choice(random_flows.APPLICANTS)
    documents = Documents([typed_in(known)])
    with undone(company) as tx:
        Company(tx.connection, random)
        announced = route_preview(tx.connection, documents, "quote", 7, applicant, at=tx.now)
        taking, fault = Taking(tx, documents, applicant, Random(chance)), ""
        try:
            begun = taking.go()
        except ApprovalError as error:
            begun, fault = {}, error.text("en")
        except BusinessError as error:
            begun, fault = {}, error.message
        taken = evaluations.of_instance(tx.connection, INSTANCE)
        same_turns = _no_turns(tx.connection, taking)
    if not taking.inputs.get("policy_version"):
        [instead] = announced
        assert fault == instead.why_en or (begun["outcome"] == "approved") == ("approved" in instead.why_en)
        return
    for told, one in zip(announced, taken, strict=False):
        assert told.number == one.point
        if told.unsure:
            assert told.entered == (one.entered or one.passed)
            continue
        assert (told.entered and not told.passed, told.passed) == (one.entered, one.passed)
        if one.entered and same_turns:
            assert [each.login for each in told.approvers] == [each.login for each in one.approvers]
    ahead = announced[len(taken) :]
    if any(told.unsure for told in announced):
        return  # another may have agreed than the one who was guessed
    if fault:  # the step stops before anything of it is kept: what it skipped or passed is asked again
        stops = next(told for told in ahead if told.entered and not told.passed)
        assert fault == stops.fault("en")
    else:
        assert ahead == []


def _no_turns(connection: Any, taking: Taking) -> bool:
    """Whether nobody is chosen by turn: the second of two turns in one route is another's."""
    if "policy_version" not in taking.inputs:
        return False
    flow = policies.version(connection, taking.inputs["policy"], taking.inputs["policy_version"]).flow
    return not any(
        rule.holders in ("round_robin", "least_loaded")
        for point in flow.points
        for rule in point.approver_rules
    )
