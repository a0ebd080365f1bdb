"""The search and command box (Ctrl K): every folder brings providers, the composition root hands them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from forms.shell.identity import Person

PER_PROVIDER = 6
SHORTEST = 1
LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One result: `title` and `note` are shown as text, `url` is opened."""

    title: str
    url: str
    note: str = ""
    icon: str = ""


class SearchProvider(Protocol):
    """Finds one kind of thing. `label()` is the kind's name in the reader's language."""

    icon: str

    def label(self) -> str: ...

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """At most `limit` hits the person may see, best first."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The hits of one provider."""

    label: str
    icon: str
    hits: Sequence[Hit]


def find(text: str, person: Person, providers: Sequence[SearchProvider]) -> list[Group]:
    """Hits for `text` grouped by kind, in the order of the providers; kinds without hits are left out."""
    wanted = " ".join(text.split())[:LONGEST]
    if len(wanted) < SHORTEST:
        return []
    groups = (
        Group(
            label=provider.label(),
            icon=provider.icon,
            hits=tuple(islice(provider.search(wanted, person, PER_PROVIDER), PER_PROVIDER)),
        )
        for provider in providers
    )
    return [group for group in groups if group.hits]
