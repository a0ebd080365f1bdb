"""Parameters that expressions read: each must be declared by the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.expressions import Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import Text
from engine.definition.parameters import ROOT, asked_by
from engine.definition.rules.texts import texts_of
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "PARAMETER_UNKNOWN": Rule(
        severity="error",
        en="“{name}” reads the parameter “{ref}”, which the package does not declare.",
        zh="“{name}”读取参数“{ref}”，但流程包没有声明该参数。",
        fix_en="Declare it under [parameters] in package.toml. Did you mean “{near}”?",
        fix_zh="请在 package.toml 的 [parameters] 中声明。是否应为“{near}”？",
    ),
}


def check(view: View) -> Iterator[Finding]:
    declared = view.around.parameters
    if declared is None:
        return
    for source, text in texts_in(view):
        for name in _asked(view, text):
            if name and name not in declared:
                near = view.near(name, declared)
                yield view.find("PARAMETER_UNKNOWN", source, line=text.line, ref=name[:60], near=near)


def _asked(view: View, text: Text) -> Iterator[str]:
    if ROOT not in text.text and not text.parts:
        return
    try:
        yield from asked_by(Interpreter(view.around.conditions).compile(text))
    except TextRefused:  # the rule of texts says what is wrong
        return


def texts_in(view: View) -> Iterator[tuple[Element, Text]]:
    """Every text that is evaluated, with the element it stands at."""
    for _, node in view.each_node():
        yield from ((node.source, asked.text) for asked in texts_of(node))
        yield from ((node.source, text) for event in node.events for _, text in event.timer)
    for _, flow in view.each_flow():
        if flow.condition is not None:
            yield flow.source, flow.condition
    for scope in view.scopes:
        yield from ((item.source, item.initial) for item in scope.body.data if item.initial is not None)
