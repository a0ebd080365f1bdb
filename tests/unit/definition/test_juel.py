from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import feel
from engine.definition.juel import JuelRefused, assignment, compile_juel


@pytest.mark.parametrize(
    ("juel", "variables", "value"),
    [
        ("${x == 1}", {"x": 1}, True),
        ("${x != 1}", {"x": 1}, False),
        ("#{!approved}", {"approved": False}, True),
        ("${not approved}", {"approved": True}, False),
        ("${answer.equals('yes')}", {"answer": "yes"}, True),
        ('${"yes".equals(answer) && amount >= 10}', {"answer": "yes", "amount": 10}, True),
        ("${a eq 1 or b gt 2}", {"a": 0, "b": 3}, True),
        ("${empty list}", {"list": []}, True),
        ("${empty name}", {"name": "x"}, False),
        ("${empty count}", {"count": 5}, False),
        ("${not empty orders}", {"orders": {"a": 1}}, True),
        ("${vip ? 'a' : 'b'}", {"vip": True}, "a"),
        ("${a ? b ? 1 : 2 : 3}", {"a": True, "b": False}, 2),
        (
            "${nrOfCompletedInstances / nrOfInstances >= 0.6}",
            {"nrOfCompletedInstances": 3, "nrOfInstances": 5},
            True,
        ),
        ("${order.total * 2}", {"order": {"total": 4}}, 8),
        ("${order.getTotal() > 3}", {"order": {"total": 4}}, True),
        ("${map['key one']}", {"map": {"key one": 1}}, 1),
        ("${list[0]}", {"list": ["first", "second"]}, "first"),
        ("${list[i + 1]}", {"list": ["first", "second"], "i": 0}, "second"),
        ("${list[9]}", {"list": []}, None),
        ("${list.size() > 1}", {"list": [1, 2]}, True),
        ("${tags.contains('a')}", {"tags": ["a"]}, True),
        ("${title.toUpperCase().startsWith('AB')}", {"title": "abc"}, True),
        ("${first.concat(' ').concat(last)}", {"first": "Li", "last": "Wei"}, "Li Wei"),
        ("${code.substring(0, 2)}", {"code": "CN-1"}, "CN"),
        ("${-x - 1}", {"x": 2}, -3),
        ("${7 % 4}", {}, 3),
        ("${x % 4}", {"x": -7}, -3),
        ("${execution.getVariable('x') == 2}", {"x": 2}, True),
        ("${execution.hasVariable('x')}", {}, False),
        ("${vars:getOrDefault('x', 3) + vars:get(y)}", {"y": 4}, 7),
        ("${var:contains(tags, 'a', 'b')}", {"tags": ["a", "b", "c"]}, True),
        ("${quote.prop('lines').size()}", {"quote": {"lines": [1]}}, 1),
        ("Order ${id} of ${who}", {"id": 7, "who": "Li"}, "Order 7 of Li"),
        ("Order ${id}", {}, "Order "),
        ("${'}' == a}", {"a": "}"}, True),
        ("plain", {}, "plain"),
    ],
)
def test_it_means_what_other_engines_mean(juel: str, variables: dict[str, object], value: object) -> None:
    assert compile_juel(juel).evaluate(variables) == value


@pytest.mark.parametrize(
    ("juel", "value"),
    [
        ("${nothing == null}", True),
        ("${nothing == 0}", False),
        ("${nothing != 'x'}", True),
        ("${nothing + 1}", 1),
        ("${nothing + nothing}", 0),
        ("${nothing > 1}", False),
        ("${nothing <= nothing}", True),
        ("${!nothing}", True),
        ("${nothing && true}", False),
        ("${nothing || true}", True),
        ("${nothing ? 1 : 2}", 2),
        ("${empty nothing}", True),
        ("${nothing.equals('x')}", False),
    ],
)
def test_null_is_zero_or_empty_or_false_as_in_juel(juel: str, value: object) -> None:
    assert compile_juel(juel).evaluate({}) == value


