"""Every node of a tree, with what names stand for where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.feel.checking.scope import NOTHING, Scope, Shape, element_of
from engine.feel.checking.shapes import of_type, shape_of
from engine.feel.tree import (
    Call,
    ContextNode,
    Filter,
    For,
    FunctionDefinition,
    Iteration,
    Name,
    Node,
    Quantified,
    TypeNode,
)


def walk(tree: Node, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    """The node and all below, outer ones first; names of functions that are called are left out."""
    yield tree, scope
    if isinstance(tree, (For, Quantified)):
        yield from _loop(tree, scope)
    elif isinstance(tree, Filter):
        yield from walk(tree.source, scope)
        yield from walk(tree.condition, scope.inside(element_of(shape_of(tree.source, scope))))
    elif isinstance(tree, FunctionDefinition):
        for parameter in tree.parameters:
            scope = scope.binding(parameter.name, of_type(parameter.type))
        yield from walk(tree.body, scope) if not tree.external else ()
    elif isinstance(tree, ContextNode):
        for entry in tree.entries:
            yield from walk(entry.value, scope)
            scope = scope.binding(entry.key, shape_of(entry.value, scope))
    elif isinstance(tree, Call):
        if not isinstance(tree.function, Name):
            yield from walk(tree.function, scope)
        for argument in tree.arguments:
            yield from walk(argument, scope)
    elif not isinstance(tree, TypeNode):
        for child in tree.children():
            yield from walk(child, scope)


def _loop(tree: For | Quantified, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    for iteration in tree.iterations:
        yield from walk(iteration.source, scope)
        if iteration.stop is not None:
            yield from walk(iteration.stop, scope)
        scope = iterating(iteration, scope)
    if isinstance(tree, For):
        yield from walk(tree.body, scope.binding("partial", Shape("list")))
    else:
        yield from walk(tree.condition, scope)


def iterating(iteration: Iteration, scope: Scope) -> Scope:
    """The scope with the variable of an iteration."""
    if iteration.stop is not None:
        return scope.binding(iteration.name, NOTHING)
    shape = element_of(shape_of(iteration.source, scope))
    return scope.binding(iteration.name, replace(shape, fact=None))


def satisfying(tree: Quantified, scope: Scope) -> Scope:
    """The scope of the condition of some and every."""
    for iteration in tree.iterations:
        scope = iterating(iteration, scope)
    return scope
