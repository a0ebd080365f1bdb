"""Random decision models: any boxed expression, any reference, types that go in circles, odd XML."""

from __future__ import annotations

import random

from engine.dmn import DmnError, load
from engine.feel import FeelError
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
from tests.support.random_feel import expression

NAMES = ("a", "b", "c", "d e", "f")
TYPES = ("", "number", "string", "t0", "t1", "t2", "date and time", "nowhere", "imp.t0")
POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "BEST", "")
CELLS = ("-", "", "> 1", "[1..5]", "not(2)", "? > 1", '"x"', "${x}", "((", "a", "null", "1, 2", "cellInput")


def random_model(chance: random.Random, namespace: str = "urn:test") -> bytes:
    """A file with inputs, knowledge, decisions, services and types that refer to each other at random."""
    names = [chance.choice(NAMES) for _ in range(chance.randint(1, 5))]
    elements = ['<import name="imp" namespace="urn:imp"/>'] if chance.random() < 0.5 else []
    elements += [_item(chance, f"t{number}") for number in range(3)]
    elements += [_element(chance, name) for name in names]
    chance.shuffle(elements)
    return model(*elements, namespace=namespace)


def _item(chance: random.Random, name: str) -> str:
    inner = [component(part, chance.choice(TYPES)) for part in ("x", "y") if chance.random() < 0.3]
    allowed = chance.choice(("", "", "[0..10]", '"a"', "((", "? > 0"))
    rule = chance.choice(("", "", "count(?) > 1"))
    return item(name, chance.choice(TYPES), *inner, many=chance.random() < 0.3, allowed=allowed, rule=rule)


def _element(chance: random.Random, name: str) -> str:
    needed = [_reference(chance) for _ in range(chance.randint(0, 3))]
    kind = chance.random()
    if kind < 0.15:
        return given(name, chance.choice(TYPES))
    if kind < 0.35:
        return bkm(
            name,
            chance.choice(("", "x", "x: t0, y")),
            _boxed(chance, 2),
            *needed,
            result=chance.choice(TYPES),
        )
    if kind < 0.45:
        return service(name, chance.choice(NAMES), data=chance.choice(NAMES), decisions=chance.choice(NAMES))
    return decision(name, _boxed(chance, 3), *needed, type_ref=chance.choice(TYPES))


def _reference(chance: random.Random) -> str:
    prefix = chance.choice(("", "", "?", "!", "urn:imp#_", "!urn:imp#_", "urn:none#_"))
    return prefix + chance.choice(NAMES)


def _boxed(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.25:
        return lit(expression(chance, 2).replace("\x00", "").replace("\ud800", ""), chance.choice(TYPES))

    def inner() -> str:
        return _boxed(chance, depth - 1)

    loop = chance.choice(("for", "some", "every"))
    last = "return" if loop == "for" else "satisfies"
    variable = chance.choice(('iteratorVariable="x"', ""))
    shapes = (
        lambda: context(chance.choice(("", inner())), a=inner(), k=inner()),
        lambda: f"<list>{inner()}{inner()}</list>",
        lambda: f'<relation><column name="a"/><column name="b"/><row>{inner()}{inner()}</row></relation>',
        lambda: f"<conditional><if>{inner()}</if><then>{inner()}</then><else>{inner()}</else></conditional>",
        lambda: f"<filter><in>{inner()}</in><match>{inner()}</match></filter>",
        lambda: f"<{loop} {variable}><in>{inner()}</in><{last}>{inner()}</{last}></{loop}>",
        lambda: function("x, y", inner()),
        lambda: invocation(chance.choice((*NAMES, "abs", "imp.a", "(")), x=inner(), n=inner()),
        lambda: _table(chance),
        lambda: "<matrix/>",
        lambda: "<functionDefinition kind='Java'><context/></functionDefinition>",
    )
    return chance.choice(shapes)()


def _table(chance: random.Random) -> str:
    rows = [
        f"{_cell(chance)} | {_cell(chance)} -> {expression(chance, 1).replace('|', '')} | 2" for _ in range(3)
    ]
    return table("a; b", chance.choice(("o", "o = 1,2; p := 5", "o: t0; p: t1")), *rows,
                 policy=chance.choice(POLICIES), aggregation=chance.choice(("", "SUM", "MAX", "AVG")))  # fmt: skip


def _cell(chance: random.Random) -> str:
    return chance.choice(CELLS)


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The file with some bytes cut out, doubled or replaced."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 3, 40))
        data = (
            data[:at]
            + chance.choice((b"", data[at : at + length] * 2, b"<", b'"', b"\xff"))
            + data[at + length :]
        )
    return data


def decides(data: bytes, imported: bytes) -> int:
    """How many answers the model gave. Raises for anything but DmnError and FeelError."""
    try:
        decisions = load(data, [imported])
    except DmnError:
        return 0
    answers = 0
    for finding in decisions.findings:
        assert finding.message("zh")
    for name in (*decisions.names, "a", "nowhere"):
        for strict in (False, True):
            try:
                decisions.decide(
                    name, {"a": 3, "b": "x", "c": [1], "d e": None, "f": {"x": 1}}, strict=strict
                )
                answers += 1
            except (DmnError, FeelError):
                answers += strict
    return answers
