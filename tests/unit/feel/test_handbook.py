"""The handbook of FEEL is whole, true and the page made from it is current."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.feel import compile_expression, compile_unary
from engine.feel.builtins.registry import BUILTINS
from engine.feel.compiler import compile_tree
from engine.feel.functions import Builtin
from engine.feel.handbook import NOW, entries, entry, example_facts
from engine.feel.handbook.entries import FUNCTIONS
from engine.feel.handbook.page import page
from engine.feel.handbook.rows.cells import INPUT
from engine.feel.handbook.topics import TOPICS, TYPES
from engine.feel.handbook.written import written
from engine.feel.run import Run
from engine.feel.signatures import Signature, fit_count, fit_kinds, fit_named
from engine.feel.texts import KINDS
from engine.feel.tree import Call, Name, Node

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "feel.md"
FACTS = example_facts()
ENTRIES = entries("en")


def value_of(text: str) -> object:
    return compile_expression(text, names=FACTS).evaluate(FACTS, now=NOW)


EXAMPLES = [(one.text, one.result) for each in ENTRIES if each.group != "cell" for one in each.examples]
CELLS = [(one.text, one.result) for each in ENTRIES if each.group == "cell" for one in each.examples]


@pytest.mark.parametrize(
    ("text", "result"), [*EXAMPLES, *(pair for each in TOPICS for pair in each.examples)]
)
def test_every_example_gives_what_is_said(text: str, result: str) -> None:
    value = value_of(text)
    assert written(value) == result
    assert value_of(result) == value, "the result is no FEEL of the same value"


@pytest.mark.parametrize(("text", "result"), CELLS)
def test_every_example_of_a_cell_gives_what_is_said(text: str, result: str) -> None:
    assert written(compile_unary(text).matches(value_of(INPUT))) == result


def test_every_function_has_an_entry_and_no_other_is_named() -> None:
    assert {each.name for each in ENTRIES if each.group in FUNCTIONS} == set(BUILTINS)


def calls(tree: Node) -> Iterator[Call]:
    if isinstance(tree, Call):
        yield tree
    for child in tree.children():
        yield from calls(child)


def ways(function: Builtin, call: Call) -> Signature | None:
    """The first way to call the function that takes the arguments of a call."""
    values = [compile_tree("", each)(FACTS, Run(now=NOW)) for each in call.arguments]
    for each in function.signatures:
        if call.names:
            fitted = fit_named(each, dict(zip(call.names, values, strict=True)))
        else:
            pairs = fit_count(each, values)
            fitted = None if pairs is None else fit_kinds(each, pairs)
        if isinstance(fitted, list):
            return each
    return None


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_way_to_call_a_function_has_an_example(name: str) -> None:
    told = entry(name, "en")
    assert told is not None
    trees = [compile_expression(one.text, names=FACTS).tree for one in told.examples]
    made = [each for tree in trees for each in calls(tree) if calls_it(each, name)]
    shown = {way.text for each in made if (way := ways(BUILTINS[name], each)) is not None}
    assert {way.text for way in BUILTINS[name].signatures} - shown == set()


def calls_it(call: Call, name: str) -> bool:
    return isinstance(call.function, Name) and call.function.name == name


def test_the_names_of_parameters_are_those_that_calls_take() -> None:
    told = entry("substring", "zh")
    assert told is not None
    assert [each.text for each in told.calls] == ["substring(string, start position, length?)"]
    assert [each.kind for each in told.calls[0].parameters] == ["文本", "数字", "数字"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_entry_is_one_sentence_in_the_readers_language(lang: str) -> None:
    for each in entries(lang):  # type: ignore[arg-type]
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in each.sentence)
        assert chinese == (lang == "zh"), each.name
        assert each.sentence.endswith(("。", ".", "?")), each.name
        assert 1 <= len(each.examples) <= 5, each.name


def test_every_kind_of_value_is_described() -> None:
    assert set(TYPES) == set(KINDS) - {"null", "unknown"}


def test_the_page_is_current() -> None:
    text = page()
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run again with WRITE_DOCS=1"
