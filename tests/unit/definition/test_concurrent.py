from __future__ import annotations

import pytest

from engine.definition import check, read
from engine.definition.findings import Finding
from tests.support.diagrams import diagram

AND = """
start s
and fork
{a}
{b}
and join
end e
s -> fork
fork -> a -> join
fork -> b -> join
join -> e
"""


def warnings(text: str) -> list[Finding]:
    name, data = diagram(text)
    return [one for one in check([read(data, file=name)]) if one.code == "PARALLEL_WRITE"]


def test_two_branches_that_write_the_same_variable_are_a_warning_that_names_both() -> None:
    text = AND.format(a="script a do=1 result=total name=Sum", b="script b do=2 result=total name=Count")
    [found] = warnings(text)
    assert (found.severity, found.element) == ("warning", "b")
    assert "“Sum”" in found.message("en")
    assert "“Count”" in found.message("en")
    assert "“total”" in found.message("zh")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("script a do=1 result=total", "script b do=2 result=count"),
        ("script a do=1 result=total", "script b do=2 result=total output='own=total'"),
        ("script a do=1 result=total", "script b do=2 result=total each=people collect='all=total'"),
    ],
)
def test_branches_that_write_variables_of_their_own_are_fine(a: str, b: str) -> None:
    assert warnings(AND.format(a=a, b=b)) == []


def test_ways_of_which_only_one_is_taken_are_fine() -> None:
    text = AND.format(a="script a do=1 result=total", b="script b do=2 result=total")
    assert warnings(text.replace("and fork", "xor fork").replace("and join", "xor join")) == []


def test_what_follows_the_join_is_fine() -> None:
    text = AND.format(a="script a do=1 result=total", b="manual b")
    assert warnings(text.replace("join -> e", "join -> c -> e\nscript c do=2 result=total")) == []


def test_what_a_sub_process_writes_counts_for_its_branch() -> None:
    inner = "sub b {\nstart t\nscript c do=2 result=total\nend u\nt -> c -> u\n}"
    [found] = warnings(AND.format(a="script a do=1 result=total", b=inner))
    assert found.element == "b"


def test_a_boundary_event_that_does_not_interrupt_runs_beside_its_task() -> None:
    [found] = warnings("""
start s
user work output='state=outcome'
on work late after=PT1H keeps
script remind do=1 result=state
end e
end f
s -> work -> e
late -> remind -> f
""")
    assert found.element == "remind"
