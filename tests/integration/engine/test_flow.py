"""Gateways, sub-processes, calls and loops."""

from __future__ import annotations

from datetime import timedelta

import pytest

FORK = """
start s
and fork
user a
user b
and join
user c
end e
s -> fork
fork -> a -> join
fork -> b -> join
join -> c -> e
"""


def elements(p, i):
    return sorted(item.element for item in p.work_items(i))


def done(p, i, element, **values):
    p.complete(next(item for item in p.work_items(i) if item.element == element), values)


def test_a_parallel_join_waits_for_every_branch(play):
    p = play(FORK)
    i = p.start()
    assert elements(p, i) == ["a", "b"]
    done(p, i, "a")
    p.reload()
    assert elements(p, i) == ["b"]
    assert p.verify() == []
    done(p, i, "b")
    assert elements(p, i) == ["c"]
    assert p.verify() == []
    done(p, i, "c")
    assert p.state(i) == "completed"


def test_a_second_token_on_one_flow_does_not_stand_in_for_a_missing_one(play):
    p = play(
        """
        start s
        and fork
        task again
        user a
        user b
        and join
        end e
        s -> fork
        fork -> a
        fork -> again -> a
        fork -> b
        a -> join
        b -> join
        join -> e
        """
    )
    i = p.start()
    done(p, i, "a")
    done(p, i, "a")
    assert elements(p, i) == ["b"]
    assert p.state(i) == "waiting"
    done(p, i, "b")
    assert p.verify() == []
    assert [wait for _, _, wait in p.tokens(i)] == ["join"]


def test_an_inclusive_join_waits_only_for_what_can_still_come(play):
    p = play(
        """
        start s
        or split
        user a
        user b
        or join
        user after
        end e
        s -> split
        split -> a [x > 0]
        split -> b [x > 10]
        a -> join
        b -> join
        join -> after -> e
        """
    )
    one = p.start(variables={"x": 1})
    done(p, one, "a")
    assert elements(p, one) == ["after"]
    both = p.start(variables={"x": 11})
    done(p, both, "a")
    assert elements(p, both) == ["b"]
    done(p, both, "b")
    assert elements(p, both) == ["after"]
    assert p.verify() == []


@pytest.mark.parametrize("first", ["paid", "late"])
def test_an_event_based_gateway_takes_the_first_event(play, first):
    p = play(
        """
        start s
        event g
        catch paid message=payment
        catch late after=PT1H
        user ship
        user remind
        end e
        s -> g
        g -> paid -> ship -> e
        g -> late -> remind -> e
        """
    )
    i = p.start()
    if first == "paid":
        p.message("payment", {"sum": 5})
    else:
        p.advance(timedelta(hours=2))
    assert elements(p, i) == ["ship" if first == "paid" else "remind"]
    assert p.verify() == []
    p.advance(timedelta(hours=2))
    assert len(p.work_items(i)) == 1


def test_a_sub_process_ends_when_nothing_is_left_inside(play):
    p = play(
        """
        start s
        sub inner {
        start si
        and both
        user a
        user b
        end ie
        si -> both
        both -> a -> ie
        both -> b -> ie
        }
        user after
        end e
        s -> inner -> after -> e
        """
    )
    i = p.start()
    done(p, i, "a")
    assert elements(p, i) == ["b"]
    done(p, i, "b")
    assert elements(p, i) == ["after"]
    assert p.verify() == []


def test_terminate_inside_a_sub_process_ends_only_that(play):
    p = play(
        """
        start s
        sub inner {
        start si
        and both
        user a
        catch soon after=PT1H
        end t terminate
        end t2
        si -> both
        both -> a -> t2
        both -> soon -> t
        }
        user after
        end e
        s -> inner -> after -> e
        """
    )
    i = p.start()
    p.advance(timedelta(hours=1))
    assert elements(p, i) == ["after"]
    assert ("a", "interrupted") in p.trace(i)
    assert p.verify() == []


def test_a_call_activity_runs_another_process_and_takes_its_results(play):
    p = play(
        """
        start s
        call sub calls=p2 in='x=amount * 2' out='answer=y'
        user after
        end e
        s -> sub -> after -> e
        """,
        """
        start cs
        user ask
        script answer do='x + 1' result=y
        end ce
        cs -> ask -> answer -> ce
        """,
    )
    i = p.start("p", {"amount": 5})
    [child] = p.children(i)
    assert p.variables(child) == {"x": 10}
    assert elements(p, i) == ["ask"]
    done(p, i, "ask")
    assert p.state(child) == "completed"
    assert p.variables(i)["answer"] == 11
    assert elements(p, i) == ["after"]
    assert p.verify() == []


