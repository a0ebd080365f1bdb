"""Every function of the library with an example, and with what it answers to wrong arguments."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression, evaluate
from engine.feel.builtins.registry import BUILTIN_NAMES

# Each line is true. The function meant comes first.
TRUE = """
number("1 234,5", " ", ",") = 1234.5
number(from: "12") = 12
string(1.50) = "1.50"
string([1, "a", null, {b: @"P1D"}]) = "[1, \\"a\\", null, {b: P1D}]"
date("2024-02-29") = @"2024-02-29"
date(2024, 2, 29) = @"2024-02-29"
date(@"2024-02-29T10:00:00") = @"2024-02-29"
date and time("2024-02-29T10:00:00") = @"2024-02-29T10:00:00"
date and time(@"2024-02-29", @"10:00:00Z") = @"2024-02-29T10:00:00Z"
date and time(2024, 2, 29, 10, 0, 0, "Asia/Shanghai") = @"2024-02-29T10:00:00+08:00"
time("10:00:00") = @"10:00:00"
time(10, 0, 0, @"PT8H") = @"10:00:00+08:00"
duration("P1DT2H") = @"P1DT2H"
years and months duration(@"2023-12-31", @"2024-02-29") = @"P1M"
years and months duration(from: @"2024-02-29", to: @"2023-12-31") = @"-P1M"
range("[1..5)") = [1..5)
not(false)
is(@"10:00:00Z", @"10:00:00+00:00")
not(is(@"10:00:00", @"10:00:00Z"))
substring("foobar", 3) = "obar"
substring("foobar", -3, 2) = "ba"
string length("中文") = 2
upper case("aBc") = "ABC"
lower case("aBc") = "abc"
substring before("foobar", "bar") = "foo"
substring after("foobar", "ob") = "ar"
replace("abc", "(b)", "[$1]") = "a[b]c"
contains("foobar", "ob")
starts with("foobar", "foo")
ends with("foobar", "bar")
matches("foobar", "^fo*b")
split("a;b;c", ";") = ["a", "b", "c"]
string join(["a", null, "b"], "-") = "a-b"
list contains([1, null], null)
count([1, null]) = 2
min(3, 1, 2) = 1
max(["a", "c", "b"]) = "c"
sum([1, 2.5]) = 3.5
sum([@"P1D", @"PT12H"]) = @"P1DT12H"
mean(1, 2) = 1.5
median([5, 1, 3]) = 3
median(1, 2) = 1.5
stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931
mode([6, 1, 6, 1]) = [1, 6]
product(2, 3) = 6
all([true, true])
any([false, true])
sublist([1, 2, 3], -2) = [2, 3]
append([1], 2, 3) = [1, 2, 3]
concatenate([1], [2]) = [1, 2]
insert before([1, 3], 2, 2) = [1, 2, 3]
remove([1, 2], 1) = [2]
reverse([1, 2]) = [2, 1]
index of([1, 2, 1], 1) = [1, 3]
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 2, 1]) = [1, 2]
flatten([1, [2, [3]]]) = [1, 2, 3]
sort([3, 1, 2], function(x, y) x < y) = [1, 2, 3]
sort(["b", "a"]) = ["a", "b"]
list replace([1, 2], 2, 5) = [1, 5]
list replace([1, 9], function(item, new) item > 5, 5) = [1, 5]
decimal(2.5, 0) = 2
floor(-1.5) = -2
ceiling(1.21, 1) = 1.3
round up(1.121, 2) = 1.13
round down(-1.126, 2) = -1.12
round half up(2.5, 0) = 3
round half down(2.5, 0) = 2
abs(@"-P1D") = @"P1D"
modulo(-12, 5) = 3
sqrt(16) = 4
decimal(log(10), 8) = 2.30258509
decimal(exp(1), 8) = 2.71828183
odd(5)
even(-2)
day of year(@"2024-12-31") = 366
day of week(@"2024-02-29") = "Thursday"
month of year(@"2024-02-29") = "February"
week of year(@"2005-01-01") = 53
now() > @"2020-01-01T00:00:00Z"
today() > @"2020-01-01"
get value({a: {b: 1}}, ["a", "b"]) = 1
get entries({a: 1}) = [{key: "a", value: 1}]
context([{key: "a", value: 1}]) = {a: 1}
context put({a: {b: 1}}, ["a", "c"], 2) = {a: {b: 1, c: 2}}
context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}
before(1, 10)
before([1..5), [5..9])
after(10, [1..5])
meets([1..5], [5..9])
met by([5..9], [1..5])
overlaps([1..5], [3..8])
overlaps before([1..5], [3..8])
overlaps after([3..8], [1..5])
finishes(10, [1..10])
finished by([1..10], [5..10])
includes([1..10], 5)
during(5, [1..10])
starts([1..5], [1..9])
started by([1..9], 1)
coincides([1..5], [1..5])
"""
# Each line is null.
NULL = """
number("1,5")
number("1", ",", ",")
date("2023-02-29")
date(2023, 2, 29)
time(25, 0, 0)
duration("1 day")
range("[5..1]")
not(5)
substring("foo", 0)
substring("foo", 1, 0)
matches("foo", "[")
replace("foo", "o*?", "x")
replace("foo", "o", "$")
sum(["a"])
sum([])
min([])
min([1, "a"])
median([])
stddev([1])
sublist([1, 2], 3)
insert before([1], 5, 2)
decimal(1, 10000)
modulo(1, 0)
sqrt(-1)
log(0)
odd(1.5)
number(null)
string length(null)
context([{key: 1, value: 2}])
context put({a: 1}, ["a", "b"], 2)
abs("x")
abs(1, 2)
abs(x: 1)
before(1, "a")
"""


@pytest.mark.parametrize("line", TRUE.strip().splitlines())
def test_examples_are_true(line: str) -> None:
    assert evaluate(line, {}, strict=True) is True


@pytest.mark.parametrize("line", NULL.strip().splitlines())
def test_wrong_arguments_are_null(line: str) -> None:
    assert evaluate(line, {}) is None


def test_every_function_has_an_example() -> None:
    lines = [
        line.removeprefix("decimal(") if "log(" in line or "exp(" in line else line
        for line in TRUE.splitlines()
    ]
    meant = {name for name in BUILTIN_NAMES if any(line.startswith(f"{name}(") for line in lines)}
    assert BUILTIN_NAMES - meant == set()


def test_a_variable_named_like_a_function_does_not_take_it_away() -> None:
    assert evaluate("count(list) + count", {"count": 5, "list": [1, 2]}) == 7


def test_a_variable_that_holds_a_function_goes_first() -> None:
    assert evaluate("{count: function(x) 42, r: count([1])}.r", {}) == 42


def test_wrong_arguments_are_explained_in_both_languages() -> None:
    _, diagnostics = compile_expression('string length(5) + abs("x", 1)').evaluate_with_diagnostics({})
    assert "'string' must be a text, not a number" in diagnostics[0].text("en")
    assert "应为文本" in diagnostics[0].text("zh")
    assert "abs" in diagnostics[1].text("en")
