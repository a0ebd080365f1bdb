"""The path table: it knows which flows were taken, and fails for one that never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.testing import Playground
from tests.support.paths import Paths

FORK = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <process id="fork" isExecutable="true">
    <startEvent id="begin"/>
    <exclusiveGateway id="which" default="otherwise"/>
    <userTask id="ask"/>
    <boundaryEvent id="late" attachedToRef="ask" cancelActivity="false">
      <timerEventDefinition id="late_timer">
        <timeDuration xsi:type="tFormalExpression">PT1H</timeDuration>
      </timerEventDefinition>
    </boundaryEvent>
    <endEvent id="noticed"/>
    <sequenceFlow id="when_late" sourceRef="late" targetRef="noticed"/>
    <endEvent id="left"/>
    <endEvent id="right"/>
    <sequenceFlow id="to_which" sourceRef="begin" targetRef="which"/>
    <sequenceFlow id="when_big" sourceRef="which" targetRef="ask">
      <conditionExpression xsi:type="tFormalExpression">size > 3</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="asked" sourceRef="ask" targetRef="left"/>
    <sequenceFlow id="otherwise" sourceRef="which" targetRef="right"/>
  </process>
</definitions>"""


def _world():
    return Playground([("fork.bpmn", FORK)])


def big(world):
    root = world.start("fork", {"size": 5})
    [item] = world.work_items(root)
    world.complete(item)
    assert world.state(root) == "completed"


def late(world):
    world.start("fork", {"size": 5})
    world.advance(timedelta(hours=2))


def small(world):
    assert world.state(world.start("fork", {"size": 1})) == "completed"


def stopped_half_way(world):
    world.start("fork", {"size": 5})


def _paths(folder, *stories):
    return Paths(package=folder, process="fork", world=_world, stories=stories)


def test_a_story_takes_the_flows_of_its_way_only(tmp_path):
    paths = _paths(tmp_path, big, small)
    assert paths.walk("big") == {"to_which", "when_big", "asked"}
    assert paths.walk("small") == {"to_which", "otherwise"}


def test_a_task_that_still_waits_has_not_been_left(tmp_path):
    assert _paths(tmp_path, stopped_half_way).walk("stopped_half_way") == {"to_which", "when_big"}


def test_an_event_at_the_border_of_a_task_takes_its_flow(tmp_path):
    assert _paths(tmp_path, late).walk("late") == {"to_which", "when_big", "when_late"}


def test_it_fails_for_a_flow_that_no_story_takes(tmp_path):
    with pytest.raises(AssertionError, match="no story of fork takes otherwise"):
        _paths(tmp_path, big, late).check()


def test_it_compares_the_table_with_what_was_written(tmp_path, monkeypatch):
    monkeypatch.delenv("WRITE_PATHS", raising=False)
    paths = _paths(tmp_path, big, late, small)
    with pytest.raises(AssertionError, match="WRITE_PATHS"):
        paths.check()
    monkeypatch.setenv("WRITE_PATHS", "1")
    paths.check()
    monkeypatch.delenv("WRITE_PATHS")
    paths.check()
    assert "| `to_which` | begin | which | big, late, small |" in (tmp_path / "paths.md").read_text()