@pytest.mark.parametrize(
    ("juel", "value"),
    [
        ("${'1' + 2}", 3),
        ("${'12' > 9}", True),
        ("${'a' < 'b'}", True),
        ("${'true' && true}", True),
        ("${'1' == 1}", True),
        ("${'true' == true}", True),
    ],
)
def test_one_side_is_made_to_fit_the_other(juel: str, value: object) -> None:
    assert compile_juel(juel).evaluate({}) == value


@pytest.mark.parametrize(
    "juel", ["${'a' + 'b'}", "${'abc' > 1}", "${!5}", "${1 / 0}", "${'x'.substring(5)}", "${amount.trim()}"]
)
def test_what_juel_refuses_to_convert_has_no_value(juel: str) -> None:
    value, diagnostics = compile_juel(juel).evaluate_with_diagnostics({"amount": 5})
    assert value is None
    assert diagnostics


def test_a_variable_may_be_called_like_a_function_of_feel() -> None:
    assert compile_juel("${count == 1}").evaluate({"count": 1}) is True
    assert compile_juel("${count == 1}").evaluate({}) is False
    assert compile_juel("${count}").evaluate({}) is None


def test_it_reads_the_names_it_mentions_and_keeps_the_text() -> None:
    compiled = compile_juel("${execution.getVariable('x') + order.total * rate}")
    assert compiled.names == {"x", "order", "rate"}
    assert compiled.text == "${execution.getVariable('x') + order.total * rate}"


def test_dates_move_by_java_s_methods() -> None:
    now = datetime(2027, 1, 31, 9, tzinfo=UTC)
    moved = compile_juel("${now().plusMonths(1).plusHours(2)}").evaluate({}, now=now)
    assert moved == datetime(2027, 2, 28, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("juel", "part"),
    [
        ("${bean.doIt(x)}", "bean.doIt(…)"),
        ("${orderService.getTotal()}", "orderService.getTotal(…)"),
        ("${helper()}", "helper(…)"),
        ("${ns:fn(1)}", "ns:fn(…)"),
        ("${a =}", "="),
        ("${", "}"),
        ("${(1}", ")"),
        ("${}", "…"),
        ("${''.getClass().forName('x')}", '"".getClass(…)'),
        ("${execution.setVariable('x', 1)}", "execution.setVariable(…)"),
        ("${execution.currentActivityId}", "execution.currentActivityId"),
    ],
)
def test_what_has_no_counterpart_is_named(juel: str, part: str) -> None:
    with pytest.raises(JuelRefused) as refused:
        compile_juel(juel)
    assert refused.value.reason == part


def test_setting_a_variable_is_recognised() -> None:
    assert assignment("${execution.setVariable('total', amount * 2)}") == ("total", "${amount * 2}")
    assert assignment("${bean.setVariable('total', 1)}") is None


@pytest.mark.parametrize(("open_", "close"), [("(", ")"), ("!", ""), ("-", ""), ("a?", ":b"), ("a[", "]")])
def test_deep_nesting_is_refused(open_: str, close: str) -> None:
    with pytest.raises(JuelRefused):
        compile_juel("${" + open_ * 500 + "1" + close * 500 + "}")


@pytest.mark.parametrize("chain", ["a" + ".b" * 4000, "1" + "+1" * 4000, "a" + ".trim()" * 1000])
def test_long_chains_are_refused(chain: str) -> None:
    with pytest.raises(JuelRefused):
        compile_juel("${" + chain + "}")


def test_much_work_is_stopped() -> None:
    text = "${" + "+".join(["a.concat(a).size()"] * 100) + "}"
    assert compile_juel(text).evaluate({"a": "x" * 100}) == 20_000
    with pytest.raises(feel.LimitExceeded):
        compile_juel("${" + "a" + ".concat(a)" * 60 + "}").evaluate({"a": "x" * 10_000})
