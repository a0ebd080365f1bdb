"""What is known about a variable before there is a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A variable that people know under a name of their own; `name` may be a path such as customer.level.

    `unit` is "percent" (0.1 is shown as 10%), a currency such as CNY, or a word shown after the number.
    `kind` is FEEL's ("" for any, also list<number>); `values` are the texts it may have: code → (zh, en).
    """

    name: str
    zh: str
    en: str
    unit: str = ""
    kind: str = ""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)


#: By name or path: a fact, or only its kind ("" for any).
Known = Mapping[str, Fact | str]


def kind_known(known: Known, path: str) -> str | None:
    """The kind of what stands under the path; None if nothing does."""
    found = known.get(path)
    return found.kind if isinstance(found, Fact) else found


def names_in(known: Known) -> Iterator[str]:
    """All names the parser has to know: those of paths part by part."""
    for path in known:
        yield from path.split(".")
