"""The name that Camunda gives to a column's value: `cellInput`, or what `camunda:inputVariable` says."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from engine.dmn.node import XmlNode
from engine.feel.names import free_names
from engine.feel.tree import Input, Name, Node

_DEFAULT = "cellInput"
Tree = TypeVar("Tree", bound=Node)


def input_variable(node: XmlNode) -> str:
    """The name that an input of a table has in its cells."""
    written = next((value for key, value in node.items() if str(key).endswith("}inputVariable")), "")
    return str(written).strip() or _DEFAULT


def with_input(tree: Tree, variable: str) -> Tree:
    """The tests with the question mark where they name the column's value."""
    return cast(Tree, _replaced(tree, variable)) if variable in free_names(tree, frozenset()) else tree


def _replaced(value: object, variable: str) -> object:
    if isinstance(value, Name) and value.name == variable:
        return Input(start=value.start, end=value.end)
    if isinstance(value, tuple):
        return tuple(_replaced(each, variable) for each in value)
    if not isinstance(value, Node):
        return value
    parts: dict[str, Any] = {
        each.name: _replaced(getattr(value, each.name), variable) for each in fields(value)
    }
    return replace(value, **parts)
