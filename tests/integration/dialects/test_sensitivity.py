"""The harder check of silent losses, and the check of the check: a handler is taken away and it complains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.definition.model import LoopText
from engine.definition.reading import binding, nodes
from tests.conformance.sensitivity import unnoticed

CAMUNDA = Path(__file__).parent / "camunda"


def diagram(name: str) -> bytes:
    return (CAMUNDA / name / f"{name}.bpmn").read_bytes()


@pytest.mark.parametrize("name", ["order_fulfilment", "loan_application", "complaint"])
def test_nothing_can_be_taken_out_unnoticed(name: str) -> None:
    assert list(unnoticed(diagram(name))) == []


def deaf(module: Any, name: str, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that reads and forgets: the worst kind, since everything counts as understood."""
    handler = getattr(module, name)

    def forgetful(*arguments: Any) -> Any:
        handler(*arguments)
        return answer

    monkeypatch.setattr(module, name, forgetful)


@pytest.mark.parametrize(
    ("handler", "answer", "name", "lost"),
    [
        ("_retries", None, "order_fulfilment", "<camunda:failedJobRetryTimeCycle> of reserve"),
        ("_initiator", None, "order_fulfilment", "camunda:initiator of ordered"),
        ("read_injected", (), "order_fulfilment", "<camunda:field> of reserve"),
        ("read_fields", (), "complaint", "<camunda:formProperty> of look"),
        ("read_foreign", (), "loan_application", "camunda:class of refused_def"),
        ("_scheduled", None, "complaint", "camunda:followUpDate of look"),
    ],
)
def test_a_handler_that_forgets_is_noticed(
    handler: str, answer: Any, name: str, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf(binding, handler, answer, monkeypatch)
    assert lost in set(unnoticed(diagram(name)))


def test_listeners_that_are_forgotten_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf(nodes, "read_hooks", (), monkeypatch)
    assert "<camunda:taskListener> of release" in set(unnoticed(diagram("order_fulfilment")))


def test_a_loop_that_is_forgotten_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    read: LoopText | None = None
    deaf(nodes, "read_loop", read, monkeypatch)
    assert "camunda:collection of opinions" in set(unnoticed(diagram("loan_application")))
