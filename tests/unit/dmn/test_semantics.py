"""Decision requirement graphs, functions, services, boxed expressions and types as DMN 1.5 describes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.dmn import load
from tests.support.dmn import (
    bkm,
    component,
    context,
    decision,
    function,
    given,
    invocation,
    item,
    lit,
    model,
    service,
    table,
)


def ask(name: str, data: bytes, imports: tuple[bytes, ...] = (), **inputs: object) -> object:
    return load(data, imports).decide(name, inputs)


# -- requirements and scopes -----------------------------------------------------------------------


def test_a_decision_of_a_decision_is_not_in_reach() -> None:
    data = model(decision("a", "1"), decision("b", "a + 1", "a"), decision("c", "[b, a]", "b"))
    assert ask("c", data) == [2, None]


def test_knowledge_sees_only_knowledge_it_requires() -> None:
    data = model(
        given("x"),
        bkm("inner", "", "5"),
        bkm("outer", "y", "inner() + y", "!inner"),
        bkm("blind", "y", "x"),
        decision("d", "[outer(x), blind(x), inner]", "?x", "!outer", "!blind"),
    )
    assert ask("d", data, x=1) == [6, None, None]


def test_a_missing_input_is_null_and_does_not_stop_what_needs_it_not() -> None:
    data = model(given("x", "number"), decision("d", "if x = null then 0 else x", "?x"))
    assert ask("d", data) == 0
    assert ask("d", data, x=None) == 0


def test_names_with_spaces_and_signs_are_read() -> None:
    data = model(
        given("loan amount"), given("rate p.a."), decision("monthly rate", "rate p.a. / 12", "?rate p.a."),
        decision("pay-off", "loan amount * monthly rate", "?loan amount", "monthly rate"),
        decision("d", "pay-off + 1", "pay-off"),
    )  # fmt: skip
    assert ask("d", data, **{"loan amount": 100, "rate p.a.": Decimal("0.12")}) == 2


def test_a_decision_is_made_once_however_many_need_it() -> None:
    data = model(
        decision("moment", "now()"),
        decision("a", "moment", "moment"),
        decision("b", "moment", "moment"),
        decision("d", "a = b", "a", "b"),
    )
    assert ask("d", data) is True


# -- knowledge models and functions ----------------------------------------------------------------

FUNCTIONS = [
    ("plus(1, 2)", 3),
    ("plus(y: 1, x: 3)", 4),
    ("plus(1)", None),
    ("plus(1, 2, 3)", None),
    ("plus(x: 1, z: 2)", None),
    ('plus("1", 2)', None),
    ("plus([1], 2)", 3),
    ("twice(plus)", 4),
    ("{f: plus, r: f(2, 5)}.r", 7),
    ("fact(5)", 120),
    ("(maker(10))(5)", 15),
    ("for f in [maker(1), maker(2)] return f(1)", [2, 3]),
    ("even(4)", True),
    ("is even(3)", False),
    ("sort([3, 1, 2], descending)", [3, 2, 1]),
    ("plus instance of function", True),
    ("no logic(1)", None),
    ("as text(1)", None),
    ("as list(1)", [1]),
    ("moment(@\"2024-01-01\")", datetime(2024, 1, 1, tzinfo=UTC)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS)
def test_knowledge_models_are_functions(text: str, expected: object) -> None:
    names = (
        "plus",
        "twice",
        "fact",
        "maker",
        "is even",
        "descending",
        "no logic",
        "as text",
        "as list",
        "moment",
    )
    data = model(
        bkm("plus", "x: number, y: number", "x + y"),
        bkm("twice", "f", "f(2, 2)"),
        bkm("fact", "n", "if n <= 1 then 1 else n * fact(n - 1)"),
        bkm("maker", "x", "function(y) x + y"),
        bkm("is even", "n", "if n = 0 then true else is odd(n - 1)", "!is odd"),
        bkm("is odd", "n", "if n = 0 then false else is even(n - 1)", "!is even"),
        bkm("descending", "x, y", "x > y"),
        '<businessKnowledgeModel id="_no_logic" name="no logic"/>',
        bkm("as text", "x", "x", result="string"),
        bkm("as list", "x: tNumbers", "x"),
        bkm("moment", "x: date and time", "x"),
        item("tNumbers", "number", many=True),
        decision("d", text, *(f"!{name}" for name in names)),
    )
    assert ask("d", data) == expected


def test_knowledge_may_be_a_table_or_a_context() -> None:
    data = model(
        bkm("band", "x: number", table("x", "o", "< 10 -> \"low\"", ">= 10 -> \"high\"")),
        bkm("both", "x", context("[a, b]", a="x + 1", b="a * 2")),
        bkm("maker", "x", function("y", "x * y")),
        decision("d", "[band(5), band(50), both(1), maker(3)(4)]", "!band", "!both", "!maker"),
    )  # fmt: skip
    assert ask("d", data) == ["low", "high", [2, 4], 12]


def test_knowledge_can_be_asked_by_name_with_its_parameters() -> None:
    assert ask("plus", model(bkm("plus", "x, y", "x - y")), x=5, y=3) == 2


@pytest.mark.parametrize(
    ("boxed", "expected"),
    [
        (invocation("f", y="1", x="5"), 4),
        (invocation("f", x="5"), None),
        (invocation("f", x="5", y="1", z="2"), None),
        (invocation("abs", n="-3"), 3),
        (invocation("string length", string='"abc"'), 3),
        (invocation("function(x, y) x * y", x="5", y="2"), 10),
        (invocation("nowhere", x="5"), None),
        (invocation("k", x="1"), None),
        (invocation("f", x=table("", "o", " -> 9"), y=context("a", a="2")), 7),
    ],
)
def test_boxed_invocations(boxed: str, expected: object) -> None:
    data = model(bkm("f", "x, y", "x - y"), decision("k", "5"), decision("d", boxed, "!f", "k"))
    assert ask("d", data) == expected


# -- decision services -----------------------------------------------------------------------------

SERVICES = (
    given("a"), given("b"),
    decision("base", "a * 10", "?a"),
    decision("sum", "base + b", "base", "?b"),
    decision("product", "base * b", "base", "?b"),
    service("all", "sum", hidden="base", data="a, b"),
    service("from base", "sum", decisions="base", data="b"),
    service("two", "sum, product", hidden="base", data="a, b"),
    service("nothing given", "base"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all(2, 3)", 23),
        ("all(b: 3, a: 2)", 23),
        ("all(2)", None),
        ("from base(3, 100)", 103),
        ("from base(base: 100, b: 3)", 103),
        ("two(2, 3)", {"sum": 23, "product": 60}),
        ("two(2, 3).product", 60),
        ("nothing given()", None),
        ("all instance of function", True),
        ("for s in [all] return s(1, 1)", [11]),
    ],
)
def test_decision_services_are_functions_of_input_data_then_input_decisions(
    text: str, expected: object
) -> None:
    data = model(*SERVICES, decision("d", text, "!all", "!from base", "!two", "!nothing given"))
    assert ask("d", data) == expected


def test_a_service_asked_by_name_takes_its_inputs_by_name() -> None:
    assert ask("all", model(*SERVICES), a=2, b=3) == 23
    assert ask("from base", model(*SERVICES), a=2, b=3, base=50) == 53
    assert ask("two", model(*SERVICES), a=2, b=3) == {"sum": 23, "product": 60}


def test_a_service_is_called_by_a_boxed_invocation() -> None:
    data = model(*SERVICES, decision("d", invocation("all", a="1", b="2"), "!all"))
    assert ask("d", data) == 12


def test_what_a_service_is_given_does_not_change_what_others_decide() -> None:
    data = model(*SERVICES, decision("d", "[from base(1, 1000), base]", "!from base", "base"))
    assert ask("d", data, a=2) == [1001, 20]


# -- boxed expressions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boxed", "expected"),
    [
        (context(a="1", b="a + 1"), {"a": 1, "b": 2}),
        (context("b", a="1", b="a + 1"), 2),
        (context(first_name='"x"', greeting='"hi " + first name'), {"first name": "x", "greeting": "hi x"}),
        (context("f(3)", k="2", f=function("x", "x * k")), 6),
        (context("fact(4)", fact=function("n", "if n < 2 then 1 else n * fact(n - 1)")), 24),
        (context("f(1, 2)", f="function(x, y) x + y"), 3),
        (context(a=context(b="1"), c="a.b"), {"a": {"b": 1}, "c": 1}),
        (f"<list>{lit('1')}{lit('null')}<list>{lit('2')}</list></list>", [1, None, [2]]),
        ("<list/>", []),
        (
            f'<relation><column name="a"/><column name="b c"/><row>{lit("1")}{lit("2")}</row></relation>',
            [{"a": 1, "b c": 2}],
        ),
        ('<relation><column name="a"/></relation>', []),
        (f"<conditional><if>{lit('null')}</if><then>{lit('1')}</then><else>{lit('2')}</else></conditional>", 2),
        (f"<conditional><if>{lit('5')}</if><then>{lit('1')}</then><else>{lit('2')}</else></conditional>", None),
        (f"<filter><in>{lit('[1, 2, 3]')}</in><match>{lit('item > 1')}</match></filter>", [2, 3]),
        (f"<filter><in>{lit('[{a: 1}, {a: 2}]')}</in><match>{lit('a > 1')}</match></filter>", [{"a": 2}]),
        (f"<filter><in>{lit('[1, 2, 3]')}</in><match>{lit('2')}</match></filter>", 2),
        (f"<filter><in>{lit('5')}</in><match>{lit('item > 1')}</match></filter>", [5]),
        (f"<filter><in>{lit('null')}</in><match>{lit('true')}</match></filter>", []),
        (f'<for iteratorVariable="i"><in>{lit("[1, 2]")}</in><return>{lit("i * 2")}</return></for>', [2, 4]),
        (f'<for iteratorVariable="i"><in>{lit("[1..3]")}</in><return>{lit("i")}</return></for>', [1, 2, 3]),
        (
            f'<for iteratorVariable="i"><in>{lit("[1, 2]")}</in><return>{lit("i + sum(partial[-1])")}</return></for>',
            [None, None],
        ),
        (f'<for iteratorVariable="i"><in>{lit("[5, 6]")}</in><return>{lit("count(partial)")}</return></for>', [0, 1]),
        (f'<for iteratorVariable="i"><in>{lit("null")}</in><return>{lit("i")}</return></for>', None),
        (f'<every iteratorVariable="i"><in>{lit("[1, 2]")}</in><satisfies>{lit("i > 0")}</satisfies></every>', True),
        (f'<every iteratorVariable="i"><in>{lit("[]")}</in><satisfies>{lit("i > 0")}</satisfies></every>', True),
        (f'<some iteratorVariable="i"><in>{lit("[]")}</in><satisfies>{lit("i > 0")}</satisfies></some>', False),
        (f'<some iteratorVariable="i"><in>{lit("[1, 2]")}</in><satisfies>{lit("i > 1")}</satisfies></some>', True),
    ],
)  # fmt: skip
def test_boxed_expressions(boxed: str, expected: object) -> None:
    assert ask("d", model(decision("d", boxed))) == expected


def test_boxed_parts_are_of_the_type_they_declare() -> None:
    typed = (
        '<context><contextEntry><variable name="a" typeRef="number"/>' + lit('"x"') + "</contextEntry>"
        '<contextEntry><variable name="b" typeRef="number"/>' + lit("[5]") + "</contextEntry>"
        '<contextEntry><variable name="c"/>' + lit('"x"', "number") + "</contextEntry>"
        '<contextEntry><variable name="d"/><relation><column name="n" typeRef="number"/>'
        f"<row>{lit('[1]')}</row><row>{lit('true')}</row></relation></contextEntry></context>"
    )
    assert ask("d", model(decision("d", typed))) == {
        "a": None, "b": 5, "c": None, "d": [{"n": 1}, {"n": None}],
    }  # fmt: skip


# -- types -----------------------------------------------------------------------------------------

TYPES = (
    item("tLevel", "string", allowed='"A", "B"'),
    item("tAge", "number", allowed="[0..150]"),
    item("tNames", "string", many=True),
    item("tLevels", "string", many=True, allowed='"A", "B"'),
    item("tFew", "number", many=True, rule="count(?) <= 2"),
    item("tSmall", "number", rule="? < 10 and ? > 0"),
    item("tPerson", "", component("name", "string"), component("age", "tAge")),
    item("tPeople", "tPerson", many=True),
    item("tTeam", "", component("lead", "tPerson"), component("members", "tPerson", many=True)),
    item("tNested", "", component("inner", "", component("x", "number"), component("y", "string"))),
    item("tMatrix", "tRow", many=True),
    item("tRow", "number", many=True),
    item("tAlias", "tAge"),
    item(
        "tFn",
        "",
        '<functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/></functionItem>',
    ),
)


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("string", "1", None), ("string", '"a"', "a"), ("string", '["a"]', "a"), ("string", '["a", "b"]', None),
        ("number", '"1"', None), ("number", "[1]", 1), ("number", "[[1]]", None), ("number", "null", None),
        ("boolean", "1 = 1", True), ("boolean", '"true"', None),
        ("date", '@"2024-01-01"', date(2024, 1, 1)), ("date", '@"2024-01-01T00:00:00"', None),
        ("date and time", '@"2024-01-01"', datetime(2024, 1, 1, tzinfo=UTC)),
        ("dateTime", '@"2024-01-01"', datetime(2024, 1, 1, tzinfo=UTC)),
        ("date and time", '[@"2024-01-01"]', None),
        ("Any", "[1]", [1]), ("", "[1]", [1]),
        ("context", "{a: 1}", {"a": 1}), ("context", "1", None),
        ("tLevel", '"A"', "A"), ("tLevel", '"C"', None), ("tLevel", '["A"]', "A"), ("tLevel", "null", None),
        ("tAge", "150", 150), ("tAge", "151", None), ("tAlias", "151", None), ("tAlias", "5", 5),
        ("tNames", '"a"', ["a"]), ("tNames", '["a", "b"]', ["a", "b"]), ("tNames", '["a", 1]', None),
        ("tNames", "[]", []), ("tNames", "[null]", [None]), ("tNames", "1", None), ("tNames", "null", None),
        ("tLevels", '["A", "B"]', ["A", "B"]), ("tLevels", '["A", "C"]', None), ("tLevels", '"A"', ["A"]),
        ("tFew", "[1, 2]", [1, 2]), ("tFew", "[1, 2, 3]", None), ("tFew", "1", [1]),
        ("tSmall", "5", 5), ("tSmall", "50", None), ("tSmall", "[5]", 5),
        ("tPerson", '{name: "x", age: 1}', {"name": "x", "age": 1}),
        ("tPerson", '{name: "x", age: 200}', None), ("tPerson", '{name: "x"}', None),
        ("tPerson", '{name: "x", age: null}', {"name": "x", "age": None}),
        ("tPerson", '{name: "x", age: 1, more: 2}', {"name": "x", "age": 1, "more": 2}),
        ("tPeople", '{name: "x", age: 1}', [{"name": "x", "age": 1}]),
        ("tPeople", '[{name: "x", age: 1}, 5]', None),
        ("tTeam", '{lead: {name: "x", age: 1}, members: []}', {"lead": {"name": "x", "age": 1}, "members": []}),
        ("tNested", '{inner: {x: 1, y: "b"}}', {"inner": {"x": 1, "y": "b"}}),
        ("tNested", '{inner: {x: "1", y: "b"}}', None),
        ("tMatrix", "[[1, 2], [3]]", [[1, 2], [3]]), ("tMatrix", '[["a"]]', None),
        ("tNoSuch", "1", 1),
        ("feel:number", "1", 1), ("integer", "1", 1),
    ],
)  # fmt: skip
def test_values_are_of_the_type_asked_for_converted_or_null(
    type_ref: str, text: str, expected: object
) -> None:
    assert ask("d", model(*TYPES, decision("d", text, type_ref=type_ref))) == expected


@pytest.mark.parametrize(("type_ref", "given_value", "expected"), [
    ("tAge", 200, None), ("tAge", 20, 20), ("tAge", [20], 20), ("tNames", "a", ["a"]), ("number", "5", None),
    ("tPerson", {"name": "x", "age": 3}, {"name": "x", "age": 3}), ("tPerson", {"name": 1, "age": 3}, None),
    ("date and time", date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)),
])  # fmt: skip
def test_inputs_are_converted_or_null_too(type_ref: str, given_value: object, expected: object) -> None:
    assert ask("d", model(*TYPES, given("x", type_ref), decision("d", "x", "?x")), x=given_value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 instance of tAge", True),
        ("500 instance of tAge", True),
        ('"x" instance of tAge', False),
        ('["a"] instance of tNames', True),
        ('{name: "x", age: 1} instance of tPerson', True),
        ('{name: "x"} instance of tPerson', False),
        ('[{name: "x", age: 1}] instance of list<tPerson>', True),
        ("(function(a: number) a) instance of tFn", False),
        ("(function(p: tPerson) p.name)({name: 1, age: 1})", None),
        ('(function(p: tPerson) p.name)({name: "y", age: 1})', "y"),
        ("(function(p: tLevel) p)(\"C\")", None),
    ],
)  # fmt: skip
def test_expressions_may_name_item_definitions(text: str, expected: object) -> None:
    assert ask("d", model(*TYPES, decision("d", text))) == expected


def test_definitions_that_go_in_circles_allow_anything() -> None:
    data = model(item("a", "b"), item("b", "a"), item("c", "c"), item("l", "l", many=True), given("x", "a"),
                 given("y", "c"), given("z", "l"), decision("d", "[x, y, z]", "?x", "?y", "?z"))  # fmt: skip
    assert ask("d", data, x=1, y=2, z=[[]]) == [1, 2, [[]]]


# -- imports ---------------------------------------------------------------------------------------

BASE = model(
    item("tRate", "number", allowed="[0..1]"), given("amount"),
    bkm("double", "x", "x * 2"), decision("rate", "0.5", type_ref="tRate"),
    decision("fee", "amount * rate", "?amount", "rate"), namespace="urn:base",
)  # fmt: skip
OTHER = model(decision("rate", "7"), bkm("triple", "x", "x * 3"), namespace="urn:other")


def test_imported_elements_stand_under_the_name_of_the_import() -> None:
    data = model(
        '<import namespace="urn:base" name="b"/><import namespace="urn:other" name="o"/>',
        decision("d", "[b.double(b.rate), o.triple(o.rate), b.fee]", "!urn:base#_double", "urn:base#_rate",
                 "!urn:other#_triple", "urn:other#_rate", "urn:base#_fee"),
        decision("typed", "5", type_ref="b.tRate"),
    )  # fmt: skip
    assert ask("d", data, (BASE, OTHER), b={"amount": 10}) == [1, 21, 5]
    assert ask("d", data, (BASE, OTHER), amount=10) == [1, 21, 5]
    assert ask("typed", data, (BASE, OTHER)) is None


def test_imports_without_a_name_bring_their_elements_as_if_they_were_here() -> None:
    data = model(
        '<import namespace="urn:base" name=""/><import namespace="urn:other" name=""/>',
        decision("d", "double(rate) + triple(1)", "!urn:base#_double", "urn:base#_rate", "!urn:other#_triple"),
        decision("typed", "5", type_ref="tRate"),
    )  # fmt: skip
    assert ask("d", data, (BASE, OTHER)) == 4
    assert ask("typed", data, (BASE, OTHER)) is None


def test_a_named_import_is_invoked_by_a_boxed_invocation() -> None:
    data = model(
        '<import namespace="urn:base" name="b" importType="x"/>',
        decision("d", invocation("b.double", x="4"), "!urn:base#_double"),
    )
    assert ask("d", data, (BASE,)) == 8
