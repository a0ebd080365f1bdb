"""The second engine in its own process: it agrees, it differs, it is ended when it takes too long."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from engine.definition import read
from engine.kernel import gateways
from engine.ports import Verdict
from engine.reference.child import Answering
from engine.reference.runner import Reference, SecondEngines
from tests.support.diagrams import diagram

ORDER = """
start s
user enter
xor big
user approve
service book adapter=book
and split
user pack
user bill
and join
end e
s -> enter -> big
big -> approve [amount > 1000]
big -> book [default]
approve -> book -> split -> pack -> join
split -> bill -> join -> e
"""


def _order() -> bytes:
    return diagram(ORDER, process="order")[1]


def _diamonds(number: int) -> bytes:
    lines = ["start s", "end e", "user first"]
    flow = "s -> first"
    for i in range(number):
        lines += [f"and split{i}", f"task left{i}", f"task right{i}", f"and join{i}"]
        flow += f" -> split{i} -> left{i} -> join{i}"
    lines += [flow + " -> e", *(f"split{i} -> right{i} -> join{i}" for i in range(number))]
    return diagram("\n".join(lines), process="diamonds")[1]


def test_both_engines_agree_on_an_order() -> None:
    assert SecondEngines().compare(_order(), "order") == Verdict(state="agree", paths=12)


def test_one_child_answers_many_questions() -> None:
    with Reference() as reference:
        found = [reference.compare(_order(), "order", seed=seed, paths=2).state for seed in range(30)]
    assert found == ["agree"] * 30


def test_an_engine_that_does_not_come_to_an_end_is_killed_and_the_next_question_answered() -> None:
    with Reference(seconds=4) as reference:
        assert reference.compare(_order(), "order").state == "agree"
        assert reference._child is not None
        first = reference._child.pid
        assert reference.compare(_diamonds(20), "diamonds").code == "NO_END"
        with pytest.raises(ProcessLookupError):
            os.killpg(first, 0)
        assert reference.compare(_order(), "order").state == "agree"


def test_an_engine_without_memory_stops_alone() -> None:
    with Reference(memory=60 * 1024 * 1024) as reference:
        assert reference.compare(_order(), "order").code == "STOPPED"


def test_a_process_that_is_not_there_is_no_answer_and_no_fault() -> None:
    with Reference() as reference:
        assert reference.compare(b"no diagram", "order").state == "not_compared"
        assert reference.compare(_order(), "other").state == "not_compared"


def test_nothing_in_a_diagram_is_executed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    script = f"__import__('os').system('touch {trace}')"
    data = _order().replace(b"amount &gt; 1000", script.encode())
    assert data != _order()
    with Reference() as reference:
        assert reference.compare(data, "order").state == "not_compared"
    assert not trace.exists()


def test_the_child_knows_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_SECRET_KEY", "secret")
    with Reference() as reference:
        reference.compare(_order(), "order")
        assert reference._child is not None
        environment = Path(f"/proc/{reference._child.pid}/environ").read_bytes()
    assert b"GUANXI" not in environment


def test_a_kernel_whose_joins_do_not_wait_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once(*_: Any) -> Any:
        yield from ()
        return True

    monkeypatch.setattr(gateways, "note_arrival", at_once)
    question = {"xml": _order().decode(), "process": "order", "seed": 1, "paths": 3, "seconds": 60}
    verdict = Answering().answer(question)
    assert (verdict.state, verdict.element) == ("differ", "e")


@pytest.mark.parametrize(
    ("key", "state", "element"),
    [
        ("quote_approval", "agree", None),
        ("repair", "agree", None),
        # event sub-processes are beyond the second engine: it names the one that takes a document back
        ("approval", "not_compared", "withdraw"),
    ],
)
def test_shipped_processes_are_compared(key: str, state: str, element: str | None) -> None:
    data = (Path(__file__).parents[3] / "bpmn" / key / f"{key}.bpmn").read_bytes()
    verdict = SecondEngines().compare(data, read(data).processes[0].id)
    assert (verdict.state, verdict.element) == (state, element)
