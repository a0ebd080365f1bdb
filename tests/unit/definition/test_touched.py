from __future__ import annotations

from engine.definition import compile_process, read
from tests.support.diagrams import diagram


def names_after(text: str, element: str) -> frozenset[str]:
    name, data = diagram(text)
    parsed = read(data, file=name)
    return compile_process(parsed, parsed.processes[0].id).names_after(element)


def test_what_the_way_to_the_next_wait_asks_is_read_along() -> None:
    text = """
start s
user review
xor choice
user more
user other
end e
s -> review -> choice
choice -> more [amount > limit]
choice -> other [default]
more -> e
other -> e
"""
    assert names_after(text, "review") >= {"amount", "limit"}


def test_what_a_task_began_with_is_not_read_again_when_it_is_done() -> None:
    text = """
start s
user sign each=people as=person assignee==chosen title==subject until=enough
end e
s -> sign -> e
"""
    assert "enough" in names_after(text, "sign")
    assert names_after(text, "sign").isdisjoint({"people", "chosen", "subject"})
