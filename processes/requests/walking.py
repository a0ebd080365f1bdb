"""The fields of a request's form, groups without a name looked through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.fields.component import Component


def top(components: Iterable[Component]) -> Iterator[Component]:
    """Every component that carries a value of its own, or a list of lines."""
    for one in components:
        if one.type == "group" and not one.path:
            yield from top(one.children)
        elif one.key or one.path:
            yield one


def periods(components: Iterable[Component]) -> Iterator[Component]:
    """The groups that are a period: two days."""
    for one in components:
        if one.type == "group" and properties(one).get("period"):
            yield one
        else:
            yield from periods(one.children)


def properties(component: Component) -> Mapping[str, Any]:
    """What the form's JSON says of it for us."""
    found = component.raw.get("properties")
    return found if isinstance(found, Mapping) else {}


def formula(component: Component) -> str:
    """FEEL over the other fields; empty for what is typed."""
    text = properties(component).get("compute")
    return text.strip().removeprefix("=") if isinstance(text, str) else ""
