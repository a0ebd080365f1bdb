from __future__ import annotations

import pytest

from engine import feel
from engine.definition.juel import JuelRefused, to_feel


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
        ("${vip ? 'a' : 'b'}", {"vip": True}, "a"),
        (
            "${nrOfCompletedInstances / nrOfInstances >= 0.6}",
            {"nrOfCompletedInstances": 3, "nrOfInstances": 5},
            True,
        ),
        ("${order.total * 2}", {"order": {"total": 4}}, 8),
        ("${map['key one']}", {"map": {"key one": 1}}, 1),
        ("${list[0]}", {"list": ["first", "second"]}, "first"),
        ("${list.size() > 1}", {"list": [1, 2]}, True),
        ("${7 % 4}", {}, 3),
        ("${execution.getVariable('x') == 2}", {"x": 2}, True),
        ("Order ${id} of ${who}", {"id": 7, "who": "Li"}, "Order 7 of Li"),
        ("${'it''s'.length() >= 2 ? true : false}", {}, True),
        ("${'}' == a}", {"a": "}"}, True),
        ("plain", {}, "plain"),
    ],
)
def test_it_means_the_same_in_feel(juel: str, variables: dict[str, object], value: object) -> None:
    if "''" in juel:
        with pytest.raises(JuelRefused):
            to_feel(juel)
        return
    assert feel.evaluate(to_feel(juel), variables) == value


@pytest.mark.parametrize(
    ("juel", "part"),
    [
        ("${bean.doIt(x)}", "bean.doIt(…)"),
        ("${helper()}", "helper(…)"),
        ("${ns:fn(1)}", "ns:fn(…)"),
        ("${a =}", "="),
        ("${", "}"),
        ("${(1}", ")"),
        ("${''.getClass().forName('x')}", '"".getClass(…)'),
        ("${execution.setVariable('x', 1)}", "execution.setVariable(…)"),
    ],
)
def test_what_has_no_counterpart_is_named(juel: str, part: str) -> None:
    with pytest.raises(JuelRefused) as refused:
        to_feel(juel)
    assert refused.value.reason == part


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(JuelRefused):
        to_feel("${" + "(" * 500 + "1" + ")" * 500 + "}")
