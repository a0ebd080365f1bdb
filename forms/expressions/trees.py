"""The tree of a question's text, and which names of it somebody would have to give a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.names import free_names, odd, unbound
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.texts import Lang
from engine.feel.tree import (
    And,
    Comparison,
    In,
    Input,
    ListNode,
    Literal,
    Name,
    Node,
    NotTest,
    Or,
    Path,
    TestList,
)
from forms.expressions.question import Question
from forms.expressions.scope import Scope, word

SUBJECT = "?"


def tree_of(question: Question) -> Node:
    """The tree. Positions count from the begin of `question.body`. Raises FeelSyntaxError, LimitExceeded."""
    names = odd(part for name in question.scope.kinds if name != SUBJECT for part in name.split("."))
    if question.mode == "tests":
        return parse_tests(question.body if question.body.strip() else "-", names)
    return parse_expression(question.body, names)


def reads(tree: Node) -> tuple[str, ...]:
    """The variables and paths of variables that the tree reads, in the order of the text; `?` for the tested one.

    Of a variable that is read as a whole no path is listed.
    """
    called = {name.name for name, is_called in unbound(tree) if is_called}
    free = free_names(tree, BUILTIN_NAMES) - called
    found = dict.fromkeys(_paths(tree, free))
    whole = {name for name in found if "." not in name}
    return tuple(name for name in found if "." not in name or name.partition(".")[0] not in whole)


def _paths(tree: Node, free: Collection[str]) -> Iterator[str]:
    dotted = _dotted(tree, free)
    if dotted:
        yield dotted
        return
    if isinstance(tree, TestList):
        yield SUBJECT
    for child in tree.children():
        yield from _paths(child, free)


def _dotted(node: Node, free: Collection[str]) -> str:
    """customer.level; "" for what is no path of a variable."""
    if isinstance(node, Name):
        return node.name if node.name in free else ""
    if isinstance(node, Input):
        return SUBJECT
    if isinstance(node, Path):
        source = _dotted(node.source, free)
        return f"{source}.{node.name}" if source and source != SUBJECT else source
    return ""


def worded(tree: Node, scope: Scope, lang: Lang) -> Node:
    """The tree with the words of codes in the place of codes, for reading it aloud."""
    if isinstance(tree, (And, Or)):
        return replace(tree, operands=tuple(worded(each, scope, lang) for each in tree.operands))
    if isinstance(tree, Comparison):
        left, right = _said(tree.right, tree.left, scope, lang), _said(tree.left, tree.right, scope, lang)
        return replace(tree, left=left, right=right)
    if isinstance(tree, In):
        return replace(tree, tests=_all_said(tree.value, tree.tests, scope, lang))
    if isinstance(tree, TestList):
        return replace(tree, tests=_all_said(Input(), tree.tests, scope, lang))
    return tree


def _all_said(subject: Node, tests: tuple[Node, ...], scope: Scope, lang: Lang) -> tuple[Node, ...]:
    return tuple(_said(subject, test, scope, lang) for test in tests)


def _said(subject: Node, value: Node, scope: Scope, lang: Lang) -> Node:
    if isinstance(value, NotTest):
        return replace(value, tests=_all_said(subject, value.tests, scope, lang))
    if isinstance(value, ListNode):
        return replace(value, items=_all_said(subject, value.items, scope, lang))
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return value
    known = scope.find(_dotted(subject, scope.kinds))
    words = known.choices.get(value.value) if known is not None else None
    return replace(value, value=word(words, lang)) if words else value
