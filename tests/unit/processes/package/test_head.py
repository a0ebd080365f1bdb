from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.binding import Bound, read_bindings
from processes.package.head import with_bindings

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
BOUND = st.builds(
    Bound,
    adapter=TEXT.filter(lambda text: bool(text.strip())),
    inputs=st.dictionaries(TEXT, TEXT, max_size=3),
    result=st.none() | TEXT,
)


@given(st.dictionaries(TEXT, BOUND, max_size=4))
def test_what_is_written_is_read_again(bindings: dict[str, Bound]) -> None:
    head = with_bindings(b'key = "p"\n', bindings, key="p")
    found = tomllib.loads(head.decode())
    assert found["key"] == "p"
    assert read_bindings(found) == bindings


@pytest.mark.parametrize(
    "head",
    [
        'key = "p"\nbindings = { "class:a" = "x" }\n[title]\nen = "P"\n',
        'key = "p"\n[title]\nen = "P"\n[bindings]\n"class:a" = "x"\n',
        (
            'key = "p"\n[bindings."class:a"]\nadapter = "x"\n[bindings."class:a".inputs]\n'
            'n = """\n[roles]\n"""\n[title]\nen = "P"\n'
        ),
        'bindings."class:a" = "x"\nkey = "p"\ntitle.en = "P"\n',
    ],
)
def test_old_bindings_go_however_they_were_written(head: str) -> None:
    made = tomllib.loads(with_bindings(head.encode(), {"topic:t": Bound(adapter="y")}, key="p").decode())
    assert made == {"key": "p", "title": {"en": "P"}, "bindings": {"topic:t": "y"}}


def test_a_set_without_a_head_gets_one() -> None:
    assert (
        with_bindings(None, {"topic:t": Bound(adapter="y")}, key="p")
        == b'key = "p"\n\n[bindings]\n"topic:t" = "y"\n'
    )
    assert tomllib.loads(with_bindings(None, {}, key="über 1").decode()) == {}
