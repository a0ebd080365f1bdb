"""Timers, messages, signals, errors and what they interrupt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Ambiguous, BusinessError, Expired, Suspended


def elements(p, i):
    return sorted(item.element for item in p.work_items(i))


DEADLINE = """
start s
user work
on work late after=PT2H {keeps}
user escalate
end e
end e2
s -> work -> e
late -> escalate -> e2
"""


def test_an_interrupting_timer_takes_the_task_away(play):
    p = play(DEADLINE.format(keeps=""))
    i = p.start()
    [item] = p.work_items(i)
    p.advance(timedelta(hours=3))
    assert elements(p, i) == ["escalate"]
    assert ("work", "interrupted") in p.trace(i)
    assert ("late", "caught") in p.trace(i)
    assert p.verify() == []
    from engine.errors import NotOpen

    with pytest.raises(NotOpen):
        p.complete(item)


def test_a_late_person_hears_that_the_deadline_passed(play):
    p = play(DEADLINE.format(keeps=""))
    i = p.start()
    [item] = p.work_items(i)
    p.clock.advance(timedelta(hours=3))  # nobody has fired the timer yet
    with pytest.raises(Expired):
        p.complete(item, by="wang")
    assert elements(p, i) == ["escalate"]
    assert p.verify() == []


def test_a_timer_that_keeps_the_task_adds_a_branch(play):
    p = play(DEADLINE.format(keeps="keeps"))
    i = p.start()
    p.advance(timedelta(hours=3))
    assert elements(p, i) == ["escalate", "work"]
    for item in p.work_items(i):
        p.complete(item)
    assert p.state(i) == "completed"
    assert p.verify() == []


def test_completing_in_time_disarms_the_timer(play):
    p = play(DEADLINE.format(keeps=""))
    i = p.start()
    p.complete(p.work_items(i)[0])
    p.advance(timedelta(days=1))
    assert p.state(i) == "completed"
    assert p.work_items(i) == []


def test_a_cycle_fires_as_often_as_it_says(play):
    p = play(
        """
        start s
        user work
        on work every every=R3/PT1H keeps
        user remind
        end e
        end e2
        s -> work -> e
        every -> remind -> e2
        """
    )
    i = p.start()
    p.advance(timedelta(hours=10))
    assert elements(p, i) == ["remind", "remind", "remind", "work"]
    assert p.verify() == []


def test_an_error_of_an_application_is_caught_at_its_boundary(play):
    def refuse(_):
        raise BusinessError("NO_STOCK", "none left")

    p = play(
        """
        start s
        service order adapter=order
        on order empty error=NO_STOCK
        user inform
        end e
        s -> order -> e
        empty -> inform -> e
        """,
        adapters={"order": refuse},
    )
    i = p.start()
    assert elements(p, i) == ["inform"]
    assert ("order", "interrupted") in p.trace(i)
    assert p.verify() == []


def test_the_text_of_a_refusal_is_kept_in_both_languages_until_the_application_agrees(play):
    stock = []

    def refuse(_):
        if not stock:
            raise BusinessError("NO_STOCK", "none left", message_zh="没有库存")
        return {}

    p = play(
        """
        start s
        service order adapter=order
        on order empty error=NO_STOCK says=problem
        user inform
        user after
        end e
        s -> order -> after -> e
        empty -> inform -> order
        """,
        adapters={"order": refuse},
    )
    i = p.start()
    assert p.variables(i)["problem"] == {"zh": "没有库存", "en": "none left"}
    stock.append(1)
    p.complete(p.work_items(i)[0])
    assert (elements(p, i), p.variables(i)["problem"]) == (["after"], None)
    assert p.verify() == []


def test_an_error_end_event_interrupts_the_sub_process_at_once(play):
    p = play(
        """
        start s
        sub inner {
        start si
        and both
        user a
        task b
        end ie
        end fail error=BAD
        si -> both
        both -> a -> ie
        both -> b -> fail
        }
        on inner caught error=BAD
        user repair
        end e
        s -> inner -> e
        caught -> repair -> e
        """
    )
    i = p.start()
    assert elements(p, i) == ["repair"]
    assert p.verify() == []


def test_an_uncaught_error_end_event_fails_the_instance(play):
    p = play(
        "start s\nand both\nuser a\nend e\nend fail error=BAD\ns -> both\nboth -> a -> e\nboth -> fail",
    )
    i = p.start()
    assert p.state(i) == "failed"
    assert p.tokens(i) == []
    assert p.verify() == []


def test_an_error_in_a_called_process_reaches_the_caller(play):
    p = play(
        """
        start s
        call sub calls=p2
        on sub caught error=BAD
        user repair
        end e
        s -> sub -> e
        caught -> repair -> e
        """,
        "start cs\nend fail error=BAD\ncs -> fail",
    )
    i = p.start("p")
    assert elements(p, i) == ["repair"]
    [child] = p.children(i)
    assert p.state(child) == "terminated"
    assert p.verify() == []


def test_a_participant_reports_an_error(play):
    p = play(
        """
        start s
        user work
        on work refused error=REFUSED
        user inform
        end e
        s -> work -> e
        refused -> inform -> e
        """
    )
    i = p.start()
    p.throw_error(p.work_items(i)[0], "REFUSED")
    assert elements(p, i) == ["inform"]
    assert p.verify() == []


def test_an_event_sub_process_takes_over(play):
    p = play(
        """
        start s
        user work
        end e
        s -> work -> e
        sub handler event {
        start cancelled message=cancel
        user undo
        end he
        cancelled -> undo -> he
        }
        """
    )
    i = p.start()
    p.message("cancel", {"why": "changed"})
    assert elements(p, i) == ["undo"]
    assert p.variables(i)["why"] == "changed"
    assert p.verify() == []
    p.complete(p.work_items(i)[0])
    assert p.state(i) == "completed"


def test_an_event_sub_process_that_does_not_interrupt_runs_beside_and_again(play):
    p = play(
        """
        start s
        user work
        end e
        s -> work -> e
        sub handler event {
        start asked message=ask keeps
        user answer
        end he
        asked -> answer -> he
        }
        """
    )
    i = p.start()
    p.message("ask")
    p.message("ask")
    assert elements(p, i) == ["answer", "answer", "work"]
    assert p.verify() == []
    for item in p.work_items(i):
        p.complete(item)
    assert p.state(i) == "completed"


def test_a_message_wakes_the_instance_with_its_business_key(play):
    p = play("start s\nreceive wait message=paid\nend e\ns -> wait -> e")
    one, two = p.start(business_key="A"), p.start(business_key="B")
    p.message("paid", {"sum": 3}, correlation={"business_key": "B"})
    assert (p.state(one), p.state(two)) == ("waiting", "completed")
    assert p.variables(two) == {"sum": 3}


def test_a_message_that_fits_two_places_is_ambiguous_and_changes_nothing(play):
    p = play("start s\nreceive wait message=paid\nend e\ns -> wait -> e")
    one, two = p.start(), p.start()
    with pytest.raises(Ambiguous):
        p.message("paid")
    assert (p.state(one), p.state(two)) == ("waiting", "waiting")


def test_a_repeated_message_is_consumed_once(play):
    p = play("start s\nreceive wait message=paid\nend e\ns -> wait -> e")
    one = p.start()
    assert p.message("paid", dedupe="bank-1").root_id == one
    two = p.start()
    assert p.message("paid", dedupe="bank-1").repeated
    assert p.state(two) == "waiting"


def test_an_early_message_waits_in_the_inbox(play):
    p = play("start s\nuser first\nreceive wait message=paid\nend e\ns -> first -> wait -> e")
    i = p.start()
    p.message("paid", {"sum": 1}, ttl=timedelta(days=1))
    p.complete(p.work_items(i)[0])
    p.advance(timedelta(minutes=1))
    assert p.state(i) == "completed"
    assert p.variables(i) == {"sum": 1}


def test_a_message_starts_an_instance(play):
    p = play("start s message=order\nuser work\nend e\ns -> work -> e")
    i = p.start_by_message("order", {"no": 1})
    assert elements(p, i) == ["work"]
    assert p.variables(i) == {"no": 1}


def test_a_timer_starts_instances(play):
    p = play("start s every=R2/PT1H\nuser work\nend e\ns -> work -> e")
    p.advance(timedelta(hours=5))
    assert len(p.work_items()) == 2
    assert p.verify() == []


def test_a_signal_reaches_everybody_who_listens(play):
    p = play("start s\ncatch go signal=go\nuser work\nend e\ns -> go -> work -> e")
    one, two = p.start(), p.start()
    p.signal("go")
    assert elements(p, one) == elements(p, two) == ["work"]


def test_a_suspended_instance_refuses_and_goes_on_after(play):
    p = play(DEADLINE.format(keeps=""))
    i = p.start()
    p.suspend(i, "checking")
    assert p.state(i) == "suspended"
    with pytest.raises(Suspended) as refused:
        p.complete(p.work_items(i)[0])
    assert refused.value.facts["reason"] == "checking"
    p.advance(timedelta(hours=3))
    assert elements(p, i) == ["work"]
    p.resume(i)
    p.advance(timedelta(seconds=1))
    assert elements(p, i) == ["escalate"]
    assert p.verify() == []


def test_cancelling_leaves_nothing_behind(play):
    p = play(DEADLINE.format(keeps=""))
    i = p.start()
    p.cancel(i, "duplicate")
    assert p.state(i) == "terminated"
    assert p.tokens(i) == []
    p.advance(timedelta(days=1))
    assert p.work_items() == []
    assert p.verify() == []
