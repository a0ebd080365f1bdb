"""Finds decisions that require themselves."""

from __future__ import annotations

from engine.dmn.model import Decision, Definitions
from engine.dmn.notes import Notes


def note_cycles(definitions: Definitions, notes: Notes) -> None:
    """One finding per decision that lies on a cycle of requirements."""
    decisions = {each.id: each for each in definitions.elements if isinstance(each, Decision) and each.id}
    edges = {
        each.id: [href.rpartition("#")[2] for href in each.requirements if _own(href, definitions)]
        for each in decisions.values()
    }
    for identifier, decision in decisions.items():
        path = _way_back(identifier, edges)
        if path:
            names = " → ".join(decisions[each].name for each in path)
            notes.note("DMN_CYCLE", decision.id, decision.line, path=names)


def _own(href: str, definitions: Definitions) -> bool:
    return href.startswith(("#", f"{definitions.namespace}#"))


def _way_back(start: str, edges: dict[str, list[str]]) -> list[str]:
    """A path from start to itself, both included; empty if there is none."""
    reached_from: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for target in edges.get(node, ()):
            if target == start:
                return _path(start, node, reached_from)
            if target in edges and target not in reached_from:
                reached_from[target] = node
                queue.append(target)
    return []


def _path(start: str, last: str, reached_from: dict[str, str]) -> list[str]:
    path = [start, last] if last != start else [start]
    while path[-1] != start and path[-1] in reached_from:
        path.append(reached_from[path[-1]])
    return path[::-1] if path[-1] == start else [start, *path[:0:-1], start]
