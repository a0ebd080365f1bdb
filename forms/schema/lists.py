"""Choices from a list that administrators keep: the form names it, its entries are read when the form is used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection

from forms.fields.component import Component
from forms.schema.form import Form

LIST: Final = "valuesList"
EXCEPT: Final = "exceptValues"
_Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A list as it is now: code → Chinese, English of what is chosen, and of all that ever was, in order."""

    active: _Words = field(default_factory=dict)
    ever: _Words = field(default_factory=dict)


Lists = Callable[[Connection, Collection[str]], Mapping[str, Offered]]
"""Looks lists up by their kind."""


def no_lists(_connection: Connection, _kinds: Collection[str]) -> Mapping[str, Offered]:
    """Where nobody keeps lists: fields that name one take any text."""
    return {}


def list_of(component: Component) -> str | None:
    """The kind of the list that a field names."""
    kind = component.raw.get(LIST)
    return kind if isinstance(kind, str) and kind else None


def lists_of(form: Form) -> frozenset[str]:
    """The kinds of all lists that a form names."""
    return frozenset(kind for one in form.all() if (kind := list_of(one)) is not None)


def with_lists(form: Form, lists: Mapping[str, Offered], held: Mapping[str, object]) -> Form:
    """The form with the entries of its lists as choices.

    `held`: the values that the record has already; an entry that is no longer offered stays a choice there.
    """
    if not lists:
        return form
    return replace(form, components=tuple(_filled(one, lists, held) for one in form.components))


def _filled(component: Component, lists: Mapping[str, Offered], held: Mapping[str, object]) -> Component:
    children = tuple(_filled(one, lists, held) for one in component.children)
    found = lists.get(list_of(component) or "")
    if found is None:
        return replace(component, children=children)
    kept = held.get(component.key or "")
    codes = [
        *found.active,
        *(code for code in _texts(kept) if code in found.ever and code not in found.active),
    ]
    left_out = _texts(component.raw.get(EXCEPT))
    values = [_choice(code, found.ever) for code in codes if code not in left_out or code in _texts(kept)]
    return replace(component, raw={**component.raw, "values": values}, children=children)


def _choice(code: str, words: _Words) -> dict[str, object]:
    zh, en = words[code]
    return {"value": code, "label": {"zh": zh, "en": en}}


def _texts(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [one for one in value if isinstance(one, str)]
    return [value] if isinstance(value, str) else []
