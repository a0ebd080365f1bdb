"""Tasks, their mappings and their failures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import BusinessError, Conflict, NotOpen, TransientError

APPROVAL = """
start s
user review candidateGroups=managers title='"Q-" + number'
xor decide
service book adapter=book
user confirm assignee=owner
end e
s -> review -> decide
decide -> book [amount > 1000]
decide -> e [default]
book -> confirm -> e
"""


def book(_: dict) -> dict:
    return {"booked": True}


def test_it_walks_from_task_to_task(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": Decimal("2000.50"), "number": "7", "owner": "li"})
    [item] = p.work_items(i)
    assert (item.element, item.assignee, item.candidates) == ("review", None, ("managers",))
    p.complete(item, {"opinion": "fine"}, by="wang")
    [item] = p.work_items(i)
    assert (item.element, item.assignee) == ("confirm", "li")
    assert p.variables(i) == {
        "amount": Decimal("2000.50"),
        "number": "7",
        "owner": "li",
        "opinion": "fine",
        "booked": True,
    }
    p.complete(item)
    assert p.state(i) == "completed"
    assert p.trace(i) == [
        ("s", "entered"),
        ("s", "completed"),
        ("review", "entered"),
        ("review", "completed"),
        ("decide", "entered"),
        ("decide", "completed"),
        ("book", "entered"),
        ("book", "completed"),
        ("confirm", "entered"),
        ("confirm", "completed"),
        ("e", "entered"),
        ("e", "completed"),
    ]
    assert p.verify() == []


def test_the_default_flow_is_taken_when_no_condition_holds(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": 10, "number": "7"})
    p.complete(p.work_items(i)[0])
    assert p.state(i) == "completed"


def test_a_condition_that_is_null_is_an_incident_naming_the_variable(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"number": "7"})
    p.complete(p.work_items(i)[0])
    [incident] = p.incidents(i)
    assert incident["code"] == "CONDITION_UNDECIDED"
    assert incident["element"] == "decide"
    assert incident["missing"] == "amount"
    assert p.state(i) == "waiting"
    assert p.verify() == []


def test_a_task_is_completed_only_once(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": 1, "number": "7"})
    [item] = p.work_items(i)
    p.complete(item, by="wang")
    with pytest.raises(NotOpen) as refused:
        p.complete(item, by="chen")
    assert refused.value.facts["by"] == "wang"
    assert [step for step in p.trace(i) if step == ("review", "completed")] == [("review", "completed")]


def test_the_same_submission_gets_the_same_answer(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": 2000, "number": "7"})
    [item] = p.work_items(i)
    first = p.complete(item, by="wang", submission="form-1")
    again = p.complete(item, by="wang", submission="form-1")
    assert first == again
    assert len(p.work_items(i)) == 1


def test_one_of_two_claims_wins(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": 2000, "number": "7"})
    [item] = p.work_items(i)
    p.claim(item, by="wang")
    with pytest.raises(Conflict):
        p.claim(item, by="chen")
    with pytest.raises(Conflict):
        p.complete(item.id, by="chen")
    p.complete(item.id, by="wang")


def test_a_stale_revision_is_refused(play):
    p = play(APPROVAL, adapters={"book": book})
    i = p.start(variables={"amount": 2000, "number": "7"})
    [shown] = p.work_items(i)
    p.claim(shown, by="wang")
    with pytest.raises(Conflict):
        p.complete(shown, by="wang")
    assert p.work_items(i)[0].revision == shown.revision + 1


def test_a_business_error_nobody_catches_is_an_incident_that_keeps_what_was_typed(play):
    def refuse(_: dict) -> dict:
        raise BusinessError("CREDIT", "limit reached")

    p = play(APPROVAL, adapters={"book": refuse})
    i = p.start(variables={"amount": 2000, "number": "7"})
    p.complete(p.work_items(i)[0], {"opinion": "go"})
    [incident] = p.incidents(i)
    assert (incident["element"], incident["code"], incident["error"]) == ("book", "ERROR_UNCAUGHT", "CREDIT")
    assert p.variables(i)["opinion"] == "go"
    assert p.verify() == []


def test_an_incident_goes_on_when_tried_again(play):
    answers = [RuntimeError("broken"), {"booked": True}]

    def flaky(_: dict) -> dict:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    p = play(APPROVAL, adapters={"book": flaky})
    i = p.start(variables={"amount": 2000, "number": "7", "owner": "li"})
    p.complete(p.work_items(i)[0])
    [incident] = p.incidents(i)
    p.retry(incident["id"])
    assert p.incidents(i) == []
    assert p.work_items(i)[0].element == "confirm"
    assert p.trace(i).count(("book", "entered")) == 1
    assert p.verify() == []


def test_a_transient_error_is_tried_again_later(play):
    calls = []

    def later(_: dict) -> dict:
        calls.append(1)
        if len(calls) < 3:
            raise TransientError("not now")
        return {"booked": True}

    p = play(APPROVAL, adapters={"book": later})
    i = p.start(variables={"amount": 2000, "number": "7", "owner": "li"})
    p.complete(p.work_items(i)[0])
    assert p.state(i) == "running"
    from datetime import timedelta

    p.advance(timedelta(minutes=5))
    assert p.work_items(i)[0].element == "confirm"
    assert len(calls) == 3
    assert p.verify() == []


def test_retries_that_run_out_are_an_incident(play):
    from datetime import timedelta

    def never(_: dict) -> dict:
        raise TransientError("gone")

    p = play(APPROVAL, adapters={"book": never})
    i = p.start(variables={"amount": 2000, "number": "7"})
    p.complete(p.work_items(i)[0])
    p.advance(timedelta(hours=3))
    [incident] = p.incidents(i)
    assert incident["code"] == "RETRIES_EXHAUSTED"
    assert p.verify() == []


def test_input_mappings_stay_inside_and_output_mappings_go_out(play):
    seen = []

    def price(inputs: dict) -> dict:
        seen.append(inputs)
        return {"net": inputs["gross"] * 2, "noise": 1}

    p = play(
        """
        start s
        service price adapter=price input='gross=amount + 1' output='total=net'
        end e
        s -> price -> e
        """,
        adapters={"price": price},
    )
    i = p.start(variables={"amount": 4})
    assert seen == [{"gross": 5}]
    assert p.variables(i) == {"amount": 4, "total": 10}
    assert p.state(i) == "completed"


def test_a_script_is_feel(play):
    p = play(
        """
        start s
        script sum do='a + b' result=total
        end e
        s -> sum -> e
        """
    )
    i = p.start(variables={"a": 1, "b": Decimal("2.5")})
    assert p.variables(i)["total"] == Decimal("3.5")
