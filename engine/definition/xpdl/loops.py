"""Loop markers: standard loops and multi-instances."""

from __future__ import annotations

from lxml import etree

from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.scope import Node
from engine.definition.xpdl.source import Source


def read_loop(maker: Maker, expressions: Expressions, source: Source, node: Node) -> None:
    """The loop of an activity; what it does not say is named by the check of the diagram."""
    loop = source.child("Loop")
    if loop is None:
        return
    kind = loop.get("LoopType") or ""
    standard, several = loop.child("LoopStandard"), loop.child("LoopMultiInstance")
    if several is not None and (kind != "Standard" or standard is None):
        _several(maker, expressions, several, node)
        if standard is not None:
            standard.seen = False  # two markers: the other one is named as left out
    elif standard is not None:
        _standard(maker, expressions, standard, node)


def _standard(maker: Maker, expressions: Expressions, loop: Source, node: Node) -> None:
    before = (loop.get("TestTime") or "").lower() == "before"
    made = maker.make(
        node.element,
        "standardLoopCharacteristics",
        {"loopMaximum": loop.get("LoopMaximum"), "testBefore": "true" if before else None},
    )
    _expression(maker, expressions, loop, made, node, ("LoopCondition",), "loopCondition")
    restore(maker, loop, made)


def _several(maker: Maker, expressions: Expressions, loop: Source, node: Node) -> None:
    sequential = (loop.get("MI_Ordering") or "").lower() == "sequential"
    behavior = loop.get("MI_FlowCondition")
    made = maker.make(
        node.element,
        "multiInstanceLoopCharacteristics",
        {
            "isSequential": "true" if sequential else None,
            "behavior": behavior if behavior in {"None", "One", "Complex"} else None,
        },
    )
    _expression(maker, expressions, loop, made, node, ("MI_Condition",), "loopCardinality")
    restore(maker, loop, made)


def _expression(
    maker: Maker,
    expressions: Expressions,
    loop: Source,
    made: etree._Element,
    node: Node,
    names: tuple[str, ...],
    tag: str,
) -> None:
    """Written as an element since 2.1, as an attribute before."""
    child, plain = loop.child(*names), loop.get(*names)
    if child is not None and child.text:
        text, language = expressions.read(child, node.id)
    elif plain:
        text, language = expressions.translate(plain, None, loop, node.id)
    else:
        return
    element = maker.text(made, tag, text)
    element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "tFormalExpression")
    if language:
        element.set("language", language)
