"""Tasks, calls, transactions, lanes and data."""

from __future__ import annotations

from tests.integration.engine.elements.conftest import Walk


def test_tasks_that_need_nobody_run_through(walk):
    asked = []

    def price(inputs):
        asked.append(inputs)
        return 21

    w = walk("tasks_that_need_nobody_run_through", {"adapters": {"price": price}}, article="bolt")
    assert asked == [{"article": "bolt"}]
    assert w.waits() == [("answer", "subscription")]
    w.step(w.p.run_jobs)
    assert w.state == "completed"
    assert w.values["amount"] == 42
    assert [w.times(element) for element in ("note", "phone", "tell", "answer")] == [1, 1, 1, 1]


def test_a_decision_task_asks_a_decision(walk):
    assert walk("decision_task_asks_a_decision", amount=500).values["percent"] == 10


def test_a_call_activity_hands_over_and_takes_back(walk):
    w = walk("call_activity_hands_over_and_takes_back", question="why")
    [child] = w.p.children(w.i)
    assert w.p.variables(child) == {"asked": "why"}
    w.do("reply", answer="because")
    assert w.open() == ["after"]
    assert w.values["answered"] == "because"


def test_a_transaction_is_cancelled_and_undone(walk):
    w = walk("transaction_is_cancelled_and_undone")
    w.do("flight")
    w.do("hotel", full_up=True)
    assert w.open() == ["return_flight"]
    w.do("return_flight")
    assert w.open() == ["tell"]
    w.do("tell")
    assert w.state == "completed"


def test_a_compensation_end_event_undoes_by_an_event_sub_process(walk):
    w = walk("compensation_end_event_undoes_by_an_event_sub_process")
    w.do("pay")
    w.do("check")
    assert w.open() == ["pay_back"]
    w.do("pay_back")
    assert w.state == "completed"


def test_lanes_within_lanes_give_the_role(walk):
    w = walk("lanes_within_lanes_give_the_role")
    assert w.p.work_items(w.i)[0].candidates == ("sales",)
    w.do("offer")
    assert w.p.work_items(w.i)[0].candidates == ("sales_manager",)


def test_data_objects_properties_and_assignments_carry_values(walk):
    w = walk("data_objects_properties_and_assignments_carry_values", budget=10)
    [item] = w.p.work_items(w.i)
    assert (item.variables["limit"], item.variables["note"]) == (5, None)
    w.do("enter", sum=21, note="mine")
    assert (w.values["total"], w.values["rate"]) == (21, 42)
    assert {"note", "sum", "limit", "inner", "own"} & set(w.values) == set()


def test_correlation_finds_the_conversation(deploy):
    p = deploy("correlation_finds_the_conversation")
    first, second = (
        Walk(p, p.start("correlation_finds_the_conversation", variables={"my_order": number}))
        for number in (1, 2)
    )
    p.start("buying", variables={"ordered": 2, "amount": 70})
    p.reload()
    p.run_jobs()
    assert (first.open(), second.open()) == ([], ["deliver"])
    assert second.values == {"my_order": 2, "received": 70}
    assert first.step(p.message, "paid", variables={"order": {"number": 3}}).root_id is None
    assert first.step(p.message, "paid", variables={"order": {"number": 1}, "sum": 5}).root_id == first.i
    assert first.open() == ["deliver"]
