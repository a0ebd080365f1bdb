"""Reads boxed expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.definition.xml import line_of
from engine.dmn.model import (
    Boxed,
    BoxedContext,
    BoxedEntry,
    BoxedFilter,
    BoxedFunction,
    BoxedIteration,
    BoxedList,
    Conditional,
    Formal,
    Invocation,
    LiteralExpression,
    Relation,
)
from engine.dmn.node import XmlNode, attribute, child, children, local, place, text_in
from engine.dmn.notes import Notes
from engine.dmn.read_table import read_table
from engine.feel.names import normal


def read_boxed(parent: XmlNode | None, notes: Notes) -> Boxed | None:
    """The boxed expression below an element; None if there is none."""
    if parent is None:
        return None
    for node in children(parent):
        reader = READERS.get(local(node))
        if reader is not None:
            return reader(node, notes)
    return None


def _literal(node: XmlNode, notes: Notes) -> LiteralExpression:
    return read_literal(node, notes)


def read_literal(node: XmlNode, notes: Notes) -> LiteralExpression:
    """A literal expression or a cell; other languages than FEEL are findings."""
    language = attribute(node, "expressionLanguage")
    text = text_in(node)
    notes.check_language(language, text, node)
    return LiteralExpression(text=text, language=language, **_place(node))


def _place(node: XmlNode) -> Any:
    return place(node)


def _table(node: XmlNode, notes: Notes) -> Boxed:
    return read_table(node, notes, read_literal)


def _context(node: XmlNode, notes: Notes) -> Boxed:
    entries = []
    for entry in children(node, "contextEntry"):
        variable = child(entry, "variable")
        entries.append(
            BoxedEntry(
                name=notes.name(attribute(variable, "name")),
                expression=read_boxed(entry, notes),
                id=attribute(entry, "id"),
                line=line_of(entry),
                type_ref=attribute(variable, "typeRef") or text_in(variable, "typeRef"),
            )
        )
    return BoxedContext(entries=tuple(entries), **_place(node))


def _invocation(node: XmlNode, notes: Notes) -> Boxed:
    bindings = []
    for binding in children(node, "binding"):
        parameter = child(binding, "parameter")
        bindings.append(
            BoxedEntry(
                name=normal(attribute(parameter, "name")),
                expression=read_boxed(binding, notes),
                line=line_of(binding),
            )
        )
    return Invocation(function=read_boxed(node, notes), bindings=tuple(bindings), **_place(node))


def _relation(node: XmlNode, notes: Notes) -> Boxed:
    columns = tuple(
        Formal(name=notes.name(attribute(column, "name")), **_place(column))
        for column in children(node, "column")
    )
    rows = tuple(_items(row, notes) for row in children(node, "row"))
    for row, cells in zip(children(node, "row"), rows, strict=True):
        if len(cells) != len(columns):
            notes.add("DMN_ROW_WIDTH", row, found=len(cells), expected=len(columns))
    return Relation(columns=columns, rows=rows, **_place(node))


def _items(node: XmlNode, notes: Notes) -> tuple[Boxed | None, ...]:
    return tuple(READERS[local(item)](item, notes) for item in children(node) if local(item) in READERS)


def _list(node: XmlNode, notes: Notes) -> Boxed:
    return BoxedList(items=_items(node, notes), **_place(node))


def read_function(node: XmlNode, notes: Notes) -> BoxedFunction:
    """A function definition, also the encapsulated logic of a knowledge model."""
    parameters = tuple(
        Formal(name=normal(attribute(each, "name")), **_place(each))
        for each in children(node, "formalParameter")
    )
    kind = attribute(node, "kind") or "FEEL"
    if kind != "FEEL":
        notes.add("DMN_EXTERNAL_FUNCTION", node, kind=kind)
    return BoxedFunction(kind=kind, parameters=parameters, body=read_boxed(node, notes), **_place(node))


def _conditional(node: XmlNode, notes: Notes) -> Boxed:
    condition, then, otherwise = (read_boxed(child(node, name), notes) for name in ("if", "then", "else"))
    return Conditional(condition=condition, then=then, otherwise=otherwise, **_place(node))


def _filter(node: XmlNode, notes: Notes) -> Boxed:
    source, match = (read_boxed(child(node, name), notes) for name in ("in", "match"))
    return BoxedFilter(source=source, match=match, **_place(node))


def _iteration(node: XmlNode, notes: Notes) -> Boxed:
    kind = local(node)
    return BoxedIteration(
        kind=kind,  # type: ignore[arg-type]  # the table below only brings for, some and every here
        variable=notes.name(attribute(node, "iteratorVariable")),
        source=read_boxed(child(node, "in"), notes),
        body=read_boxed(child(node, "return", "satisfies"), notes),
        **_place(node),
    )


READERS: dict[str, Callable[[XmlNode, Notes], Boxed]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "relation": _relation,
    "list": _list,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
