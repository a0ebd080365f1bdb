"""The kernel never asks for what the shell cannot answer."""

from __future__ import annotations

from engine.definition import supported
from engine.kernel.handlers import BEHAVIOURS
from engine.kernel.program import NodeKind
from engine.kernel.requests import Request
from engine.service.step import ANSWERS


def test_every_request_has_an_answer():
    assert {kind.__name__ for kind in Request.__subclasses__()} == {kind.__name__ for kind in ANSWERS}


def test_every_node_that_the_check_lets_through_has_a_behaviour():
    entered = supported.NODES - {NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS}
    assert {kind for kind in entered if kind not in BEHAVIOURS} == set()
