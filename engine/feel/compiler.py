"""Turns a tree into closures: one maker per kind of node, found in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel.closures import access, calculations, calls, collections, operators, tests
from engine.feel.errors import LimitExceeded
from engine.feel.functions import Closure
from engine.feel.names import free_names
from engine.feel.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    ContextNode,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    Input,
    InstanceOf,
    ListNode,
    Literal,
    Name,
    Negation,
    Node,
    Operation,
    Or,
    Path,
    Quantified,
    RangeNode,
    TestList,
)
from engine.feel.types import FeelType

NODES_PER_STEP = 4
NO_TYPES: Mapping[str, FeelType] = {}

MAKERS: dict[type[Node], Callable[[Any, Compiler], Closure]] = {
    Literal: access.compile_literal,
    AtLiteral: access.compile_at_literal,
    Name: access.compile_name,
    Input: access.compile_input,
    Path: access.compile_path,
    Filter: access.compile_filter,
    And: operators.compile_and,
    Or: operators.compile_or,
    Comparison: operators.compile_comparison,
    Between: operators.compile_between,
    Arithmetic: calculations.compile_arithmetic,
    Negation: calculations.compile_negation,
    If: operators.compile_if,
    InstanceOf: operators.compile_instance_of,
    In: tests.compile_in,
    ComparisonTest: tests.compile_comparison_test,
    TestList: tests.compile_test_list,
    ListNode: collections.compile_list,
    ContextNode: collections.compile_context,
    RangeNode: collections.compile_range,
    For: collections.compile_for,
    Quantified: collections.compile_quantified,
    Call: calls.compile_call,
    FunctionDefinition: calls.compile_function_definition,
    Operation: calls.compile_operation,
}


class Compiler:
    """Compiles the nodes of one text. `types` are the item definitions the text may name."""

    def __init__(self, source: str, *, types: Mapping[str, FeelType] = NO_TYPES) -> None:
        self.source = source
        self.types = types

    def compile(self, node: Node) -> Closure:
        return MAKERS[type(node)](node, self)

    def text(self, node: Node) -> str:
        """The node as it is written, at most 60 characters of it."""
        written = self.source[node.start : node.end]
        return written if len(written) <= 60 else written[:59] + "…"

    def cost(self, node: Node) -> int:
        """The steps that one evaluation of the node counts for where it is repeated."""
        return 1 + size(node) // NODES_PER_STEP

    def needs(self, *nodes: Node) -> tuple[str, ...]:
        """The variables from outside that the nodes may read, `?` included."""
        return (*sorted(frozenset().union(*(free_names(node, frozenset()) for node in nodes))), "?")


def size(node: Node) -> int:
    """How many nodes the tree has."""
    return 1 + sum(size(child) for child in node.children())


def compile_tree(source: str, tree: Node, *, types: Mapping[str, FeelType] = NO_TYPES) -> Closure:
    """The closure of a tree. Raises LimitExceeded if the tree is too deep."""
    try:
        return Compiler(source, types=types).compile(tree)
    except RecursionError:
        raise LimitExceeded("limit_depth") from None
