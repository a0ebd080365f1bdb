"""The names that the expressions of a process read, by the elements that they stand at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass

from engine.definition.element import Element
from engine.definition.expressions import Interpreter, TextRefused
from engine.definition.model import Body, Process, Text
from engine.kernel.slice import OF_INSTANCE, PARAMETER


def reads_of(process: Process, parameters: Collection[str]) -> dict[str, list[str]]:
    """name → ids of the elements with an expression that reads it, in the order of the drawing."""
    interpreter = Interpreter(parameters=frozenset(parameters))
    found: dict[str, list[str]] = {}
    for element, text in _texts_of(process.body):
        for name in sorted(_names(interpreter, text)):
            places = found.setdefault(name, [])
            if element not in places:
                places.append(element)
    return found


def _names(interpreter: Interpreter, text: Text) -> frozenset[str]:
    if text.shape in ("name", "names"):  # a word there may be the position itself
        return frozenset()
    try:
        names = interpreter.compile(text).names
    except TextRefused:
        return frozenset()
    return frozenset(one for one in names - OF_INSTANCE if not one.startswith(PARAMETER) and one != "*")


def _texts_of(body: Body) -> Iterator[tuple[str, Text]]:
    for node in body.nodes:
        for text in _texts(node):
            yield node.id, text
        if node.body is not None:
            yield from _texts_of(node.body)
    for flow in body.flows:
        for text in _texts(flow):
            yield flow.id, text


def _texts(part: object) -> Iterator[Text]:
    """The texts hanging on a part of the model; not those of a body inside, nor the XML it was read from."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif is_dataclass(part) and not isinstance(part, (type, Element, Body)):
        for one in fields(part):
            yield from _texts(getattr(part, one.name))
