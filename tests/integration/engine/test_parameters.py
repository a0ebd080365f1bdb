"""Parameters of a package: read when the expression is evaluated, recorded at the instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine.audit import events
from engine.errors import Refused
from engine.testing import Playground

HEAD = """
key = "claims"
[parameters]
decide_within = { zh = "决定时限", en = "Time to decide", default = "P2D" }
remind_every = { zh = "提醒间隔", en = "Reminder every", default = "P1D" }
valid_days = { zh = "有效天数", en = "Days of validity", default = 30, kind = "days" }
"""
DIAGRAM = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1" targetNamespace="t">
 <process id="claim" isExecutable="true">
  <startEvent id="begin"/>
  <sequenceFlow id="a" sourceRef="begin" targetRef="decide"/>
  <userTask id="decide" gx:assignee="li" gx:due="{due}"/>
  <boundaryEvent id="late" attachedToRef="decide" cancelActivity="false">
   <timerEventDefinition><timeCycle>="R2/" + parameters.remind_every</timeCycle></timerEventDefinition>
  </boundaryEvent>
  <sequenceFlow id="b" sourceRef="late" targetRef="told"/>
  <endEvent id="told"/>
  <sequenceFlow id="c" sourceRef="decide" targetRef="again"/>
  <userTask id="again" gx:assignee="li" gx:due="=parameters.decide_within" gx:priority="=parameters.valid_days"/>
  <sequenceFlow id="d" sourceRef="again" targetRef="done"/>
  <endEvent id="done"/>
 </process>
</definitions>"""


def package(due: str = "=parameters.decide_within", head: str = HEAD) -> list[tuple[str, bytes]]:
    return [("package.toml", head.encode()), ("claim.bpmn", DIAGRAM.format(due=due).encode())]


def due_after(playground: Playground, element: str) -> timedelta:
    item = next(one for one in playground.work_items() if one.element == element)
    assert item.due_at is not None
    return item.due_at - playground.clock.now()


def read_by(playground: Playground, root: int) -> list[Mapping[str, Any]]:
    with playground.store.read() as connection:
        told = events.read_stream(connection, root)
    return [one.payload["values"] for one in told if one.code == "parameters"]


def test_a_parameter_that_nobody_set_has_its_default():
    playground = Playground(package())
    playground.start("claim")
    assert due_after(playground, "decide") == timedelta(days=2)


def test_a_new_value_holds_for_tasks_that_open_from_now_on():
    playground = Playground(package())
    root = playground.start("claim")
    playground.parameters["claims.decide_within"] = "PT6H"
    assert due_after(playground, "decide") == timedelta(days=2)
    playground.complete(playground.work_items(root)[0])
    assert due_after(playground, "again") == timedelta(hours=6)


def test_what_was_read_is_recorded_at_the_instance():
    playground = Playground(package(), parameters={"claims.remind_every": "PT1H"})
    root = playground.start("claim")
    read = {"parameters.decide_within": "P2D", "parameters.remind_every": "PT1H"}
    assert read_by(playground, root) == [read]
    playground.complete(playground.work_items(root)[0])
    assert read_by(playground, root)[1:] == [{"parameters.decide_within": "P2D", "parameters.valid_days": 30}]


def test_a_timer_repeats_as_long_as_its_parameter_says():
    playground = Playground(package(), parameters={"claims.remind_every": "PT1H"})
    root = playground.start("claim")
    playground.advance(timedelta(hours=3))
    assert playground.trace(root).count(("told", "completed")) == 2


def test_a_stored_value_that_does_not_fit_stops_nothing():
    playground = Playground(package())
    for wrong in ("soon", "-P1D", 5, None, True):
        playground.parameters["claims.decide_within"] = wrong
        playground.start("claim")
    due = {item.due_at - playground.clock.now() for item in playground.work_items() if item.due_at}
    assert due == {timedelta(days=2)}


def test_an_expression_may_reckon_with_it():
    playground = Playground(package(due="=duration(parameters.decide_within) / 2"))
    playground.start("claim")
    assert due_after(playground, "decide") == timedelta(days=1)


def test_a_parameter_may_be_named_by_an_expression():
    playground = Playground(package(due="=get value(parameters, &quot;decide_within&quot;)"))
    playground.start("claim")
    assert due_after(playground, "decide") == timedelta(days=2)


def test_an_unknown_parameter_is_refused():
    with pytest.raises(Refused) as refused:
        Playground(package(due="=parameters.decide_in"))
    found = refused.value.findings[0]
    assert (found.code, found.element) == ("PARAMETER_UNKNOWN", "decide")
    assert "decide_within" in found.suggestion("en")


def test_a_variable_may_have_the_name_where_nothing_can_be_declared():
    diagram = DIAGRAM.format(due="=parameters.own").replace('"R2/" + parameters.remind_every', '"R2/P1D"')
    playground = Playground([("claim.bpmn", diagram.encode())])
    playground.start("claim", {"parameters": {"own": "PT4H"}})
    assert due_after(playground, "decide") == timedelta(hours=4)


def test_packages_have_their_own_parameters():
    playground = Playground(package(), parameters={"other.decide_within": "P9D"})
    playground.start("claim")
    assert due_after(playground, "decide") == timedelta(days=2)