def test_cancelling_a_caller_ends_what_it_called(play):
    p = play(
        "start s\ncall sub calls=p2\nend e\ns -> sub -> e",
        "start cs\nuser ask\nend ce\ncs -> ask -> ce",
    )
    i = p.start("p")
    [child] = p.children(i)
    p.cancel(i, "not needed")
    assert (p.state(i), p.state(child)) == ("terminated", "terminated")
    assert p.work_items() == []
    assert p.verify() == []


def test_calls_without_end_stop_at_a_limit(play):
    p = play("start s\ncall again calls=p\nend e\ns -> again -> e")
    i = p.start("p")
    [incident] = p.incidents(i)
    assert (incident["code"], incident["limit"]) == ("CALL_DEPTH", 20)


@pytest.mark.parametrize("order", ["", "sequential"])
def test_every_item_is_worked_and_outputs_come_in_order(play, order):
    p = play(
        f"""
        start s
        user sign each=people as=person assignee=person collect='opinions=person + "!"' {order}
        user after
        end e
        s -> sign -> after -> e
        """
    )
    i = p.start(variables={"people": ["a", "b", "c"]})
    assert len(p.work_items(i)) == (1 if order else 3)
    for _ in range(3):
        p.complete(p.work_items(i)[-1])
        assert p.verify() == []
    assert p.variables(i)["opinions"] == ["a!", "b!", "c!"]
    assert elements(p, i) == ["after"]


def test_a_completion_condition_ends_the_rest(play):
    p = play(
        """
        start s
        user sign each=people as=person assignee=person until='numberOfCompletedInstances >= 2'
        user after
        end e
        s -> sign -> after -> e
        """
    )
    i = p.start(variables={"people": ["a", "b", "c"]})
    p.complete(p.work_items(i)[0])
    p.complete(p.work_items(i)[0])
    assert elements(p, i) == ["after"]
    assert p.trace(i).count(("sign", "interrupted")) >= 1
    assert p.verify() == []


def test_no_item_means_the_activity_is_done(play):
    p = play("start s\nuser sign each=people as=person\nend e\ns -> sign -> e")
    assert p.state(p.start(variables={"people": []})) == "completed"


def test_items_are_added_and_removed_while_the_loop_runs(play):
    p = play("start s\nuser sign each=people as=person assignee=person\nend e\ns -> sign -> e")
    i = p.start(variables={"people": ["a", "b"]})
    p.add_item(i, "sign", "c")
    assert sorted(item.assignee for item in p.work_items(i)) == ["a", "b", "c"]
    p.remove_item(i, "sign", "a")
    assert sorted(item.assignee for item in p.work_items(i)) == ["b", "c"]
    assert p.verify() == []
    for item in p.work_items(i):
        p.complete(item)
    assert p.state(i) == "completed"
    assert p.verify() == []


def test_many_items_begin_in_chunks(play):
    p = play("start s\nscript one each=numbers as=n do=n result=x\nend e\ns -> one -> e")
    i = p.start(variables={"numbers": list(range(1300))})
    p.run_jobs()
    assert p.state(i) == "completed"
    assert p.trace(i).count(("one", "completed")) == 1300


def test_a_standard_loop_goes_on_while_its_condition_holds(play):
    p = play("start s\nscript add while='n < 3' do='n + 1' result=n\nend e\ns -> add -> e")
    i = p.start(variables={"n": 0})
    assert p.variables(i)["n"] == 3
    assert p.state(i) == "completed"


def test_a_loop_without_a_wait_commits_every_thousand_steps_and_stops_at_the_limit(play, monkeypatch):
    import engine.kernel.run

    monkeypatch.setattr(engine.kernel.run, "STEPS_IN_ALL", 3000)
    p = play(
        """
        start s
        xor g
        task t
        end e
        s -> g
        g -> t [go]
        g -> e [default]
        t -> g
        """
    )
    i = p.start(variables={"go": True})
    assert p.state(i) == "running"
    p.run_jobs()
    [incident] = p.incidents(i)
    assert incident["code"] == "STEP_LIMIT"
    assert p.verify() == []


def test_a_long_chain_of_diamonds_stays_linear(play):
    lines, before = ["start s", "end e"], "s"
    for n in range(50):
        lines += [f"and f{n}", f"task a{n}", f"task b{n}", f"and j{n}"]
        lines += [f"{before} -> f{n}", f"f{n} -> a{n} -> j{n}", f"f{n} -> b{n} -> j{n}"]
        before = f"j{n}"
    p = play("\n".join([*lines, f"{before} -> e"]))
    i = p.start()
    assert p.state(i) == "completed"
    assert len(p.trace(i)) == 2 * (2 + 4 * 50)
