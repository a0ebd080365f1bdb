"""What all readers share: the language, the human names of variables, and what is known about their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.feel.aloud.phrases import PHRASES
from engine.feel.checking.scope import Scope
from engine.feel.checking.shapes import shape_of
from engine.feel.facts import Fact
from engine.feel.texts import Lang
from engine.feel.tree import Input, Name, Node, Path

Labels = Mapping[str, Fact | str]


@dataclass(frozen=True)
class Speaker:
    """`entries`: variables that go through a list → the path of that list, "" where it has none.

    `within`: the path of the list whose entries a filter looks at; None outside filters.
    `its`: members of entries are called so, because a quantifier speaks of one entry.
    """

    lang: Lang
    labels: Labels
    entries: Mapping[str, str] = field(default_factory=dict)
    within: str | None = None
    its: bool = False

    def say(self, phrase: str, *parts: str) -> str:
        return PHRASES[phrase][self.lang].format(*parts)

    def listed(self, parts: list[str]) -> str:
        return PHRASES["list"][self.lang].join(parts)

    def with_entry(self, name: str, source: Node, *, its: bool) -> Speaker:
        return replace(self, entries={**self.entries, name: self.path(source) or ""}, its=its)

    def filtering(self, source: Node) -> Speaker:
        return replace(self, within=self.path(source) or "", entries={**self.entries, "item": ""})

    def path(self, node: Node) -> str | None:
        """customer.level for a path of names, lines.price for line.price; None for anything else."""
        if isinstance(node, Input):
            return "?"
        if isinstance(node, Name):
            if node.name in self.entries:
                return self.entries[node.name] or None
            inner = f"{self.within}.{node.name}" if self.within else ""
            return inner if inner in self.labels else node.name
        if isinstance(node, Path):
            source = self.path(node.source)
            return None if source is None else f"{source}.{node.name}"
        return None

    def fact(self, node: Node) -> Fact | str | None:
        return self.labels.get(self.path(node) or "")

    def label(self, node: Node) -> str | None:
        """What people call the variable or path."""
        found = self.fact(node)
        if isinstance(found, Fact):
            return found.zh if self.lang == "zh" else found.en
        return found

    def unit(self, node: Node) -> str:
        found = self.fact(node)
        return found.unit if isinstance(found, Fact) else ""

    def kind(self, node: Node) -> str:
        """The kind of value, as far as it is known."""
        found = self.fact(node)
        if isinstance(found, Fact):
            return found.kind
        known = {path: each for path, each in self.labels.items() if isinstance(each, Fact)}
        return shape_of(node, Scope(known)).kind
