"""Variables that nobody knows, and what was probably meant."""

from __future__ import annotations

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.checking.choices import CONSTANTS, labelled
from engine.feel.checking.finding import Report
from engine.feel.checking.scope import Scope
from engine.feel.facts import Fact
from engine.feel.hints import nearest, plain
from engine.feel.mending.words import apart
from engine.feel.tree import Name


def check_name(node: Name, scope: Scope, report: Report) -> None:
    """A name that stands for a value."""
    if report.is_told(node) or scope.find(node.name) is not None:
        return
    if node.name in ("today", "now"):
        report.add("uncalled", node, replacement=f"{node.name}()", name=node.name)
    elif node.name not in BUILTIN_NAMES:
        _unknown(node, scope, report)


def _unknown(node: Name, scope: Scope, report: Report) -> None:
    constant = CONSTANTS.get(node.name.lower())
    near = _near(node.name, scope)
    label = labelled(node.name, scope.known) if near is None or plain(near) != plain(node.name) else None
    split = apart(node.name)
    if constant is not None:
        report.add("foreign_constant", node, replacement=constant, name=node.name)
    elif label is not None:
        report.add("label_for_name", node, replacement=label, name=node.name)
    elif scope.is_open():
        member = nearest(node.name, scope.members_within())
        if member is not None:
            report.add("unknown_variable", node, replacement=member, name=node.name)
    elif split is not None:
        report.add("glued", node, replacement=split, name=node.name)
    else:
        report.add("unknown_variable", node, replacement=near, name=node.name)


def _near(name: str, scope: Scope) -> str | None:
    """A name that is spelt nearly so, the end of a path, or a label that is nearly so."""
    roots = {path.partition(".")[0] for path in scope.known} | set(scope.known) | set(scope.local)
    found = nearest(name, roots)
    if found is not None:
        return found
    ends = [path for path in scope.known if plain(path.rpartition(".")[2]) == plain(name)]
    if len(ends) == 1:
        return ends[0]
    labels = {each.zh: path for path, each in scope.known.items() if isinstance(each, Fact)}
    near = nearest(name, [label for label in labels if label])
    return labels[near] if near is not None else None
