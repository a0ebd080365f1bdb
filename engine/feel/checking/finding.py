"""What one check shares with the others: the text, findings, and which nodes are spoken for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.feel.errors import Diagnostic, Severity
from engine.feel.format import format_tree
from engine.feel.tree import Node

_LOOSE = re.compile(r" (?:and|or|between|[-+*/=<>]|!=|<=|>=|\*\*) |^(?:if|some|every|for) ")


@dataclass
class Report:
    """The findings about one text. `source` is "" where only the tree is at hand."""

    source: str = ""
    found: list[Diagnostic] = field(default_factory=list)
    _spoken_for: set[int] = field(default_factory=set)

    def add(
        self,
        code: str,
        node: Node,
        *,
        replacement: str | None = None,
        severity: Severity = "error",
        **args: object,
    ) -> None:
        """One finding about a node; nothing else is said about the node."""
        if self.is_told(node):
            return
        self.tell(node)
        self.found.append(
            Diagnostic(
                code=code,
                position=node.start,
                end=node.end,
                severity=severity,
                args=args,
                replacement=replacement,
            )
        )

    def tell(self, *nodes: Node) -> None:
        """Nothing more is said about the nodes."""
        self._spoken_for.update(id(node) for node in nodes)

    def is_told(self, node: Node) -> bool:
        return id(node) in self._spoken_for

    def embedded(self, text: str, node: Node) -> str:
        """A replacement for the node, in parentheses if it would come apart among what stands around."""
        before, after = self.source[: node.start].rstrip()[-1:], self.source[node.end :].lstrip()[:1]
        apart = before in ("", "(", ",", "[", "{", ":") and after in ("", ")", ",", "]", "}")
        return text if apart or not _LOOSE.search(text) else f"({text})"

    def text(self, node: Node) -> str:
        """The node as it is written, else as it would be formatted."""
        return self.source[node.start : node.end] or format_tree(node)

    def in_brackets(self, node: Node) -> bool:
        """Does a closing parenthesis follow the node?"""
        return self.source[node.end :].lstrip().startswith(")")
