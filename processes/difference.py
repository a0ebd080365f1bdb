"""What changed between two versions of a diagram, element by element, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.definition import Diagram
from engine.definition.element import Element
from processes.words import KINDS, attribute_word, kind_word

Change = Literal["added", "removed", "changed"]
_WIRING = frozenset({"incoming", "outgoing", "flowNodeRef"})
_REFERENCES = frozenset({"sourceRef", "targetRef", "attachedToRef", "default", "processRef"})
LONGEST = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One element that is not as it was. `details`: what, before, after; each may be empty."""

    change: Change
    element: str
    kind: str
    name: str
    details: tuple[tuple[str, str, str], ...] = ()

    def kind_in(self, lang: str) -> str:
        """“user task”, 用户任务."""
        return kind_word(self.kind, lang)


def difference(old: Diagram, new: Diagram) -> list[Difference]:
    """All differences but those of the drawing, added ones first."""
    before, after = _elements(old), _elements(new)
    added = [_one("added", after[key], new) for key in after if key not in before]
    removed = [_one("removed", before[key], old) for key in before if key not in after]
    changed = [
        found for key in after if key in before and (found := _changed(before[key], after[key], old, new))
    ]
    return [*added, *removed, *changed]


def marks(found: list[Difference]) -> dict[str, str]:
    """Element → added, removed, changed: for the picture."""
    return {one.element: one.change for one in found}


def _elements(diagram: Diagram) -> dict[str, Element]:
    return {key: element for key, element in diagram.elements.items() if _counts(element)}


def _counts(element: Element) -> bool:
    """What a designer draws or names; anything else is told with its owner."""
    return element.name in KINDS


def _one(change: Change, element: Element, diagram: Diagram) -> Difference:
    return Difference(
        change=change, element=element.id or "", kind=element.name, name=_name(element, diagram)
    )


def _changed(before: Element, after: Element, old: Diagram, new: Diagram) -> Difference | None:
    was, now = dict(_facts(before, old)), dict(_facts(after, new))
    details = tuple(
        (fact, _said(fact, was.get(fact, ""), old), _said(fact, now.get(fact, ""), new))
        for fact in dict.fromkeys((*was, *now))
        if was.get(fact) != now.get(fact)
    )
    if before.name != after.name:
        details = (("kind", before.name, after.name), *details)
    if not details:
        return None
    return Difference(
        change="changed",
        element=after.id or "",
        kind=after.name,
        name=_name(after, new),
        details=details,
    )


def _facts(element: Element, diagram: Diagram, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Everything said about an element, flat; elements that count themselves speak for themselves."""
    for name, value in element.attributes.items():
        if name != "id" or prefix:
            yield f"{prefix}{name}", value
    if element.text.strip():
        yield f"{prefix}text" if prefix else "text", " ".join(element.text.split())
    numbers: dict[str, int] = {}
    for child in element.children:
        own_right = child.id is not None and _counts(child)
        if child.name in _WIRING or own_right:
            continue
        numbers[child.name] = numbers.get(child.name, 0) + 1
        number = f"#{numbers[child.name]}" if numbers[child.name] > 1 else ""
        yield from _facts(child, diagram, f"{prefix}{child.name}{number}/")


def _named(reference: str, diagram: Diagram) -> str:
    found = diagram.elements.get(reference.strip())
    return (found.get("name") if found is not None else None) or reference


def _name(element: Element, diagram: Diagram) -> str:
    name = element.get("name")
    if name:
        return " ".join(name.split())
    if element.name == "sequenceFlow":
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        return f"{_named(source, diagram)} → {_named(target, diagram)}"
    return element.id or ""


def _said(fact: str, value: str, diagram: Diagram) -> str:
    """A value as a reader knows it: references by the name of what they refer to."""
    return _short(_named(value, diagram) if fact.rpartition("/")[2] in _REFERENCES else value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def fact_word(fact: str, lang: str) -> str:
    """“due”, 时限; technical names stay as they are."""
    return attribute_word(fact, lang)
